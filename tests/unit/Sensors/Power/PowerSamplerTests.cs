using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Sensors.Power;

public class PowerSamplerTests
{
    private static Bench EighteenRails(RailOptions options) => new(
        [.. Enumerable.Range(0, 18).Select(rail => (new RecordedLoad(0.85, 0.5 + (0.1 * rail)), PowerDomain.PL))],
        options,
        errors: rail => new(CurrentNoise: 2.5e-6, Seed: rail));

    [Fact]
    public void Eighteen_monitors_at_400_kHz_give_200_fresh_samples_a_second_and_96_percent_coverage()
    {
        Bench bench = EighteenRails(new() { KeepPointer = true, MeasureCycle = true });
        bench.Sweep(0.1);
        EnergyReport<Measured> report = bench.Window(10);
        Assert.Equal(18, report.Rails.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{report.Rails.Min(rail => rail.Fresh) / report.Seconds:F1} fresh/s, coverage {report.Rails.Min(rail => rail.Coverage):P2}, stale {report.Rails.Max(rail => rail.Stale)}");
        Assert.All(report.Rails, rail =>
        {
            Assert.True(rail.Fresh / report.Seconds >= 200, $"{rail.Rail.Name}: {rail.Fresh / report.Seconds:F1} fresh a second");
            Assert.True(rail.Coverage >= 0.96, $"{rail.Rail.Name}: {rail.Coverage:P1} coverage");
        });
    }

    [Fact]
    public void Without_the_kept_pointer_eighteen_monitors_are_read_less_than_229_times_a_second()
    {
        Bench bench = EighteenRails(new() { MeasureCycle = true });
        bench.Sweep(0.1);
        EnergyReport<Measured> report = bench.Window(2);
        Assert.All(report.Rails, rail => Assert.InRange(rail.Fresh / report.Seconds, 200, 229));
    }

    [Fact]
    public void Sweeping_faster_than_conversions_counts_stale_readings_and_changes_no_joule()
    {
        RecordedLoad load = new(1, 2);
        Bench bench = new([(load, PowerDomain.PL)], sweepsPerSecond: 1000);
        bench.Sweep(0.1);
        RailEnergy<Measured> rail = bench.Window(1).Rails[0];
        Assert.InRange(rail.Stale, 600, 900);
        Assert.Equal(2, rail.Energy!.Value.Joules, 0.01);
    }

    [Fact]
    public void A_late_sampler_counts_the_sweeps_it_missed()
    {
        Bench bench = new([(new(1, 2), PowerDomain.PL)], sweepsPerSecond: 100);
        bench.Sweep(0.1);
        long before = bench.Sampler.Latest(0, bench.Clock.Nanoseconds).Missing;
        bool stalled = false;
        bench.Bus.Observer = _ =>
        {
            if (!stalled) bench.Clock.Advance(TimeSpan.FromMilliseconds(55));
            stalled = true;
        };
        bench.Sweep(0.1);

        // Stalled from 0 to 55 ms: the sweeps of 10 to 40 ms are gone, that of 50 ms is taken late.
        Assert.Equal(4, bench.Sampler.Latest(0, bench.Clock.Nanoseconds).Missing - before);
    }

    [Fact]
    public void A_burst_sweeps_at_the_rate_of_the_conversions_for_its_time()
    {
        Bench bench = new([(new(1, 2), PowerDomain.PL)], sweepsPerSecond: 10);
        bench.Sweep(1);
        long slow = bench.Sampler.Sweeps;
        bench.Sampler.Burst(TimeSpan.FromSeconds(1));
        bench.Sweep(1);
        Assert.Equal(10, slow, 1.0);
        Assert.InRange(bench.Sampler.Sweeps - slow, 200, 240);
    }

    [Fact]
    public void A_sweep_allocates_nothing()
    {
        Bench bench = new([(new(1, 2), PowerDomain.PL), (new(1, 3), PowerDomain.PS)]);
        bench.Sweep(1);
        Allocations.None(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                bench.Clock.Advance(TimeSpan.FromMilliseconds(5));
                bench.Sampler.Sweep();
            }
        });
    }

    [Fact]
    public void A_failing_rail_says_why_and_recovers_by_itself()
    {
        Bench bench = new([(new(1, 2), PowerDomain.PL)]);
        bench.Sweep(0.1);
        bench.Bus.Fault = I2cFault.BusStuck;
        bench.Sampler.Sweep();
        RailFigures failed = bench.Sampler.Latest(0, bench.Clock.Nanoseconds);
        Assert.Equal(ReadingState.Failed, failed.State);
        Assert.True(double.IsNaN(failed.Watts));
        Assert.Contains("held low", failed.Fault, StringComparison.Ordinal);
        bench.Bus.Fault = null;
        bench.Sweep(0.1);
        Assert.Null(bench.Sampler.Latest(0, bench.Clock.Nanoseconds).Fault);
    }

    [Fact]
    public void Latest_tells_volts_amperes_and_extremes()
    {
        RecordedLoad load = new(1, 2);
        load.Change(1_000_000_000, 3);
        load.Change(1_500_000_000, 1);
        Bench bench = new([(load, PowerDomain.PL)]);
        bench.Sweep(2);
        PowerReading reading = bench.Sampler.Reading(0);
        RailFigures sample = bench.Sampler.Latest(0, reading.Nanoseconds);
        Assert.Equal((1.0, 1.0), (Math.Round(sample.Volts, 6), Math.Round(sample.Amperes, 6)));
        Assert.Equal(1, sample.MinimumWatts, 1e-6);
        Assert.Equal(3, sample.MaximumWatts, 1e-6);
        Assert.Equal(0, sample.AgeSeconds);
    }

    [Fact]
    public void The_thread_samples_a_virtual_board_on_the_system_clock_and_ends_when_told()
    {
        using VirtualBoard board = new(SystemClock.Instance);
        using PowerSampler<Modelled> sampler = new(board.Rails, SystemClock.Instance, 50);
        EnergyMeter<Modelled> meter = new(sampler);
        sampler.Start();
        SpinWait.SpinUntil(() => sampler.Sweeps > 3);
        EnergyWindow<Modelled> window = meter.Begin("window");
        long begun = sampler.Sweeps;
        SpinWait.SpinUntil(() => sampler.Sweeps > begun + 10);
        window.End();
        EnergyReport<Modelled> report = window.Report(TimeSpan.FromSeconds(30));
        Assert.Null(sampler.Failure);
        Assert.Equal("modelled", report.Provenance);
        Assert.Null(report.Of(PowerDomain.PL)!.Unresolved);
    }
}

using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Sensors.Power;

public class DifferenceProtocolTests
{
    private const double RepeatSeconds = 0.0002;

    [Fact]
    public void The_energy_of_a_repeat_is_found_under_an_offset_that_dwarfs_it()
    {
        RecordedLoad load = new(1, 1);
        Bench bench = new([(load, PowerDomain.PL)], errors: _ => new(0.004, 8e-6, 5e-3, 2.5e-6, 0.5e-3));
        DifferenceReport<Measured> report = Run(bench, load, amperes: 1.05, repeats: 5000);
        EnergyLevels<Measured> levels = report.Domains[PowerDomain.PL];
        double truth = 0.05 * RepeatSeconds;
        Energy<Measured> net = levels.NetOfIdle!.Value;
        Assert.True(Math.Abs(net.Joules - truth) <= net.Interval95, $"{net} where the truth is {truth} J");
        Assert.True(net.Interval95 < 0.1 * truth);
        Assert.Equal(1.05 * RepeatSeconds, levels.Total.Joules, levels.Total.Interval95);
        Assert.Equal(RepeatSeconds, report.SecondsPerRepeat, 1e-5);
    }

    [Fact]
    public void The_interval_of_the_difference_holds_the_truth_in_95_of_100_runs()
    {
        var random = new Random(5);
        int held = 0;
        for (int i = 0; i < 100; i++)
        {
            double Within(double bound) => bound * ((2 * random.NextDouble()) - 1);
            RecordedLoad load = new(1, 0.5 + random.NextDouble());
            Bench bench = new(
                [(load, PowerDomain.PL)],
                errors: _ => new(Within(0.01), Within(10e-6), Within(7.5e-3), 5e-6, 1e-3, Within(0.08), random.Next()));
            double swing = 0.2 + random.NextDouble();
            DifferenceReport<Measured> report = Run(bench, load, 0, 1000, swing);
            Energy<Measured> net = report.Domains[PowerDomain.PL].NetOfIdle!.Value;
            if (Math.Abs(net.Joules - (swing * RepeatSeconds)) <= net.Interval95) held++;
        }

        Assert.True(held >= 95, $"{held} of 100");
    }

    [Fact]
    public void Drift_of_the_idle_power_cancels()
    {
        RecordedLoad load = new(1, 1);
        Bench bench = new([(load, PowerDomain.PL)]);
        DifferenceReport<Measured> report = Run(bench, load, 1.1, 5000, drift: 0.02);
        Energy<Measured> net = report.Domains[PowerDomain.PL].NetOfIdle!.Value;
        Assert.Equal(0.1 * RepeatSeconds, net.Joules, 0.05 * 0.1 * RepeatSeconds);
    }

    [Fact]
    public void A_thing_that_costs_nothing_is_unresolved_with_a_bound()
    {
        RecordedLoad load = new(1, 1);
        Bench bench = new([(load, PowerDomain.PL)], errors: _ => new(CurrentNoise: 5e-6, BusNoiseVolts: 1e-3));
        EnergyLevels<Measured> levels = Run(bench, load, 1.0, 5000).Domains[PowerDomain.PL];
        Assert.Null(levels.NetOfIdle);
        Assert.Contains("not distinguishable from zero", levels.Unresolved, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_levels_tell_the_baselines_apart()
    {
        RecordedLoad load = new(1, 0.4);
        Bench bench = new([(load, PowerDomain.PL)]);
        DifferenceProtocol<Measured> protocol = new(bench.Meter, time => bench.Sweep(time.TotalSeconds));
        bench.Sweep(0.1);
        IdleBaseline<Measured> bare = protocol.MeasureBaseline("unprogrammed", TimeSpan.FromSeconds(1));
        load.Change(bench.Clock.Nanoseconds, 1);
        bench.Sweep(0.1);
        DifferenceReport<Measured> report = Run(bench, load, 1.5, 5000, unprogrammed: bare);
        EnergyLevels<Measured> levels = report.Domains[PowerDomain.PL];
        Assert.Equal(1.5 * RepeatSeconds, levels.Total.Joules, 0.02 * RepeatSeconds);
        Assert.Equal(0.5 * RepeatSeconds, levels.NetOfIdle!.Value.Joules, 0.02 * RepeatSeconds);
        Assert.Equal(1.1 * RepeatSeconds, levels.NetOfUnprogrammed!.Value.Joules, 0.02 * RepeatSeconds);
        Assert.Equal("unprogrammed", report.UnprogrammedId);
        Assert.True(report.RepeatsFor(PowerDomain.PL, 1e-4) > 5000);
    }

    [Fact]
    public void A_domain_that_lost_a_rail_has_no_figure()
    {
        RecordedLoad load = new(1, 1);
        Bench bench = new([(new(1, 1), PowerDomain.PS), (load, PowerDomain.PL)]);
        bench.Sweep(0.1);
        bench.Remove(0);
        DifferenceReport<Measured> report = Run(bench, load, 1.5, 5000);
        Assert.Contains("RAIL0", report.Lost[PowerDomain.PS], StringComparison.Ordinal);
        Assert.Equal("", report.Lost.GetValueOrDefault(PowerDomain.PL, ""));
        Assert.Equal([PowerDomain.PL], report.Domains.Keys);
    }

    [Fact]
    public void A_bench_meter_beside_the_rails_sees_the_same_difference_at_the_same_times()
    {
        RecordedLoad load = new(1, 1);
        Bench bench = new([(load, PowerDomain.PL)]);
        SlowMeter meter = new(bench.Clock, load);
        BoardRail rail = new("METER", "serial", 0, MonitorChip.Scpi, PowerDomain.BoardInput);
        RailSet<Measured> set = new(new("meter", "meter", "scpi", [], [rail], []), [new(rail, meter)], [], []);
        using PowerSampler<Measured> slow = new(set, bench.Clock);
        DifferenceProtocol<Measured> protocol = new(bench.Meter, time => Sweep(time.TotalSeconds), new(slow));
        Sweep(0.5);
        DifferenceReport<Measured> report = protocol.Run(
            "work",
            count =>
            {
                load.Change(bench.Clock.Nanoseconds, 1.5);
                Sweep(count * RepeatSeconds);
                load.Change(bench.Clock.Nanoseconds, 1);
            },
            5000, 3, TimeSpan.FromSeconds(1));
        Energy<Measured> rails = report.Domains[PowerDomain.PL].NetOfIdle!.Value;
        Energy<Measured> beside = report.Beside!.Domains[PowerDomain.BoardInput].NetOfIdle!.Value;
        Assert.Equal(0.5 * RepeatSeconds, beside.Joules, beside.Interval95);
        Assert.Equal(rails.Joules, beside.Joules, rails.Interval95 + beside.Interval95);
        Assert.True(beside.Interval95 < 0.1 * beside.Joules);
        Assert.Equal(report.Actives.Select(window => window.BeginNanoseconds), report.Beside.Actives.Select(window => window.BeginNanoseconds));

        void Sweep(double seconds)
        {
            long end = bench.Clock.Nanoseconds + (long)(seconds * 1e9);
            while (bench.Clock.Nanoseconds < end)
            {
                long next = Math.Min(end, bench.Clock.Nanoseconds + 5_000_000);
                bench.Sampler.SweepUntil(next);
                slow.SweepUntil(next);
                bench.Clock.SleepUntil(next);
            }
        }
    }

    private static DifferenceReport<Measured> Run(
        Bench bench,
        RecordedLoad load,
        double amperes,
        int repeats,
        double? swing = null,
        double drift = 0,
        IdleBaseline<Measured>? unprogrammed = null)
    {
        double idle = load.MeanAmperes(bench.Clock.Nanoseconds, bench.Clock.Nanoseconds + 1);
        double active = swing is { } above ? idle + above : amperes;
        double drifted = 0;
        bench.Sweep(0.1);
        DifferenceProtocol<Measured> protocol = new(bench.Meter, time => bench.Sweep(time.TotalSeconds));
        return protocol.Run(
            "inference",
            count =>
            {
                drifted += drift;
                load.Change(bench.Clock.Nanoseconds, active + drifted);
                long end = bench.Clock.Nanoseconds + (long)(count * RepeatSeconds * 1e9);
                bench.Sampler.SweepUntil(end);
                bench.Clock.SleepUntil(end);
                drifted += drift;
                load.Change(end, idle + drifted);
            },
            repeats,
            pairs: 5,
            TimeSpan.FromSeconds(0.5),
            unprogrammed);
    }

    /// <summary>A meter that integrates between two readings and gives twenty a second.</summary>
    private sealed class SlowMeter(VirtualClock clock, RecordedLoad load) : IPowerSensor
    {
        private long _last = clock.Nanoseconds;

        public string Name => "slow meter";

        public PowerSensorTraits Traits { get; } = new(50_000_000, 50_000_000, 1e-4, 1e-5, 0.001, 1e-4, 1e-5);

        public PowerReading Read()
        {
            long now = clock.Nanoseconds;
            double amperes = load.MeanAmperes(_last, Math.Max(now, _last + 1));
            _last = now;
            return new(now, 1, amperes, ReadingState.Fresh);
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}

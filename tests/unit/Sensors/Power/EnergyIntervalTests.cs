using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Sensors.Power;

/// <summary>Simulated rails with known truth: does the interval hold it?</summary>
public class EnergyIntervalTests
{
    [Fact]
    public void The_95_percent_interval_holds_the_truth_in_at_least_95_percent_of_1000_windows()
    {
        var random = new Random(20);
        int held = 0, resolved = 0;
        List<double> widths = [];
        for (int i = 0; i < 1000; i++)
        {
            double seconds = 0.05 * Math.Pow(100, random.NextDouble());
            (EnergyReport<Measured> report, double truth) = Simulate(random, seconds, i % 4 == 0 ? 0.1 : 0);
            if (report.RailTotal!.Energy is not { } energy) continue;
            resolved++;
            widths.Add(energy.Interval95 / truth);
            if (Math.Abs(energy.Joules - truth) <= energy.Interval95) held++;
        }

        widths.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{held} of {resolved} hold the truth; half width: median {widths[widths.Count / 2]:P2}, 95 % {widths[widths.Count * 95 / 100]:P2}");
        Assert.True(resolved >= 990, $"only {resolved} of 1000 windows were resolved");
        Assert.True(held >= 0.95 * resolved, $"{held} of {resolved} hold the truth");
        Assert.True(widths[widths.Count / 2] < 0.03, $"the median interval is {widths[widths.Count / 2]:P1} wide");
    }

    [Fact]
    public void A_window_of_60_seconds_is_within_3_percent()
    {
        var random = new Random(21);
        double worst = 0;
        for (int i = 0; i < 20; i++)
        {
            (EnergyReport<Measured> report, double truth) = Simulate(random, 60, missing: 0.02);
            Energy<Measured> energy = report.RailTotal!.Energy!.Value;
            worst = Math.Max(worst, Math.Abs(energy.Joules - truth) / truth);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"worst of 20: {worst:P2}");
        Assert.InRange(worst, 1e-9, 0.03);
    }

    [Theory]
    [InlineData(5, 0.5)] // a pulse that fills its window
    [InlineData(0.5, 5)] // quiet, and busy as soon as the window has ended
    public void Steps_at_the_edges_of_short_windows_are_held_in_95_of_100(double within, double after)
    {
        var random = new Random(22);
        int held = 0;
        for (int i = 0; i < 200; i++)
        {
            RecordedLoad load = new(1, 0.5);
            Bench bench = new([(load, PowerDomain.PL)]);
            bench.Sweep(0.1 + (0.01 * random.NextDouble()));
            EnergyWindow<Measured> window = bench.Meter.Begin("pulse");
            long begin = bench.Clock.Nanoseconds;
            long end = begin + (long)((0.03 + (0.03 * random.NextDouble())) * 1e9);
            load.Change(begin, within);
            load.Change(end, after);
            bench.Sampler.SweepUntil(end);
            bench.Clock.SleepUntil(end);
            window.End();
            end = bench.Clock.Nanoseconds;
            bench.Sweep(0.1);
            Energy<Measured> energy = window.Report(TimeSpan.Zero).Rails[0].Energy!.Value;
            if (Math.Abs(energy.Joules - load.Joules(begin, end)) <= energy.Interval95) held++;
        }

        Assert.True(held >= 190, $"{held} of 200 hold the truth");
    }

    /// <summary>
    /// One rail with a load that jumps at random, dwelling 1 ms to 300 ms, read with random gain, offsets and
    /// oscillator within their bounds, noise, and reads that fail.
    /// </summary>
    private static (EnergyReport<Measured> Report, double Truth) Simulate(Random random, double seconds, double missing)
    {
        double Within(double bound) => bound * ((2 * random.NextDouble()) - 1);
        double idle = 0.5 + (3 * random.NextDouble());
        RecordedLoad load = new(0.85, idle);
        double dwell = 1e-3 * Math.Pow(300, random.NextDouble());
        double swing = 2 * random.NextDouble();
        long time = 0;
        while (time < (seconds + 2) * 1e9)
        {
            time += 1 + (long)(-Math.Log(1 - random.NextDouble()) * dwell * 1e9);
            load.Change(time, idle + (swing * random.NextDouble()));
        }

        Bench bench = new(
            [(load, PowerDomain.PL)],
            errors: _ => new(
                Within(0.01), Within(10e-6), Within(7.5e-3), 5e-6, 1e-3, Within(0.08), random.Next()));
        int counter = random.Next();
        if (missing > 0)
        {
            bench.Bus.Observer = _ => bench.Bus.Fault = Random01(counter++) < missing ? I2cFault.NotAcknowledged : null;
        }

        // A failed transfer is not observed, so the fault must be taken back by the sweep itself.
        void Sweep(double time)
        {
            long end = bench.Clock.Nanoseconds + (long)(time * 1e9);
            while (bench.Clock.Nanoseconds < end)
            {
                long next = Math.Min(end, bench.Clock.Nanoseconds + bench.Sampler.PeriodNanoseconds);
                bench.Sampler.SweepUntil(next);
                bench.Clock.SleepUntil(next);
                bench.Bus.Fault = null;
            }
        }

        Sweep(0.1 + (0.01 * random.NextDouble()));
        EnergyWindow<Measured> window = bench.Meter.Begin("window");
        long begin = bench.Clock.Nanoseconds;
        Sweep(seconds);
        window.End();
        long end = bench.Clock.Nanoseconds;
        Sweep(0.3);
        return (window.Report(TimeSpan.Zero), load.Joules(begin, end));
    }

    private static double Random01(int seed)
    {
        uint value = unchecked((uint)seed * 2654435761u);
        value ^= value >> 15;
        value *= 2246822519u;
        value ^= value >> 13;
        return value / 4294967296.0;
    }
}

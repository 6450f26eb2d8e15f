using System.Globalization;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Bench;

/// <summary>
/// The eighteen INA226 of a ZCU102, modelled at register level behind their multiplexer on a bus of 400 kHz: how many fresh
/// readings a second and what share of the time they cover, in the bus's own time, and what reading costs the processor.
/// </summary>
internal static class RailsMeasurement
{
    private const double Seconds = 20;

    /// <summary>Prints a table.</summary>
    public static void Run()
    {
        Console.WriteLine($"18 virtual INA226, 400 kHz, {Seconds:0} s of bus time; fresh and coverage: the worst rail; one thread");
        Console.WriteLine("conversions        pointer  fresh/s  coverage  stale  missing  us CPU/sweep  allocated");
        Measure("4.156 + 0.14 ms", InaConfiguration.Fast, keepPointer: true);
        Measure("4.156 + 0.14 ms", InaConfiguration.Fast, keepPointer: false);
        Measure("8.244 + 0.14 ms", InaConfiguration.Steady, keepPointer: false);
        Measure("the same, 4 avg.", InaConfiguration.Averaged, keepPointer: false);
        Console.WriteLine(
            "us CPU/sweep: driver, sampler and the chips' model, none of a kernel's; on a board add 36 I2C transfers a sweep.");
    }

    private static void Measure(string name, InaConfiguration configuration, bool keepPointer)
    {
        VirtualClock clock = new();
        VirtualI2cBus bus = new(0, clock);
        VirtualI2cBus[] channels = [.. Enumerable.Range(1, 4).Select(number => new VirtualI2cBus(number, clock))];
        BoardDescription board = BoardCatalog.Load("zcu102");
        foreach (BoardRail rail in board.Rails)
        {
            channels[rail.Channel!.Value].Attach(rail.Address, new VirtualIna226(
                clock, new Rail(rail.Volts ?? 1.8), rail.ShuntMicroohms!.Value * 1e-6,
                new VirtualSensorErrors(CurrentNoise: 2.5e-6, Oscillator: 0.01, Seed: rail.Address)));
        }

        bus.Attach(0x75, new VirtualPca954x(Pca954xModel.Pca9544, channels));
        string sysfs = Directory.CreateTempSubdirectory("onboard-bench-").FullName;
        Directory.CreateDirectory(Path.Combine(sysfs, "bus", "i2c", "devices", "i2c-0"));
        using RailSet<Measured> rails = BoardRails.Open(
            board, clock, new RailOptions { Configuration = configuration, KeepPointer = keepPointer, MeasureCycle = true },
            new I2cTopology(sysfs), _ => bus);
        using PowerSampler<Measured> sampler = new(rails, clock);
        EnergyMeter<Measured> meter = new(sampler);
        sampler.SweepUntil(clock.Nanoseconds + 1_000_000_000);
        EnergyWindow<Measured> window = meter.Begin("bench");
        long sweeps = sampler.Sweeps, allocated = GC.GetAllocatedBytesForCurrentThread(), cpu = ThreadClock.Nanoseconds;
        long end = clock.Nanoseconds + (long)(Seconds * 1e9);
        sampler.SweepUntil(end);
        cpu = ThreadClock.Nanoseconds - cpu;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        sweeps = sampler.Sweeps - sweeps;
        clock.SleepUntil(end);
        window.End();
        sampler.SweepUntil(end + 1_000_000_000);
        EnergyReport<Measured> report = window.Report(TimeSpan.Zero);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-18} {(keepPointer ? "kept" : "sent"),-7} {report.Rails.Min(rail => rail.Fresh) / report.Seconds,8:0.0} {report.Rails.Min(rail => rail.Coverage),9:P1} {report.Rails.Max(rail => rail.Stale),6} {report.Rails.Max(rail => rail.Missing),8} {cpu / 1e3 / sweeps,13:0.0} {allocated,9} B"));
        Directory.Delete(sysfs, recursive: true);
    }

    private sealed class Rail(double volts) : IVirtualRail
    {
        public double MeanVolts(long fromNanoseconds, long toNanoseconds) => volts;

        public double MeanAmperes(long fromNanoseconds, long toNanoseconds) => 0.7;
    }
}

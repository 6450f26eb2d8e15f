using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Sensors.Power;

/// <summary>A board of INA226 with loads of the test's own, in virtual time. Opened as a real board is, so
/// "measured".</summary>
internal sealed class Bench
{
    private readonly VirtualI2cBus _channel;
    private readonly List<VirtualIna226> _chips = [];

    public Bench(
        IReadOnlyList<(RecordedLoad Load, PowerDomain Domain)> loads,
        RailOptions? options = null,
        double? sweepsPerSecond = null,
        Func<int, VirtualSensorErrors>? errors = null)
    {
        Bus = new(0, Clock);
        _channel = new(1, Clock);
        VirtualI2cBus second = new(2, Clock);
        Bus.Attach(0x75, new VirtualPca954x(Pca954xModel.Pca9544, _channel, second));
        List<BoardRail> rails = [];
        for (int i = 0; i < loads.Count; i++)
        {
            int channel = i / 10, address = 0x40 + (i % 10);
            _chips.Add(new(Clock, loads[i].Load, 0.005, errors?.Invoke(i)));
            (channel == 0 ? _channel : second).Attach(address, _chips[i]);
            rails.Add(new($"RAIL{i}", "power", address, MonitorChip.Ina226, loads[i].Domain, null, channel, 5000));
        }

        BoardDescription board = new(
            "bench", "Bench", "onboard,bench",
            [new("power", "none", 0, 400_000, new(Pca954xModel.Pca9544, 0x75))],
            rails,
            []);
        Rails = BoardRails.Open(board, Clock, options, new I2cTopology(Sysfs()), _ => Bus);
        Sampler = new(Rails, Clock, sweepsPerSecond);
        Meter = new(Sampler);
    }

    public VirtualClock Clock { get; } = new();

    public VirtualI2cBus Bus { get; }

    public RailSet<Measured> Rails { get; }

    public PowerSampler<Measured> Sampler { get; }

    public EnergyMeter<Measured> Meter { get; }

    /// <summary>Takes the chip of a rail of the first ten off.</summary>
    public void Remove(int rail) => _channel.Detach(0x40 + rail);

    /// <summary>Puts it back.</summary>
    public void Return(int rail) => _channel.Attach(0x40 + rail, _chips[rail]);

    public void Sweep(double seconds)
    {
        long end = Clock.Nanoseconds + (long)(seconds * 1e9);
        Sampler.SweepUntil(end);
        Clock.SleepUntil(end);
    }

    public EnergyReport<Measured> Window(double seconds)
    {
        EnergyWindow<Measured> window = Meter.Begin("window");
        Sweep(seconds);
        window.End();
        Sweep(Math.Max(0.5, 60e-9 * Sampler.PeriodNanoseconds));
        return window.Report(TimeSpan.Zero);
    }

    private static string Sysfs()
    {
        string root = Directory.CreateTempSubdirectory().FullName;
        Directory.CreateDirectory(Path.Combine(root, "bus", "i2c", "devices", "i2c-0"));
        return root;
    }
}

using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>A real board: a thread samples its rails while this one works or sleeps.</summary>
internal sealed class RealEnergyBench : IEnergyBench<Measured>
{
    private readonly RailSet<Measured> _rails;
    private readonly PowerSampler<Measured> _sampler;
    private readonly IdleBaseline<Measured>? _unprogrammed;
    private readonly RailSet<Measured>? _meter;
    private readonly PowerSampler<Measured>? _meterSampler;

    /// <param name="rails">The board's rails, or a bench meter; taken over.</param>
    /// <param name="unprogrammed">What the board draws with an unprogrammed fabric, from an earlier run.</param>
    /// <param name="trace">Keeps what the monitors see; null keeps nothing.</param>
    /// <param name="meter">A bench meter beside them; taken over.</param>
    public RealEnergyBench(
        RailSet<Measured> rails, IdleBaseline<Measured>? unprogrammed, PowerTrace? trace, RailSet<Measured>? meter)
    {
        _rails = rails;
        _unprogrammed = unprogrammed;
        _sampler = new(rails, SystemClock.Instance) { BeforeSweep = trace is null ? null : () => trace.Take(_sampler!) };
        trace?.Begin(rails);
        Meter = new(_sampler);
        _sampler.Start();
        if (meter is null) return;
        _meter = meter;
        _meterSampler = new(meter, SystemClock.Instance);
        Beside = new(_meterSampler);
        _meterSampler.Start();
    }

    /// <inheritdoc/>
    public EnergyMeter<Measured> Meter { get; }

    /// <inheritdoc/>
    public EnergyMeter<Measured>? Beside { get; }

    /// <inheritdoc/>
    public void Idle(TimeSpan time)
    {
        if ((_sampler.Failure ?? _meterSampler?.Failure) is { } failure) throw failure;
        SystemClock.Instance.SleepUntil(SystemClock.Instance.Nanoseconds + (time.Ticks * 100));
    }

    /// <inheritdoc/>
    public void Work(Workload workload, int repeats) => workload.Run(repeats);

    /// <inheritdoc/>
    public IdleBaseline<Measured>? MeasureUnprogrammed(DifferenceProtocol<Measured> protocol, TimeSpan time) => _unprogrammed;

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampler.Dispose();
        _meterSampler?.Dispose();
        _rails.Dispose();
        _meter?.Dispose();
    }
}

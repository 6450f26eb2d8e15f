using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// One output of a PMBus converter. STATUS_WORD is asked before voltage and current, and a voltage that no rail has
/// counts as off: an output that is off has been seen to report 10 A, and no flag.
/// </summary>
/// <param name="device">The converter, shared by its outputs; it belongs to the caller.</param>
/// <param name="page">The output.</param>
/// <param name="clock">The clock of the readings.</param>
public sealed class PmbusRail(PmbusDevice device, int page, IClock clock) : IPowerSensor
{
    /// <summary>
    /// Telemetry of converters is coarse: a published reading of an IRPS5401 differs by 6 % between V x I and
    /// READ_POUT. How much of a cycle is seen is not documented and is counted as half.
    /// </summary>
    internal static readonly PowerSensorTraits Telemetry =
        new(CycleNanoseconds, CycleNanoseconds / 2, 1 / 256.0, 1 / 64.0, 0.06, 0.01, 0.1);

    // PMBus does not say when a telemetry value is new; converters of this class renew theirs within some milliseconds.
    private const long CycleNanoseconds = 10_000_000;

    private long _lastFresh = long.MinValue / 2;

    /// <inheritdoc/>
    public string Name { get; } = device.NameOf(page);

    /// <inheritdoc/>
    public PowerSensorTraits Traits => Telemetry;

    /// <inheritdoc/>
    /// <exception cref="I2cException">The bus or the chip failed.</exception>
    public PowerReading Read()
    {
        long now = clock.Nanoseconds;
        if (device.ReadStatus(page).HasFlag(PmbusStatus.Off)) return new(now, 0, 0, ReadingState.Off);
        double volts = device.ReadOutputVolts(page);
        if (volts < PowerReading.MinRailVolts) return new(now, 0, 0, ReadingState.Off);
        double amperes = device.ReadLinear11(page, PmbusCommand.ReadIout);
        bool fresh = now - _lastFresh >= CycleNanoseconds;
        if (fresh) _lastFresh = now;
        return new(now, volts, amperes, fresh ? ReadingState.Fresh : ReadingState.Stale);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The converter belongs to whoever made it.
    }
}

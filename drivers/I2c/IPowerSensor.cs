namespace OnBoard.Drivers.I2c;

/// <summary>One monitored rail of one chip, whoever reads the chip: our own driver, hwmon or IIO. Used by one
/// thread.</summary>
public interface IPowerSensor : IDisposable
{
    /// <summary>Chip, bus and address, and the driver that reads it: "ina226 at i2c-3 0x40 (registers)".</summary>
    string Name { get; }

    /// <summary>What a reader of the figures should know of the chip, such as that it is a look-alike; null where there is
    /// nothing to know.</summary>
    string? Note => null;

    /// <summary>How fast and how exact the sensor is.</summary>
    PowerSensorTraits Traits { get; }

    /// <summary>Reads voltage and current once. Never waits for a conversion: what is not new is marked
    /// stale.</summary>
    /// <exception cref="DeviceFailedException">The bus or the chip failed.</exception>
    PowerReading Read();

    /// <summary>
    /// Checks that the chip still is set as it was: one that lost power converts on, with other conversion times.
    /// Called now and then between readings, so that readings stay evenly spaced.
    /// </summary>
    /// <exception cref="DeviceFailedException">The chip was reset, or the bus failed.</exception>
    void Verify()
    {
    }
}

/// <summary>
/// How fast and how exact a sensor is. Errors are bounds (the datasheet's maximum), not standard deviations.
/// </summary>
/// <param name="CycleNanoseconds">From one fresh result to the next: no reading after it can be stale.</param>
/// <param name="SeenNanoseconds">The part of a cycle in which the current is looked at.</param>
/// <param name="VoltsPerStep">Resolution of the voltage.</param>
/// <param name="AmperesPerStep">Resolution of the current.</param>
/// <param name="GainError">Relative error of the power, shunt included: it grows with the signal.</param>
/// <param name="OffsetVolts">Error of the voltage at zero.</param>
/// <param name="OffsetAmperes">Error of the current at zero.</param>
public sealed record PowerSensorTraits(
    long CycleNanoseconds,
    long SeenNanoseconds,
    double VoltsPerStep,
    double AmperesPerStep,
    double GainError,
    double OffsetVolts,
    double OffsetAmperes);

/// <summary>One reading of a rail.</summary>
/// <param name="Nanoseconds">When it was read, on the monotonic clock.</param>
/// <param name="Volts">Bus voltage.</param>
/// <param name="Amperes">Current, signed.</param>
/// <param name="State">Whether the two may be used.</param>
public readonly record struct PowerReading(long Nanoseconds, double Volts, double Amperes, ReadingState State)
{
    /// <summary>
    /// No supply of a Zynq UltraScale+ board is below this: a converter that reports less is off, with or without a flag
    /// (one has been seen to report 0.156 V and 10.187 A).
    /// </summary>
    public const double MinRailVolts = 0.4;

    /// <summary>Volts times amperes.</summary>
    public double Watts => Volts * Amperes;
}

/// <summary>What a <see cref="PowerReading"/> is worth.</summary>
public enum ReadingState
{
    /// <summary>A conversion ended since the last fresh reading.</summary>
    Fresh,

    /// <summary>The registers still hold, or may still hold, the conversion that was read before.</summary>
    Stale,

    /// <summary>The chip says that the rail is off; voltage and current mean nothing and are zero.</summary>
    Off,

    /// <summary>The converter is at the end of its range; the truth lies beyond.</summary>
    Saturated,

    /// <summary>The read failed; voltage and current are not a number.</summary>
    Failed,
}

namespace OnBoard.Drivers.I2c;

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
    public const double LowestRailVolts = 0.4;

    /// <summary>Volts times amperes.</summary>
    public double Watts => Volts * Amperes;
}

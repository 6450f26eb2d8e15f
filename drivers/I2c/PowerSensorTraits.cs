namespace OnBoard.Drivers.I2c;

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

using OnBoard.Drivers.I2c;

namespace OnBoard.Sensors.Power;

/// <summary>The last reading of a rail with what the sampler has seen of it since it began.</summary>
/// <param name="Reading">The last reading, whatever its state.</param>
/// <param name="LastFreshNanoseconds">When the rail was last fresh, on the monotonic clock.</param>
/// <param name="MinimumWatts">The least fresh power; not a number before the first.</param>
/// <param name="MaximumWatts">The most.</param>
/// <param name="Joules">Energy since the sampler began.</param>
/// <param name="Fresh">How many readings were fresh; those of a rail that is off count.</param>
/// <param name="Stale">How many were not new.</param>
/// <param name="Missing">How many failed, were saturated, or were not taken because the sampler was late.</param>
/// <param name="Fault">Why the last reading failed; null where it did not.</param>
public readonly record struct RailSample(
    PowerReading Reading,
    long LastFreshNanoseconds,
    double MinimumWatts,
    double MaximumWatts,
    double Joules,
    long Fresh,
    long Stale,
    long Missing,
    string? Fault);

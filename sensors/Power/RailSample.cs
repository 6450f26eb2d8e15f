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

/// <summary>Running sums of one rail; the difference of two such is a window.</summary>
internal struct RailTotals
{
    /// <summary>Time that the samples stand for, in seconds, and the energy in it.</summary>
    public double Seconds, Joules;

    /// <summary>Time in which conversions looked at the current, in seconds.</summary>
    public double SeenSeconds;

    /// <summary>Squares of the times between samples that were too far apart to know what was between.</summary>
    public double GapSquares;

    /// <summary>Sums over fresh samples.</summary>
    public double Watts, WattsSquared, StepsSquared, Volts, Amperes;

    /// <summary>Counts.</summary>
    public long Fresh, Stale, Missing;

    public static RailTotals operator -(in RailTotals end, in RailTotals begin) => new()
    {
        Seconds = end.Seconds - begin.Seconds,
        Joules = end.Joules - begin.Joules,
        SeenSeconds = end.SeenSeconds - begin.SeenSeconds,
        GapSquares = end.GapSquares - begin.GapSquares,
        Watts = end.Watts - begin.Watts,
        WattsSquared = end.WattsSquared - begin.WattsSquared,
        StepsSquared = end.StepsSquared - begin.StepsSquared,
        Volts = end.Volts - begin.Volts,
        Amperes = end.Amperes - begin.Amperes,
        Fresh = end.Fresh - begin.Fresh,
        Stale = end.Stale - begin.Stale,
        Missing = end.Missing - begin.Missing,
    };
}

namespace OnBoard.Sensors.Power;

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

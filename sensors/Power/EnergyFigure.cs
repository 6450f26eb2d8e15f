namespace OnBoard.Sensors.Power;

/// <summary>The energy of a rail or a domain in a window.</summary>
/// <param name="Name">Name of the rail or the domain.</param>
/// <param name="Joules">The energy; not a number where it cannot be told.</param>
/// <param name="Interval95">Half width of its 95 % interval; likewise.</param>
/// <param name="Unresolved">Why it cannot be told; null where it can.</param>
/// <param name="Coverage">Share of the window in which conversions looked at the current.</param>
/// <param name="Fresh">Samples used.</param>
/// <param name="Stale">Readings that held nothing new.</param>
/// <param name="Missing">Readings that failed or were not taken.</param>
public sealed record EnergyFigure(
    string Name, double Joules, double Interval95, string? Unresolved, double Coverage, long Fresh, long Stale, long Missing);

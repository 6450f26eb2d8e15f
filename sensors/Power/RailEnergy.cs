using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>What one rail used in a window.</summary>
/// <param name="Rail">The rail.</param>
/// <param name="Energy">The energy; null where it cannot be told.</param>
/// <param name="Unresolved">Why it cannot; null where it can.</param>
/// <param name="Coverage">Share of the window in which conversions whose result was read looked at the current.</param>
/// <param name="Fresh">Samples used.</param>
/// <param name="Stale">Readings that held nothing new.</param>
/// <param name="Missing">Readings that failed or were not taken.</param>
/// <typeparam name="TProvenance">Where the figure comes from.</typeparam>
public sealed record RailEnergy<TProvenance>(
    BoardRail Rail,
    Energy<TProvenance>? Energy,
    string? Unresolved,
    double Coverage,
    long Fresh,
    long Stale,
    long Missing)
    where TProvenance : struct, IProvenance;

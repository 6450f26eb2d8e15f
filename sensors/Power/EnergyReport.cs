using System.Globalization;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>What a window used, by rail and by domain.</summary>
/// <param name="Name">The window's name with those around it: "training/step".</param>
/// <param name="BeginNanoseconds">Its begin on the monotonic clock.</param>
/// <param name="EndNanoseconds">Its end.</param>
/// <param name="Baseline">Identity of the idle baseline it is to be compared with; null where there is none.</param>
/// <param name="Rails">Every rail of the board, those that could not be opened included.</param>
/// <typeparam name="TProvenance">Where the figures come from.</typeparam>
public sealed record EnergyReport<TProvenance>(
    string Name,
    long BeginNanoseconds,
    long EndNanoseconds,
    string? Baseline,
    IReadOnlyList<RailEnergy<TProvenance>> Rails)
    where TProvenance : struct, IProvenance
{
    /// <summary>"measured", "modelled" or "counted".</summary>
    public string Provenance { get; } = TProvenance.Label;

    /// <summary>Length of the window in seconds.</summary>
    public double Seconds => (EndNanoseconds - BeginNanoseconds) * 1e-9;

    /// <summary>A domain; null where the board has no rail of it.</summary>
    public DomainEnergy<TProvenance>? Of(PowerDomain domain) =>
        DomainEnergy<TProvenance>.Sum(Rails.Where(rail => rail.Rail.Domain == domain));

    /// <summary>
    /// All rails but the board input, which feeds them. It is not the energy of the board: what no monitor sees is not
    /// in it. Null where the board monitors its input only.
    /// </summary>
    public DomainEnergy<TProvenance>? RailTotal =>
        DomainEnergy<TProvenance>.Sum(Rails.Where(rail => rail.Rail.Domain != PowerDomain.BoardInput));

    /// <summary>What went into the board; null where no monitor sees it. Never added to <see
    /// cref="RailTotal"/>.</summary>
    public DomainEnergy<TProvenance>? BoardInput => Of(PowerDomain.BoardInput);
}

/// <summary>What the rails of a domain, or of all domains but the board input, used in a window.</summary>
/// <param name="Energy">The sum; null where a rail is unknown, or the sum is not distinguishable from zero.</param>
/// <param name="Unresolved">Why it cannot; null where it can.</param>
/// <param name="Coverage">The minimum of its rails.</param>
/// <param name="Fresh">Samples used, of all its rails.</param>
/// <param name="Stale">Readings that held nothing new.</param>
/// <param name="Missing">Readings that failed or were not taken.</param>
/// <typeparam name="TProvenance">Where the figure comes from.</typeparam>
public sealed record DomainEnergy<TProvenance>(
    Energy<TProvenance>? Energy, string? Unresolved, double Coverage, long Fresh, long Stale, long Missing)
    where TProvenance : struct, IProvenance
{
    internal static DomainEnergy<TProvenance>? Sum(IEnumerable<RailEnergy<TProvenance>> rails)
    {
        RailEnergy<TProvenance>[] parts = [.. rails];
        if (parts.Length == 0) return null;
        Energy<TProvenance> sum = default;
        foreach (RailEnergy<TProvenance> part in parts) sum += part.Energy ?? default;
        string? unresolved = parts.FirstOrDefault(part => part.Energy is null) is { } lost
            ? $"{lost.Rail.Name}: {lost.Unresolved}"
            : sum.IsResolved ? null : $"{sum} is not distinguishable from zero";
        return new(
            unresolved is null ? sum : null,
            unresolved,
            parts.Min(part => part.Coverage),
            parts.Sum(part => part.Fresh),
            parts.Sum(part => part.Stale),
            parts.Sum(part => part.Missing));
    }
}

/// <summary>What one rail used in a window.</summary>
/// <param name="Rail">The rail.</param>
/// <param name="Energy">The energy; null where it is unknown.</param>
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

/// <summary>Joules with the half width of their 95 % interval, of one provenance.</summary>
/// <param name="Joules">The estimate.</param>
/// <param name="Interval95">The truth lies within plus or minus this, with 95 %.</param>
/// <typeparam name="TProvenance">Where the figure comes from.</typeparam>
public readonly record struct Energy<TProvenance>(double Joules, double Interval95)
    where TProvenance : struct, IProvenance
{
    /// <summary>The sum of two figures with independent errors.</summary>
    public static Energy<TProvenance> operator +(Energy<TProvenance> left, Energy<TProvenance> right) =>
        new(left.Joules + right.Joules, double.Hypot(left.Interval95, right.Interval95));

    /// <summary>The difference of two figures with independent errors.</summary>
    public static Energy<TProvenance> operator -(Energy<TProvenance> left, Energy<TProvenance> right) =>
        new(left.Joules - right.Joules, double.Hypot(left.Interval95, right.Interval95));

    /// <summary>A part of a figure.</summary>
    public static Energy<TProvenance> operator /(Energy<TProvenance> energy, double parts) =>
        new(energy.Joules / parts, energy.Interval95 / Math.Abs(parts));

    /// <summary>Whether the interval leaves out zero.</summary>
    public bool IsResolved => Math.Abs(Joules) > Interval95;

    /// <summary>"1.234 J +- 0.012 J (measured)".</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture, $"{Joules:G4} J +- {Interval95:G2} J ({TProvenance.Label})");
}

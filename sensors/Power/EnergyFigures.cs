using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>A window's energy as plain numbers for those who show it; see <see cref="EnergyReport{TProvenance}"/> for what
/// can be computed with.</summary>
/// <param name="Name">The window's name.</param>
/// <param name="Provenance">"measured" or "modelled": goes wherever a figure of this goes.</param>
/// <param name="BeginNanoseconds">Its begin on the monotonic clock.</param>
/// <param name="EndNanoseconds">Its end.</param>
/// <param name="RailTotal">All rails but the board input; null where the board monitors its input only.</param>
/// <param name="Domains">By domain, the board input among them, which is never to be added to the others.</param>
/// <param name="Rails">By rail.</param>
public sealed record EnergyFigures(
    string Name,
    string Provenance,
    long BeginNanoseconds,
    long EndNanoseconds,
    EnergyFigure? RailTotal,
    IReadOnlyList<EnergyFigure> Domains,
    IReadOnlyList<EnergyFigure> Rails)
{
    /// <summary>Length of the window in seconds.</summary>
    public double Seconds => (EndNanoseconds - BeginNanoseconds) * 1e-9;

    internal static EnergyFigures Of<TProvenance>(EnergyReport<TProvenance> report)
        where TProvenance : struct, IProvenance => new(
            report.Name,
            report.Provenance,
            report.BeginNanoseconds,
            report.EndNanoseconds,
            report.RailTotal is { } total ? Of("rails", total) : null,
            [
                .. Enum.GetValues<PowerDomain>()
                    .Select(domain => report.Of(domain) is { } sum ? Of(domain.ToString(), sum) : null).OfType<EnergyFigure>(),
            ],
            [
                .. report.Rails.Select(rail => Of(rail.Rail.Name, new DomainEnergy<TProvenance>(
                    rail.Energy, rail.Unresolved, rail.Coverage, rail.Fresh, rail.Stale, rail.Missing))),
            ]);

    private static EnergyFigure Of<TProvenance>(string name, DomainEnergy<TProvenance> energy)
        where TProvenance : struct, IProvenance => new(
            name, energy.Energy?.Joules ?? double.NaN, energy.Energy?.Interval95 ?? double.NaN, energy.Unresolved,
            energy.Coverage, energy.Fresh, energy.Stale, energy.Missing);
}

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

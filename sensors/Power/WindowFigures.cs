using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>A window's energy as plain numbers for those who show it; see <see cref="EnergyReport{TProvenance}"/> for what
/// can be computed with.</summary>
/// <param name="Name">The window's name.</param>
/// <param name="RailTotal">All rails but the board input; null where the board monitors its input only.</param>
/// <param name="Domains">By domain, the board input among them, which is never to be added to the others.</param>
/// <param name="Rails">By rail.</param>
public sealed record WindowFigures(
    string Name, WindowEnergy? RailTotal, IReadOnlyList<WindowEnergy> Domains, IReadOnlyList<WindowEnergy> Rails)
{
    internal static WindowFigures Of<TProvenance>(EnergyReport<TProvenance> report)
        where TProvenance : struct, IProvenance
    {
        return new(
            report.Name,
            report.RailTotal is { } total ? Energy("rails", total) : null,
            [
                .. Enum.GetValues<PowerDomain>()
                    .Select(domain => report.Of(domain) is { } sum ? Energy(domain.ToString(), sum) : null).OfType<WindowEnergy>(),
            ],
            [
                .. report.Rails.Select(rail => Energy(rail.Rail.Name, new DomainEnergy<TProvenance>(
                    rail.Energy, rail.Unresolved, rail.Coverage, rail.Fresh, rail.Stale, rail.Missing))),
            ]);

        WindowEnergy Energy(string name, DomainEnergy<TProvenance> energy) => new(
            name, report.Provenance, report.Seconds, energy.Energy?.Joules ?? double.NaN,
            energy.Energy?.Interval95 ?? double.NaN, energy.Unresolved, energy.Coverage, energy.Fresh, energy.Stale, energy.Missing);
    }
}

/// <summary>The energy of a rail, a domain or all rails in a window, or of one of the equal parts that the window
/// holds.</summary>
/// <param name="Name">Name of the rail or the domain; <c>rails</c> for all of them.</param>
/// <param name="Provenance">"measured" or "modelled".</param>
/// <param name="Seconds">Length of the window.</param>
/// <param name="Joules">The energy; not a number where it is unknown.</param>
/// <param name="Interval95">Half width of its 95 % interval; likewise.</param>
/// <param name="Unresolved">Why it is unknown; null where it is known.</param>
/// <param name="Coverage">Share of the window in which conversions looked at the current.</param>
/// <param name="Fresh">Samples used.</param>
/// <param name="Stale">Readings that held nothing new.</param>
/// <param name="Missing">Readings that failed or were not taken.</param>
/// <param name="Parts">How many parts of the window the energy is the mean of; 1 is the window itself.</param>
public sealed record WindowEnergy(
    string Name, string Provenance, double Seconds, double Joules, double Interval95, string? Unresolved, double Coverage,
    long Fresh, long Stale, long Missing, long Parts = 1)
{
    /// <summary>The mean energy of one of so many equal parts of the window, such as inferences.</summary>
    public WindowEnergy Per(long parts) => this with { Joules = Joules / parts, Interval95 = Interval95 / parts, Parts = parts };
}

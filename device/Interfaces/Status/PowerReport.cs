using System.Text.Json.Serialization;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>The power rails at the last status. Null is unknown, never zero.</summary>
/// <param name="Provenance">"measured" or "modelled"; of every figure here but those of rails that are in doubt.</param>
/// <param name="RailWatts">All rails together, without the board input.</param>
/// <param name="BoardInputWatts">What flows into the board; never to be added to the rails that it feeds.</param>
/// <param name="Domains">By domain.</param>
/// <param name="Rails">By rail.</param>
public sealed record PowerReport(
    string Provenance, double? RailWatts, double? BoardInputWatts, IReadOnlyList<DomainReport> Domains,
    IReadOnlyList<RailReport> Rails)
{
    /// <summary>The name of the domain that feeds all others.</summary>
    internal const string BoardInput = "board input";

    /// <summary>The report of a snapshot.</summary>
    internal static PowerReport Of(RailsSnapshot rails) => new(
        rails.Provenance, Finite.OrNull(rails.RailWatts), Finite.OrNull(rails.BoardInputWatts),
        [.. rails.Domains.Select(domain => new DomainReport(NameOf(domain.Domain), Finite.OrNull(domain.Watts), Finite.OrNull(domain.Joules)))],
        [
            .. rails.Rails.Select(rail => new RailReport(
                rail.Name, NameOf(rail.Domain), Finite.OrNull(rail.Volts), Finite.OrNull(rail.Amperes), Finite.OrNull(rail.Watts),
                Finite.OrNull(rail.MinimumWatts), Finite.OrNull(rail.MaximumWatts), rail.Fault, rail.Doubt)),
        ]);

    /// <summary>What flows in the whole board while one hop is enhanced; null until the first second is over.</summary>
    internal static EnergyFigure? Hop(WindowEnergy? energy) => energy is null ? null : new(
        "hop, whole board", energy.Provenance, Finite.OrNull(energy.Joules), Finite.OrNull(energy.Interval95),
        energy.Unresolved ?? $"all that flows ({energy.Name}) in a second, idling included, divided by its hops");

    /// <summary>The name of a domain in the API.</summary>
    internal static string NameOf(PowerDomain domain) => domain == PowerDomain.BoardInput ? BoardInput : domain.ToString();
}

/// <summary>One domain.</summary>
/// <param name="Name">PS, PL, DDR, IO or board input.</param>
/// <param name="Watts">Sum of its rails' last readings.</param>
/// <param name="Joules">Since sampling began.</param>
public sealed record DomainReport(string Name, double? Watts, double? Joules);

/// <summary>One rail.</summary>
/// <param name="Name">Its name in the board file.</param>
/// <param name="Domain">What it feeds.</param>
/// <param name="Volts">Of the last reading.</param>
/// <param name="Amperes">Of the last reading.</param>
/// <param name="Watts">Of the last reading.</param>
/// <param name="MinWatts">Since sampling began.</param>
/// <param name="MaxWatts">Since sampling began.</param>
/// <param name="Fault">Why there is no reading; null where there is.</param>
/// <param name="Doubt">Why its figures are not called measured; null where they may be.</param>
public sealed record RailReport(
    string Name, string Domain, double? Volts, double? Amperes, double? Watts, [property: JsonPropertyName("leastWatts")] double? MinWatts,
    [property: JsonPropertyName("mostWatts")] double? MaxWatts, string? Fault,
    string? Doubt = null);

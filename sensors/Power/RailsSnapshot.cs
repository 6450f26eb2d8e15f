using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>
/// The latest figures of all rails at one moment, for those who show them: web page, status line, scripts. Plain numbers
/// with the provenance beside them; nothing here is to be computed with.
/// </summary>
/// <param name="Board">Title of the board.</param>
/// <param name="Provenance">"measured" or "modelled": goes wherever a figure of this goes, but for those of rails that
/// are in doubt: <see cref="ProvenanceOf"/>.</param>
/// <param name="Nanoseconds">When this was taken, on the monotonic clock.</param>
/// <param name="Rails">Every rail of the board, those that could not be opened included.</param>
/// <param name="Domains">Sums by domain, in the order of <see cref="PowerDomain"/>. The board input feeds the other
/// domains and must never be added to them. A sum with a rail in doubt is unknown.</param>
public sealed record RailsSnapshot(
    string Board,
    string Provenance,
    long Nanoseconds,
    IReadOnlyList<RailFigures> Rails,
    IReadOnlyList<DomainFigures> Domains)
{
    /// <summary>The word that goes with a rail's figures: the snapshot's, or "unverified" where its voltage is not its
    /// own.</summary>
    public string ProvenanceOf(RailFigures rail) => rail.Doubt is null ? Provenance : RailVoltage.Unverified;

    /// <summary>Watts of all rails but the board input; not a number where a rail is unknown, or there is
    /// none.</summary>
    public double RailWatts => SumOf(Domains.Where(domain => domain.Domain != PowerDomain.BoardInput));

    /// <summary>Watts into the board; not a number where no monitor sees them.</summary>
    public double BoardInputWatts => SumOf(Domains.Where(domain => domain.Domain == PowerDomain.BoardInput));

    private static double SumOf(IEnumerable<DomainFigures> domains)
    {
        double sum = double.NaN;
        foreach (DomainFigures domain in domains) sum = double.IsNaN(sum) ? domain.Watts : sum + domain.Watts;
        return sum;
    }
}

/// <summary>What is known of one rail. Numbers that are not known are not a number, never zero.</summary>
/// <param name="Name">Its name in the board file.</param>
/// <param name="Domain">What it feeds.</param>
/// <param name="Sensor">Chip, place and driver; empty where it could not be opened.</param>
/// <param name="State">What the last reading was worth.</param>
/// <param name="Volts">Of the last reading.</param>
/// <param name="Amperes">Of the last reading.</param>
/// <param name="Watts">Of the last reading.</param>
/// <param name="MinimumWatts">The minimum since sampling began.</param>
/// <param name="MaximumWatts">The maximum.</param>
/// <param name="Joules">Energy since sampling began, as far as samples cover it; a window gives it with its
/// interval.</param>
/// <param name="AgeSeconds">Since the last fresh reading.</param>
/// <param name="Fresh">Fresh readings.</param>
/// <param name="Stale">Readings that held nothing new.</param>
/// <param name="Missing">Readings that failed, were saturated, or were not taken.</param>
/// <param name="Fault">Why there is no reading; null where there is.</param>
/// <param name="Doubt">Why the figures are not called measured though they are read: the voltage is not the rail's own
/// (<see cref="RailVoltage"/>). Null where all is well.</param>
/// <param name="Note">What there is to know of the monitor; null where there is nothing.</param>
public sealed record RailFigures(
    string Name,
    PowerDomain Domain,
    string Sensor,
    ReadingState State,
    double Volts,
    double Amperes,
    double Watts,
    double MinimumWatts,
    double MaximumWatts,
    double Joules,
    double AgeSeconds,
    long Fresh,
    long Stale,
    long Missing,
    string? Fault,
    string? Doubt = null,
    string? Note = null);

/// <summary>The sum of a domain's rails.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Watts">Sum of the last readings; not a number where one of them is unknown.</param>
/// <param name="Joules">Sum since sampling began; likewise.</param>
public sealed record DomainFigures(PowerDomain Domain, double Watts, double Joules);

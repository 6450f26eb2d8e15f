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
/// domains and must never be added to them. A sum with a rail in doubt is not told.</param>
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

    /// <summary>Watts of all rails but the board input; not a number where a rail cannot be told, or there is
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

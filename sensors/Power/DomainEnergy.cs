namespace OnBoard.Sensors.Power;

/// <summary>What the rails of a domain, or of all domains but the board input, used in a window.</summary>
/// <param name="Energy">The sum; null where a rail cannot be told, or the sum cannot be told from zero.</param>
/// <param name="Unresolved">Why it cannot; null where it can.</param>
/// <param name="Coverage">The least of its rails.</param>
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
            : sum.IsResolved ? null : $"{sum} cannot be told from zero";
        return new(
            unresolved is null ? sum : null,
            unresolved,
            parts.Min(part => part.Coverage),
            parts.Sum(part => part.Fresh),
            parts.Sum(part => part.Stale),
            parts.Sum(part => part.Missing));
    }
}

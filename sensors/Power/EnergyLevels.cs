namespace OnBoard.Sensors.Power;

/// <summary>Energy of one repeat in a domain, at the three levels that tell the baselines apart.</summary>
/// <param name="Total">All that flowed while it ran.</param>
/// <param name="NetOfIdle">Above idling with the same fabric; null where it cannot be told from zero.</param>
/// <param name="NetOfUnprogrammed">Above idling with an unprogrammed fabric; null where that was not measured.</param>
/// <param name="Unresolved">Why <paramref name="NetOfIdle"/> is null, with the bound; else null.</param>
/// <typeparam name="TProvenance">Where the figures come from.</typeparam>
public sealed record EnergyLevels<TProvenance>(
    Energy<TProvenance> Total,
    Energy<TProvenance>? NetOfIdle,
    Energy<TProvenance>? NetOfUnprogrammed,
    string? Unresolved)
    where TProvenance : struct, IProvenance;

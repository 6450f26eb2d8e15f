namespace OnBoard.Sensors.Power;

/// <summary>Energy of one repeat in a domain, at the three levels that tell the baselines apart.</summary>
/// <param name="Total">All that flowed while it ran.</param>
/// <param name="Net">Above idling with the same fabric, whether it can be told from zero or not.</param>
/// <param name="NetOfUnprogrammed">Above idling with an unprogrammed fabric; null where that was not measured.</param>
/// <typeparam name="TProvenance">Where the figures come from.</typeparam>
public sealed record EnergyLevels<TProvenance>(
    Energy<TProvenance> Total, Energy<TProvenance> Net, Energy<TProvenance>? NetOfUnprogrammed)
    where TProvenance : struct, IProvenance
{
    /// <summary>Above idling with the same fabric; null where it cannot be told from zero.</summary>
    public Energy<TProvenance>? NetOfIdle => Net.IsResolved ? Net : null;

    /// <summary>Why <see cref="NetOfIdle"/> is null, with the bound; else null.</summary>
    public string? Unresolved => Net.IsResolved ? null : $"{Net} a repeat cannot be told from zero; use more repeats";
}

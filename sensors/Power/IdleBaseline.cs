using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>What a board draws while nothing is done, with its identity: the choice of baseline moves every net
/// figure.</summary>
/// <param name="Id">What was loaded, when.</param>
/// <param name="PerSecond">Energy of each domain in one second.</param>
/// <typeparam name="TProvenance">Where the figures come from.</typeparam>
public sealed record IdleBaseline<TProvenance>(
    string Id, IReadOnlyDictionary<PowerDomain, Energy<TProvenance>> PerSecond)
    where TProvenance : struct, IProvenance;

using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>Energy of one repeat in a domain at a level.</summary>
/// <param name="Domain">The domain; <see cref="Rails"/> is all but the board input, which feeds them.</param>
/// <param name="Level">Above what.</param>
/// <param name="Joules">The estimate; not a number where a window was lost.</param>
/// <param name="Interval95">Half width of the 95 % interval; likewise.</param>
/// <param name="Reason">Why it is unknown, or not distinguishable from zero; null where it is neither.</param>
internal sealed record ResultFigure(string Domain, EnergyLevel Level, double Joules, double Interval95, string? Reason)
{
    /// <summary>The name of the sum of all rails.</summary>
    public const string Rails = "rails";

    /// <summary>The name of what a bench meter saw at the same times: measured, as the rails beside it are.</summary>
    public const string Meter = "meter";

    /// <summary>Whether it is distinguishable from zero.</summary>
    public bool IsResolved => Reason is null;

    /// <summary>A figure; one that the interval does not part from zero is marked so.</summary>
    public static ResultFigure Of<TProvenance>(string domain, EnergyLevel level, Energy<TProvenance> energy)
        where TProvenance : struct, IProvenance => new(
            domain, level, energy.Joules, energy.Interval95,
            energy.IsResolved ? null : "it is not distinguishable from zero: longer or more windows narrow the interval");

    /// <summary>A domain that lost a window.</summary>
    public static ResultFigure Lost(string domain, string why) =>
        new(domain, EnergyLevel.NetOfIdle, double.NaN, double.NaN, why);
}

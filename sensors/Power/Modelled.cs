namespace OnBoard.Sensors.Power;

/// <summary>From the power model of a virtual board.</summary>
public readonly struct Modelled : IProvenance
{
    /// <inheritdoc/>
    public static string Label => "modelled";
}

namespace OnBoard.Sensors.Power;

/// <summary>Events times a constant, as papers count it.</summary>
public readonly struct Counted : IProvenance
{
    /// <inheritdoc/>
    public static string Label => "counted";
}

namespace OnBoard.Sensors.Power;

/// <summary>Read from monitors on a board's rails, or from a bench meter.</summary>
public readonly struct Measured : IProvenance
{
    /// <inheritdoc/>
    public static string Label => "measured";
}

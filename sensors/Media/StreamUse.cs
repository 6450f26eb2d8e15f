namespace OnBoard.Sensors.Media;

/// <summary>What the reader of a recording wants of its sound or of its video.</summary>
public enum StreamUse
{
    /// <summary>Taken where the recording has it.</summary>
    Optional,

    /// <summary>A recording without it is an error.</summary>
    Required,

    /// <summary>Not decoded at all, which saves the time.</summary>
    Skipped,
}

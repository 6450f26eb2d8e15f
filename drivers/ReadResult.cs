namespace OnBoard.Drivers;

/// <summary>How a read from a source of sound or video ended.</summary>
public enum ReadResult
{
    /// <summary>The buffer was filled.</summary>
    Ok,

    /// <summary>Nothing came within the time allowed; the source may still deliver.</summary>
    TimedOut,

    /// <summary>The source is over and will deliver nothing more.</summary>
    Ended,
}

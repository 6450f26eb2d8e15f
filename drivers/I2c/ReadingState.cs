namespace OnBoard.Drivers.I2c;

/// <summary>What a <see cref="PowerReading"/> is worth.</summary>
public enum ReadingState
{
    /// <summary>A conversion ended since the last fresh reading.</summary>
    Fresh,

    /// <summary>The registers still hold, or may still hold, the conversion that was read before.</summary>
    Stale,

    /// <summary>The chip says that the rail is off; voltage and current mean nothing and are zero.</summary>
    Off,

    /// <summary>The converter is at the end of its range; the truth lies beyond.</summary>
    Saturated,

    /// <summary>The read failed; voltage and current are not a number.</summary>
    Failed,
}

namespace OnBoard.Drivers.Video;

/// <summary>A filled buffer, taken out of a <see cref="CaptureQueue"/>.</summary>
internal readonly struct CapturedBuffer
{
    /// <summary>Which buffer of the queue.</summary>
    public required uint Index { get; init; }

    /// <summary>Where in the buffer the frame starts, bytes.</summary>
    public required int Start { get; init; }

    /// <summary>Bytes of the frame.</summary>
    public required int Length { get; init; }

    /// <summary>The driver flagged the frame as damaged.</summary>
    public required bool Damaged { get; init; }

    /// <summary>The driver's count of frames; wraps at 2^32.</summary>
    public required uint Sequence { get; init; }

    /// <summary>Whether <see cref="Nanoseconds"/> is a time of CLOCK_MONOTONIC.</summary>
    public required bool Monotonic { get; init; }

    /// <summary>The driver's time stamp, nanoseconds.</summary>
    public required long Nanoseconds { get; init; }
}

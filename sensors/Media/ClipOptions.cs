namespace OnBoard.Sensors.Media;

/// <summary>How <see cref="Clip.Load"/> reads a recording.</summary>
public sealed record ClipOptions
{
    /// <summary>What is wanted of the sound.</summary>
    public StreamUse Audio { get; init; } = StreamUse.Optional;

    /// <summary>What is wanted of the video.</summary>
    public StreamUse Video { get; init; } = StreamUse.Optional;

    /// <summary>
    /// The longest recording that is taken into memory, seconds. One second of 360x288 at 25 frames/s takes 3.9 MB. Sound that lasts
    /// longer is decoded while it plays, see <see cref="Clip.Open"/>.
    /// </summary>
    public double MaxSeconds { get; init; } = 600;

    /// <summary>Bytes of video that <see cref="Clip.Open"/> holds; where there are more, frames are decoded as they are shown.</summary>
    public long VideoBytes { get; init; } = 32 << 20;

    /// <summary>How long one run of ffmpeg may take, beside twice the recording's length.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The ffmpeg program; null looks in the environment and on PATH.</summary>
    public string? FfmpegPath { get; init; }

    /// <summary>Whether what is too long for memory is decoded anew while it plays.</summary>
    internal bool Streams { get; init; }
}

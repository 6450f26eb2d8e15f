using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>The frames of a clip, in memory or decoded as they are shown. Read by one thread, forwards.</summary>
public interface IClipVideo
{
    /// <summary>Pixels per row.</summary>
    int Width { get; }

    /// <summary>Rows.</summary>
    int Height { get; }

    /// <summary>Frames per second; 0 where there are none.</summary>
    double FramesPerSecond { get; }

    /// <summary>Frames of one round.</summary>
    long Count { get; }

    /// <summary>Copies a frame's planes: the one that is asked for, or where the decoder is behind, the newest that was not read.</summary>
    /// <param name="from">The first that was not read; frames are counted through all rounds.</param>
    /// <param name="index">From the first round on: <see cref="Count"/> is the first one of the second. Never less than before.</param>
    /// <param name="frame">Of the same size.</param>
    /// <param name="timeout">How long to wait for the decoder.</param>
    /// <returns>The frame's number; null where none came in time.</returns>
    long? Read(long from, long index, VideoFrame frame, TimeSpan timeout);

    /// <summary>Ends the decoder where there is one.</summary>
    void Close();
}

/// <summary>Frames in memory.</summary>
internal sealed class MemoryVideo(IReadOnlyList<VideoFrame> frames, double framesPerSecond) : IClipVideo
{
    public IReadOnlyList<VideoFrame> Frames => frames;

    public int Width => frames.Count > 0 ? frames[0].Width : 0;

    public int Height => frames.Count > 0 ? frames[0].Height : 0;

    public double FramesPerSecond => framesPerSecond;

    public long Count => frames.Count;

    public long? Read(long from, long index, VideoFrame frame, TimeSpan timeout)
    {
        Copy(frames[(int)(index % frames.Count)], frame);
        return index;
    }

    public void Close()
    {
        // Memory stays; the clip may be played again.
    }

    internal static void Copy(VideoFrame from, VideoFrame to)
    {
        from.Luma.CopyTo(to.Luma, 0);
        from.Cb.CopyTo(to.Cb, 0);
        from.Cr.CopyTo(to.Cr, 0);
    }
}

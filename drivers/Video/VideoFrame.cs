namespace OnBoard.Drivers.Video;

/// <summary>
/// One frame in planar YUV 4:2:0, owned by the reader and filled again and again, so that a running camera allocates
/// nothing. Luma is full range 0..255, <c>width x height</c> row-major; Cb and Cr are <c>width/2 x height/2</c> and
/// hold 128 throughout where the source has no colour.
/// </summary>
public sealed class VideoFrame
{
    /// <param name="width">Pixels per row; even.</param>
    /// <param name="height">Rows; even.</param>
    public VideoFrame(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(width % 2, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(height % 2, 0);
        Width = width;
        Height = height;
        Luma = new byte[width * height];
        Cb = new byte[width / 2 * (height / 2)];
        Cr = new byte[width / 2 * (height / 2)];
        Cb.AsSpan().Fill(128);
        Cr.AsSpan().Fill(128);
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Luma, <see cref="Width"/> x <see cref="Height"/>.</summary>
    public byte[] Luma { get; }

    /// <summary>Blue difference, half size each way.</summary>
    public byte[] Cb { get; }

    /// <summary>Red difference, half size each way.</summary>
    public byte[] Cr { get; }

    /// <summary>When the frame was taken, nanoseconds of <see cref="Time.MonotonicClock"/>.</summary>
    public long CapturedAt { get; set; }

    /// <summary>The source's own count; a gap means lost frames.</summary>
    public long Sequence { get; set; }
}

using System.Globalization;
using System.Text;
using OnBoard.Drivers;
using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Reads a YUV4MPEG2 stream of planar 4:2:0 frames: a header line with size and rate, then "FRAME" and the planes for
/// each frame (yuv4mpeg(5), MJPEG tools).
/// </summary>
/// <param name="subject">What to name in errors.</param>
/// <param name="maxSeconds">A longer stream is refused.</param>
/// <param name="see">Given each frame.</param>
/// <param name="reuse">Whether one frame is filled again and again, or each is one of its own.</param>
internal sealed class Y4mReader(string subject, double maxSeconds, Action<VideoFrame> see, bool reuse = false)
{
    private VideoFrame? _frame;

    /// <summary>Frames read.</summary>
    public long Count { get; private set; }

    /// <summary>Pixels per row; 0 before the header.</summary>
    public int Width { get; private set; }

    /// <summary>Rows; 0 before the header.</summary>
    public int Height { get; private set; }

    /// <summary>Frames per second; 0 before the header.</summary>
    public double FramesPerSecond { get; private set; }

    /// <summary>Reads to the end. A stream without a header (ffmpeg found no video) leaves no frames.</summary>
    public void Read(Stream output)
    {
        using var stream = new BufferedStream(output, 64 * 1024);
        if (ReadLine(stream) is not { } header) return;
        foreach (string field in header.Split(' '))
        {
            if (field.StartsWith('W')) Width = int.Parse(field.AsSpan(1), CultureInfo.InvariantCulture);
            if (field.StartsWith('H')) Height = int.Parse(field.AsSpan(1), CultureInfo.InvariantCulture);
            if (field.StartsWith('F')) FramesPerSecond = Ratio(field.AsSpan(1));
        }

        while (ReadLine(stream) is { } mark && mark.StartsWith("FRAME", StringComparison.Ordinal))
        {
            if (Count >= maxSeconds * FramesPerSecond) throw SoundDecoder.TooLong(subject, maxSeconds);
            VideoFrame frame = reuse && _frame is not null ? _frame : new VideoFrame(Width, Height);
            _frame = frame;
            frame.Sequence = Count;
            frame.CapturedAt = (long)Math.Round(Count * 1e9 / FramesPerSecond);
            Fill(stream, frame);
            Count++;
            see(frame);
        }
    }

    /// <summary>Reads the planes of one frame.</summary>
    private static void Fill(BufferedStream stream, VideoFrame frame)
    {
        stream.ReadExactly(frame.Luma);
        stream.ReadExactly(frame.Cb);
        stream.ReadExactly(frame.Cr);
    }

    private static double Ratio(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        return double.Parse(text[..colon], CultureInfo.InvariantCulture)
            / double.Parse(text[(colon + 1)..], CultureInfo.InvariantCulture);
    }

    private static string? ReadLine(BufferedStream stream)
    {
        var line = new StringBuilder();
        for (int value; (value = stream.ReadByte()) >= 0;)
        {
            if (value == '\n') return line.ToString();
            line.Append((char)value);
        }

        return null;
    }
}

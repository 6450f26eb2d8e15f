using System.Globalization;
using System.Text;
using OnBoard.Drivers;
using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Reads a YUV4MPEG2 stream of planar 4:2:0 pictures: a header line with size and rate, then "FRAME" and the planes for
/// each picture (yuv4mpeg(5), MJPEG tools).
/// </summary>
/// <param name="subject">What to name in errors.</param>
/// <param name="longestSeconds">A longer stream is refused.</param>
internal sealed class Y4mReader(string subject, double longestSeconds)
{
    private readonly List<VideoFrame> _frames = [];

    public IReadOnlyList<VideoFrame> Frames => _frames;

    /// <summary>Pictures per second; 0 before the header.</summary>
    public double FramesPerSecond { get; private set; }

    /// <summary>Reads to the end. A stream without a header (ffmpeg found no pictures) leaves no frames.</summary>
    public void Read(Stream output)
    {
        using var stream = new BufferedStream(output, 64 * 1024);
        if (ReadLine(stream) is not { } header) return;
        int width = 0;
        int height = 0;
        foreach (string field in header.Split(' '))
        {
            if (field.StartsWith('W')) width = int.Parse(field.AsSpan(1), CultureInfo.InvariantCulture);
            if (field.StartsWith('H')) height = int.Parse(field.AsSpan(1), CultureInfo.InvariantCulture);
            if (field.StartsWith('F')) FramesPerSecond = Ratio(field.AsSpan(1));
        }

        while (ReadLine(stream) is { } mark && mark.StartsWith("FRAME", StringComparison.Ordinal))
        {
            if (_frames.Count >= longestSeconds * FramesPerSecond) throw TooLong(subject, longestSeconds);
            var frame = new VideoFrame(width, height)
            {
                Sequence = _frames.Count,
                CapturedAt = (long)Math.Round(_frames.Count * 1e9 / FramesPerSecond),
            };
            stream.ReadExactly(frame.Luma);
            stream.ReadExactly(frame.Cb);
            stream.ReadExactly(frame.Cr);
            _frames.Add(frame);
        }
    }

    public static BadInputException TooLong(string subject, double longestSeconds) => new(subject,
        FormattableString.Invariant($"it is longer than {longestSeconds:0} s, the most that is taken into memory"),
        "cut it into shorter recordings");

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

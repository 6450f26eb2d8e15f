using System.Globalization;

namespace OnBoard.Drivers.Video;

/// <summary>What somebody wants of a camera: the mode that comes closest, or one that he named.</summary>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="FramesPerSecond">Frames per second.</param>
/// <param name="Format">How the frames come; none for the best there is.</param>
/// <param name="IsExact">Whether another size or format will not do.</param>
/// <param name="IsRateExact">Whether another rate will not do.</param>
public sealed record CameraRequest(
    int Width, int Height, double FramesPerSecond, PixelFormat Format = PixelFormat.None, bool IsExact = false,
    bool IsRateExact = false)
{
    private const double UsualRate = 30, RateTolerance = 0.01;
    private const int MaxSide = 16384, MaxRate = 1000;

    /// <summary>What the network's eyes are made for: whatever comes closest to 640x480 at 30/s.</summary>
    public static CameraRequest Usual { get; } = new(640, 480, UsualRate);

    /// <summary>
    /// <c>WxH[@FPS][:FORMAT]</c>, the format by its V4L2 code: <c>1280x720@30:MJPG</c>. Null where it is not understood.
    /// </summary>
    public static CameraRequest? Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        PixelFormat format = PixelFormat.None;
        if (colon >= 0)
        {
            if (ParseFormat(text[(colon + 1)..]) is not { } named) return null;
            format = named;
            text = text[..colon];
        }

        int at = text.IndexOf('@', StringComparison.Ordinal);
        double? rate = at < 0 ? null : ParseRate(text[(at + 1)..]);
        if (at >= 0 && rate is null) return null;
        string[] sides = (at < 0 ? text : text[..at]).Split('x', 'X');
        if (sides.Length != 2 || ParseSide(sides[0]) is not { } width || ParseSide(sides[1]) is not { } height) return null;
        return new CameraRequest(width, height, rate ?? UsualRate, format, IsExact: true, IsRateExact: rate is not null);
    }

    /// <summary>Whether a mode will do.</summary>
    public bool Allows(in CameraMode mode) =>
        !IsExact
        || (mode.Width == Width && mode.Height == Height && (Format == PixelFormat.None || mode.Format == Format)
            && (!IsRateExact || mode.FramesPerSecond == 0
                || Math.Abs(mode.FramesPerSecond - FramesPerSecond) <= RateTolerance * FramesPerSecond));

    /// <inheritdoc/>
    public override string ToString() => new CameraMode(Format, Width, Height, IsRateExact || !IsExact ? FramesPerSecond : 0).ToString();

    private static int? ParseSide(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 2 and <= MaxSide
            ? side
            : null;

    private static double? ParseRate(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate)
            && rate is > 0 and <= MaxRate
            ? rate
            : null;

    private static PixelFormat? ParseFormat(string text)
    {
        if (text.Equals("MJPEG", StringComparison.OrdinalIgnoreCase)) return PixelFormat.MotionJpeg;
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
        {
            if (format != PixelFormat.None && text.Equals(CameraMode.NameOf(format), StringComparison.OrdinalIgnoreCase))
                return format;
        }

        return null;
    }
}

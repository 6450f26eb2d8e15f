using System.Globalization;

namespace OnBoard.Drivers.Video;

/// <summary>One way to run a camera.</summary>
/// <param name="Format">How the frames come.</param>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="FramesPerSecond">Frames per second; 0 where the driver does not say.</param>
public readonly record struct CameraMode(PixelFormat Format, int Width, int Height, double FramesPerSecond)
{
    // As the enumeration lists them, best first.
    private static readonly PixelFormat[] Preference =
    [
        PixelFormat.Nv12, PixelFormat.Yuyv, PixelFormat.Uyvy, PixelFormat.Yvyu, PixelFormat.Vyuy, PixelFormat.Grey,
        PixelFormat.MotionJpeg, PixelFormat.Jpeg,
    ];

    /// <summary>The formats' names, best first, for messages.</summary>
    public static string FormatNames { get; } = string.Join(", ", Preference.Select(NameOf));

    /// <summary>
    /// Orders modes by how well they serve a request, best first: the size that comes closest, then the rate (a faster one
    /// than asked for is as good as reached within 1 %, an unstated one counts as reached), then
    /// <see cref="PixelFormat"/>, then the rate that is closest from above.
    /// </summary>
    public static IEnumerable<CameraMode> Rank(IEnumerable<CameraMode> modes, int width, int height, double rate) =>
        modes
            .OrderBy(mode => Math.Abs(mode.Width - width) + Math.Abs(mode.Height - height))
            .ThenBy(mode => mode.FramesPerSecond is 0 ? 0 : Math.Max(0, (rate * 0.99) - mode.FramesPerSecond))
            .ThenBy(mode => Array.IndexOf(Preference, mode.Format))
            .ThenBy(mode => Math.Abs(mode.FramesPerSecond - rate));

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Width}x{Height}{(FramesPerSecond > 0 ? $"@{FramesPerSecond:0.###}" : "")}{(Format == PixelFormat.None ? "" : $":{NameOf(Format)}")}");

    /// <summary>What V4L2 calls a format: its code's four letters, without the padding of GREY's kind.</summary>
    internal static string NameOf(PixelFormat format) => string.Create(4, (uint)format, static (text, code) =>
    {
        for (int i = 0; i < text.Length; i++) text[i] = (char)(code >> (8 * i) & 0xff);
    }).TrimEnd();
}

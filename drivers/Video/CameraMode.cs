namespace OnBoard.Drivers.Video;

/// <summary>One way to run a camera.</summary>
/// <param name="Format">How the pictures come.</param>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="FramesPerSecond">Pictures per second; 0 where the driver does not say.</param>
public readonly record struct CameraMode(PixelFormat Format, int Width, int Height, double FramesPerSecond)
{
    private static readonly PixelFormat[] Preference =
        [PixelFormat.Nv12, PixelFormat.Yuyv, PixelFormat.Grey, PixelFormat.MotionJpeg];

    /// <summary>
    /// Orders modes by how well they serve a wish, best first: the size that comes closest, then the rate (a faster one
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
        $"{Format} {Width}x{Height}" + (FramesPerSecond > 0 ? $" at {FramesPerSecond:0.###}/s" : "");
}

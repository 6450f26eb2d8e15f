namespace OnBoard.Drivers.Video;

/// <summary>
/// Tables that bring samples of a camera to full range. V4L2 frames are of limited range (luma 16..235, colour
/// 16..240, ITU-R BT.601) unless the driver says otherwise.
/// </summary>
internal sealed class ColorRange
{
    private ColorRange(Func<int, double> luma, Func<int, double> color)
    {
        Luma = Table(luma);
        Color = Table(color);
    }

    /// <summary>Samples are of full range already.</summary>
    public static ColorRange Full { get; } = new(value => value, value => value);

    /// <summary>Samples of limited range; what lies outside is clipped.</summary>
    public static ColorRange Limited { get; } =
        new(value => (value - 16) * 255.0 / 219, value => 128 + ((value - 128) * 255.0 / 224));

    /// <summary>Full-range luma of each of the 256 samples.</summary>
    public byte[] Luma { get; }

    /// <summary>Full-range colour difference of each of the 256 samples.</summary>
    public byte[] Color { get; }

    private static byte[] Table(Func<int, double> map) =>
        [.. Enumerable.Range(0, 256).Select(value => (byte)Math.Clamp(Math.Round(map(value)), 0, 255))];
}

namespace OnBoard.Drivers.Video;

/// <summary>
/// Packed 4:2:2 (YUYV, UYVY, YVYU, VYUY) to planar 4:2:0: the colour of two rows becomes their mean. Two pixels are four
/// bytes, whose order the format's code spells (V4L2, "Packed YUV formats").
/// </summary>
/// <param name="format">Which of the four.</param>
/// <param name="width">Pixels per row of the frames to fill; even.</param>
/// <param name="height">Rows of the frames to fill; even.</param>
/// <param name="stride">Bytes from row to row.</param>
/// <param name="range">The camera's range.</param>
internal sealed class Packed422Converter(PixelFormat format, int width, int height, int stride, ColorRange range) : IFrameConverter
{
    private readonly (int Luma, int Cb, int Cr) _places = format switch
    {
        PixelFormat.Yuyv => (0, 1, 3),
        PixelFormat.Yvyu => (0, 3, 1),
        PixelFormat.Uyvy => (1, 0, 2),
        PixelFormat.Vyuy => (1, 2, 0),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    public int MinBytes => (stride * (height - 1)) + (2 * width);

    public bool TryConvert(ReadOnlyMemory<byte> memory, VideoFrame frame)
    {
        ReadOnlySpan<byte> data = memory.Span;
        ReadOnlySpan<byte> luma = range.Luma, color = range.Color;
        (int first, int blue, int red) = _places;
        int half = width / 2;
        for (int y = 0; y < height; y += 2)
        {
            ReadOnlySpan<byte> upper = data.Slice(y * stride, 2 * width);
            ReadOnlySpan<byte> lower = data.Slice((y + 1) * stride, 2 * width);
            Span<byte> above = frame.Luma.AsSpan(y * width, width);
            Span<byte> below = frame.Luma.AsSpan((y + 1) * width, width);
            Span<byte> cb = frame.Cb.AsSpan(y / 2 * half, half), cr = frame.Cr.AsSpan(y / 2 * half, half);
            for (int x = 0; x < half; x++)
            {
                int at = 4 * x;
                above[2 * x] = luma[upper[at + first]];
                above[(2 * x) + 1] = luma[upper[at + first + 2]];
                below[2 * x] = luma[lower[at + first]];
                below[(2 * x) + 1] = luma[lower[at + first + 2]];
                cb[x] = color[(upper[at + blue] + lower[at + blue] + 1) >> 1];
                cr[x] = color[(upper[at + red] + lower[at + red] + 1) >> 1];
            }
        }

        return true;
    }
}

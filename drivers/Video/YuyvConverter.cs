namespace OnBoard.Drivers.Video;

/// <summary>YUYV (packed 4:2:2) to planar 4:2:0: the colour of two rows becomes their mean.</summary>
/// <param name="width">Pixels per row of the frames to fill; even.</param>
/// <param name="height">Rows of the frames to fill; even.</param>
/// <param name="stride">Bytes from row to row.</param>
/// <param name="range">The camera's range.</param>
internal sealed class YuyvConverter(int width, int height, int stride, ColorRange range) : IFrameConverter
{
    public int LeastBytes => (stride * (height - 1)) + (2 * width);

    public bool TryConvert(ReadOnlyMemory<byte> memory, VideoFrame frame)
    {
        ReadOnlySpan<byte> picture = memory.Span;
        ReadOnlySpan<byte> luma = range.Luma, color = range.Color;
        int half = width / 2;
        for (int y = 0; y < height; y += 2)
        {
            ReadOnlySpan<byte> upper = picture.Slice(y * stride, 2 * width);
            ReadOnlySpan<byte> lower = picture.Slice((y + 1) * stride, 2 * width);
            Span<byte> first = frame.Luma.AsSpan(y * width, width);
            Span<byte> second = frame.Luma.AsSpan((y + 1) * width, width);
            Span<byte> cb = frame.Cb.AsSpan(y / 2 * half, half), cr = frame.Cr.AsSpan(y / 2 * half, half);
            for (int x = 0; x < half; x++)
            {
                int at = 4 * x;
                first[2 * x] = luma[upper[at]];
                first[(2 * x) + 1] = luma[upper[at + 2]];
                second[2 * x] = luma[lower[at]];
                second[(2 * x) + 1] = luma[lower[at + 2]];
                cb[x] = color[(upper[at + 1] + lower[at + 1] + 1) >> 1];
                cr[x] = color[(upper[at + 3] + lower[at + 3] + 1) >> 1];
            }
        }

        return true;
    }
}

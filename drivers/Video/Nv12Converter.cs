namespace OnBoard.Drivers.Video;

/// <summary>NV12 to planar: luma copied, the interleaved colour plane taken apart.</summary>
/// <param name="width">Pixels per row of the frames to fill; even.</param>
/// <param name="height">Rows of the frames to fill; even.</param>
/// <param name="stride">Bytes from row to row of either plane.</param>
/// <param name="rows">Luma rows in the buffer; the colour plane follows them.</param>
/// <param name="range">The camera's range.</param>
internal sealed class Nv12Converter(int width, int height, int stride, int rows, ColorRange range) : IFrameConverter
{
    public int MinBytes => (stride * rows) + (stride * ((height / 2) - 1)) + width;

    public bool TryConvert(ReadOnlyMemory<byte> memory, VideoFrame frame)
    {
        ReadOnlySpan<byte> data = memory.Span;
        ReadOnlySpan<byte> luma = range.Luma, color = range.Color;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = data.Slice(y * stride, width);
            Span<byte> to = frame.Luma.AsSpan(y * width, width);
            for (int x = 0; x < to.Length; x++) to[x] = luma[from[x]];
        }

        int half = width / 2;
        for (int y = 0; y < height / 2; y++)
        {
            ReadOnlySpan<byte> pairs = data.Slice((rows + y) * stride, width);
            Span<byte> cb = frame.Cb.AsSpan(y * half, half), cr = frame.Cr.AsSpan(y * half, half);
            for (int x = 0; x < half; x++)
            {
                cb[x] = color[pairs[2 * x]];
                cr[x] = color[pairs[(2 * x) + 1]];
            }
        }

        return true;
    }
}

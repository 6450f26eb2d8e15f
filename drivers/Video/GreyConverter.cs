namespace OnBoard.Drivers.Video;

/// <summary>GREY to planar: luma only, the colour planes hold 128.</summary>
/// <param name="width">Pixels per row of the frames to fill; even.</param>
/// <param name="height">Rows of the frames to fill; even.</param>
/// <param name="stride">Bytes from row to row.</param>
/// <param name="range">The camera's range.</param>
internal sealed class GreyConverter(int width, int height, int stride, ColorRange range) : IFrameConverter
{
    public int MinBytes => (stride * (height - 1)) + width;

    public bool TryConvert(ReadOnlyMemory<byte> memory, VideoFrame frame)
    {
        ReadOnlySpan<byte> data = memory.Span;
        ReadOnlySpan<byte> luma = range.Luma;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = data.Slice(y * stride, width);
            Span<byte> to = frame.Luma.AsSpan(y * width, width);
            for (int x = 0; x < to.Length; x++) to[x] = luma[from[x]];
        }

        frame.Cb.AsSpan().Fill(128);
        frame.Cr.AsSpan().Fill(128);
        return true;
    }
}

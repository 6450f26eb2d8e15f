using System.Runtime.InteropServices;
using JpegLibrary;

namespace OnBoard.Drivers.Video;

/// <summary>
/// Motion JPEG to planar 4:2:0. Knows the standard Huffman tables, so that pictures without tables decode; pictures
/// with tables of their own replace them. JPEG is of full range (JFIF).
/// </summary>
/// <param name="width">Pixels per row of the frames to fill; even.</param>
/// <param name="height">Rows of the frames to fill; even.</param>
internal sealed class MotionJpegConverter(int width, int height) : IFrameConverter
{
    private readonly JpegDecoder _decoder = new();
    private readonly PlaneWriter _writer = new(width, height);

    private bool _loaded;

    public int LeastBytes => 4;

    public bool TryConvert(ReadOnlyMemory<byte> picture, VideoFrame frame)
    {
        if (picture.Span is not [0xff, 0xd8, ..]) return false;
        _writer.Begin(frame);
        try
        {
            // Tables stay from picture to picture, because every table loaded is garbage for the collector later.
            if (!_loaded) LoadTables();
            _decoder.SetInput(picture);
            _decoder.SetOutputWriter(_writer);
            _decoder.Identify();
            if (!Fits(_decoder.Width, frame.Width) || !Fits(_decoder.Height, frame.Height)) return false;
            if (_decoder.Precision != 8 || _decoder.NumberOfComponents is not (1 or 3)) return false;
            if (_decoder.NumberOfComponents == 1) _writer.FillColor();
            _decoder.Decode();
            return true;
        }
        catch (Exception broken) when (broken is InvalidDataException or InvalidOperationException
            or IndexOutOfRangeException or ArgumentException or NotSupportedException)
        {
            // Its tables may be broken too.
            _loaded = false;
            return false;
        }
    }

    private void LoadTables()
    {
        _decoder.Reset();
        _decoder.LoadTables(JpegTables.StandardHuffman);
        _loaded = true;
    }

    /// <summary>
    /// Encoders may round the size up to whole blocks; a damaged header must not cost a picture of 65535 rows.
    /// </summary>
    private static bool Fits(int coded, int shown) => coded >= shown && coded < shown + 16;

    /// <summary>Takes decoded 8 x 8 blocks, colour already brought to the size of luma, into the planes.</summary>
    private sealed class PlaneWriter(int width, int height) : JpegBlockOutputWriter
    {
        private VideoFrame? _frame;

        public void Begin(VideoFrame frame) => _frame = frame;

        public void FillColor()
        {
            _frame!.Cb.AsSpan().Fill(128);
            _frame.Cr.AsSpan().Fill(128);
        }

        public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
        {
            if (x >= width || y >= height) return;
            ReadOnlySpan<short> block = MemoryMarshal.CreateReadOnlySpan(ref blockRef, 64);
            if (componentIndex == 0) WriteLuma(block, x, y);
            else WriteColor(block, x, y, componentIndex == 1 ? _frame!.Cb : _frame!.Cr);
        }

        private void WriteLuma(ReadOnlySpan<short> block, int x, int y)
        {
            int columns = Math.Min(8, width - x), rows = Math.Min(8, height - y);
            for (int row = 0; row < rows; row++)
            {
                Span<byte> to = _frame!.Luma.AsSpan(((y + row) * width) + x, columns);
                ReadOnlySpan<short> from = block.Slice(row * 8, columns);
                for (int column = 0; column < to.Length; column++)
                    to[column] = (byte)Math.Clamp((int)from[column], 0, 255);
            }
        }

        /// <summary>The mean of each square of four; width, height and the block's corner are even.</summary>
        private void WriteColor(ReadOnlySpan<short> block, int x, int y, byte[] plane)
        {
            int columns = Math.Min(8, width - x) / 2, rows = Math.Min(8, height - y) / 2;
            for (int row = 0; row < rows; row++)
            {
                Span<byte> to = plane.AsSpan((((y / 2) + row) * (width / 2)) + (x / 2), columns);
                ReadOnlySpan<short> upper = block.Slice(row * 16, 8), lower = block.Slice((row * 16) + 8, 8);
                for (int column = 0; column < to.Length; column++)
                {
                    int sum = upper[2 * column] + upper[(2 * column) + 1] + lower[2 * column] + lower[(2 * column) + 1];
                    to[column] = (byte)Math.Clamp((sum + 2) >> 2, 0, 255);
                }
            }
        }
    }
}

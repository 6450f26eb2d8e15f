using System.Buffers;
using System.Runtime.InteropServices;
using JpegLibrary;
using OnBoard.Drivers.Video;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>
/// Frames of the camera as JPEG, for browsers; large ones are made smaller by a whole factor. Used by one thread.
/// </summary>
internal sealed class FrameEncoder
{
    /// <summary>Frames are made smaller until they are no wider than this.</summary>
    public const int MaxWidth = 400;

    private const int Quality = 75;

    private readonly JpegEncoder _encoder = new();
    private readonly Planes _planes = new();
    private readonly ArrayBufferWriter<byte> _output = new(32 * 1024);

    public FrameEncoder()
    {
        JpegQuantizationTable Scaled(JpegQuantizationTable table) =>
            JpegStandardQuantizationTable.ScaleByQuality(table, Quality);
        _encoder.SetQuantizationTable(
            Scaled(JpegStandardQuantizationTable.GetLuminanceTable(JpegElementPrecision.Precision8Bit, 0)));
        _encoder.SetQuantizationTable(
            Scaled(JpegStandardQuantizationTable.GetChrominanceTable(JpegElementPrecision.Precision8Bit, 1)));
        _encoder.SetHuffmanTable(true, 0, JpegStandardHuffmanEncodingTable.GetLuminanceDCTable());
        _encoder.SetHuffmanTable(false, 0, JpegStandardHuffmanEncodingTable.GetLuminanceACTable());
        _encoder.SetHuffmanTable(true, 1, JpegStandardHuffmanEncodingTable.GetChrominanceDCTable());
        _encoder.SetHuffmanTable(false, 1, JpegStandardHuffmanEncodingTable.GetChrominanceACTable());
        _encoder.AddComponent(1, 0, 0, 0, 2, 2);
        _encoder.AddComponent(2, 1, 1, 1, 1, 1);
        _encoder.AddComponent(3, 1, 1, 1, 1, 1);
    }

    /// <summary>How many pixels of the camera, each way, make one of the JPEG.</summary>
    public static int Factor(VideoFrame frame) => Math.Max(1, (frame.Width + MaxWidth - 1) / MaxWidth);

    /// <summary>The JPEG; valid until the next call.</summary>
    public ReadOnlySpan<byte> Encode(VideoFrame frame)
    {
        _planes.Begin(frame, Factor(frame));
        _output.ResetWrittenCount();
        _encoder.SetInputReader(_planes);
        _encoder.SetOutput(_output);
        _encoder.Encode();
        return _output.WrittenSpan;
    }

    /// <summary>Gives blocks of 8 x 8, colour at the size of luma; the encoder makes colour half size again.</summary>
    private sealed class Planes : JpegBlockInputReader
    {
        private VideoFrame _frame = new(2, 2);
        private int _factor = 1;

        public override int Width => _frame.Width / _factor;

        public override int Height => _frame.Height / _factor;

        public void Begin(VideoFrame frame, int factor) => (_frame, _factor) = (frame, factor);

        public override void ReadBlock(ref short blockRef, int componentIndex, int x, int y)
        {
            Span<short> block = MemoryMarshal.CreateSpan(ref blockRef, 64);
            byte[] plane = componentIndex == 0 ? _frame.Luma : componentIndex == 1 ? _frame.Cb : _frame.Cr;
            int half = componentIndex == 0 ? 0 : 1;
            int stride = _frame.Width >> half;
            for (int row = 0; row < 8; row++)
            {
                // Beyond the edge the last row and column are repeated.
                int line = (Math.Min(y + row, Height - 1) * _factor) >> half;
                ReadOnlySpan<byte> from = plane.AsSpan(line * stride, stride);
                for (int column = 0; column < 8; column++)
                    block[(8 * row) + column] = from[(Math.Min(x + column, Width - 1) * _factor) >> half];
            }
        }
    }
}

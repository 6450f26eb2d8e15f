using System.Runtime.InteropServices;
using JpegLibrary;

namespace OnBoard.Drivers.Video;

/// <summary>
/// Motion JPEG to planar 4:2:0. Knows the standard Huffman tables, so that frames without tables decode; frames
/// with tables of their own replace them. JPEG is of full range (JFIF).
/// </summary>
/// <remarks>
/// Frames are taken as ffmpeg takes them: bytes before the start marker and after the image do not matter, and an end
/// marker that is missing is put there. Of a frame that breaks off, what was decoded counts where it is at least half;
/// the rest shows what the frame showed before. The decoder is of others and is given only what
/// <see cref="JpegOutline"/> has found fit; whatever it throws is a damaged frame and nothing more.
/// </remarks>
/// <param name="width">Pixels per row of the frames to fill; even.</param>
/// <param name="height">Rows of the frames to fill; even.</param>
internal sealed class MotionJpegConverter(int width, int height) : IFrameConverter
{
    private const byte OneByOne = 0x11;

    private readonly JpegDecoder _decoder = new();
    private readonly PlaneWriter _writer = new(width, height);

    private byte[] _mended = [];
    private bool _loaded;

    public int MinBytes => 4;

    public bool TryConvert(ReadOnlyMemory<byte> data, VideoFrame frame)
    {
        if (!JpegOutline.TryFind(data.Span, out JpegOutline outline)) return false;

        // A damaged header must not cost a frame of 65535 rows.
        if (!Fits(outline.Width, frame.Width) || !Fits(outline.Height, frame.Height)) return false;
        _writer.Begin(frame);
        if (outline.Components == 1) _writer.FillColor();
        try
        {
            // Tables stay from frame to frame, because every table loaded is garbage for the collector later.
            if (!_loaded) LoadTables();
            _decoder.SetRestartInterval(0);
            _decoder.SetInput(Mend(data, outline));
            _decoder.SetOutputWriter(_writer);
            _decoder.Identify();
            _decoder.Decode();
            return _writer.HasMost;
        }
        catch (Exception)
        {
            // Its tables may be broken too.
            _loaded = false;
            return _writer.HasMost;
        }
    }

    /// <summary>The image alone and with its end; copied only where something must be put right.</summary>
    private ReadOnlyMemory<byte> Mend(ReadOnlyMemory<byte> data, in JpegOutline outline)
    {
        ReadOnlyMemory<byte> image = data[outline.Start..outline.End];

        // One component alone lies in rows of blocks, whatever its sampling factors say (T.81, A.2.2).
        bool isOdd = outline.Components == 1 && data.Span[outline.Sampling] != OneByOne;
        if (outline.HasEnd && !isOdd) return image;
        if (_mended.Length < image.Length + 2) _mended = new byte[Math.Max(data.Length, image.Length) + 2];
        image.Span.CopyTo(_mended);
        if (isOdd) _mended[outline.Sampling - outline.Start] = OneByOne;
        if (outline.HasEnd) return _mended.AsMemory(0, image.Length);
        (_mended[image.Length], _mended[image.Length + 1]) = (0xff, 0xd9);
        return _mended.AsMemory(0, image.Length + 2);
    }

    private void LoadTables()
    {
        _decoder.Reset();
        _decoder.LoadTables(JpegTables.StandardHuffman);
        _loaded = true;
    }

    /// <summary>Encoders may round the size up to whole blocks.</summary>
    private static bool Fits(int coded, int shown) => coded >= shown && coded < shown + 16;

    /// <summary>Takes decoded 8 x 8 blocks, colour already brought to the size of luma, into the planes.</summary>
    private sealed class PlaneWriter(int width, int height) : JpegBlockOutputWriter
    {
        private VideoFrame? _frame;
        private int _blocks;

        /// <summary>Whether at least half of the luma has been written.</summary>
        public bool HasMost => 2 * _blocks >= (width + 7) / 8 * ((height + 7) / 8);

        public void Begin(VideoFrame frame)
        {
            _frame = frame;
            _blocks = 0;
        }

        public void FillColor()
        {
            _frame!.Cb.AsSpan().Fill(128);
            _frame.Cr.AsSpan().Fill(128);
        }

        public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
        {
            if (x >= width || y >= height) return;
            ReadOnlySpan<short> block = MemoryMarshal.CreateReadOnlySpan(ref blockRef, 64);
            if (componentIndex == 0)
            {
                _blocks++;
                WriteLuma(block, x, y);
            }
            else
            {
                WriteColor(block, x, y, componentIndex == 1 ? _frame!.Cb : _frame!.Cr);
            }
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

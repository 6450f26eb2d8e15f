using System.Diagnostics;
using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Drivers.Video;

public sealed class MotionJpegConverterTests : IDisposable
{
    private const int Width = 72, Height = 56;
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-jpeg-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("yuvj422p")]
    [InlineData("yuvj420p")]
    [InlineData("yuvj444p")]
    public void A_picture_of_ffmpeg_decodes_to_what_was_encoded(string layout)
    {
        (byte[] jpeg, byte[] planes) = Encode(layout);
        VideoFrame frame = Decode(jpeg);
        AssertClose(planes.AsSpan(0, Width * Height), frame.Luma, 6);
        AssertClose(planes.AsSpan(Width * Height, frame.Cb.Length), frame.Cb, 6);
        AssertClose(planes.AsSpan((Width * Height) + frame.Cb.Length), frame.Cr, 6);
    }

    [Fact]
    public void A_picture_without_Huffman_tables_decodes_the_same()
    {
        byte[] jpeg = Encode("yuvj422p").Jpeg;
        byte[] bare = WithoutHuffmanTables(jpeg);
        Assert.True(bare.Length < jpeg.Length - 400, "the picture of ffmpeg has its tables");
        Assert.Equal(Decode(jpeg).Luma, Decode(bare).Luma);
    }

    [Fact]
    public void Bytes_after_the_end_of_the_image_do_not_matter()
    {
        byte[] jpeg = Encode("yuvj422p").Jpeg;
        Assert.Equal(Decode(jpeg).Luma, Decode([.. jpeg, .. new byte[500]]).Luma);
    }

    [Fact]
    public void A_broken_picture_is_refused_and_the_next_one_is_whole()
    {
        byte[] jpeg = Encode("yuvj422p").Jpeg;
        MotionJpegConverter converter = new(Width, Height);
        VideoFrame frame = new(Width, Height);
        Assert.False(converter.TryConvert(new byte[jpeg.Length], frame), "zeros");
        Assert.False(converter.TryConvert(jpeg.AsMemory(0, 100), frame), "header cut");
        Assert.True(converter.TryConvert(jpeg, frame));
        Assert.Equal(Decode(jpeg).Luma, frame.Luma);
    }

    [Fact]
    public void Any_damage_ends_in_a_picture_or_a_refusal_but_in_no_other_error()
    {
        byte[] jpeg = Encode("yuvj422p").Jpeg;
        MotionJpegConverter converter = new(Width, Height);
        VideoFrame frame = new(Width, Height);
        Random random = new(5);
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] damaged = [.. jpeg.AsSpan(0, random.Next(4, jpeg.Length + 1))];
            for (int i = random.Next(6); i > 0; i--) damaged[random.Next(2, damaged.Length)] = (byte)random.Next(256);
            Exception? error = Record.Exception(() => converter.TryConvert(damaged, frame));
            Assert.True(error is null, $"trial {trial}: {error}");
        }
    }

    [Fact]
    public void A_smaller_picture_than_the_frame_is_refused()
    {
        byte[] jpeg = Encode("yuvj422p").Jpeg;
        Assert.False(new MotionJpegConverter(Width + 2, Height).TryConvert(jpeg, new VideoFrame(Width + 2, Height)));
    }

    [Fact]
    public void A_picture_costs_the_collector_no_more_than_six_kilobytes()
    {
        byte[] jpeg = Encode("yuvj422p").Jpeg;
        MotionJpegConverter converter = new(Width, Height);
        VideoFrame frame = new(Width, Height);
        for (int i = 0; i < 10; i++) converter.TryConvert(jpeg, frame);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) converter.TryConvert(jpeg, frame);
        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
        Assert.True(bytes < 6000, $"{bytes} bytes a picture");
    }

    private static VideoFrame Decode(byte[] jpeg)
    {
        VideoFrame frame = new(Width, Height);
        Assert.True(new MotionJpegConverter(Width, Height).TryConvert(jpeg, frame));
        return frame;
    }

    /// <summary>A test picture as JPEG in a layout, and as planar 4:2:0 before encoding.</summary>
    private (byte[] Jpeg, byte[] Planes) Encode(string layout)
    {
        string jpeg = Path.Combine(_folder, layout + ".jpg"), raw = Path.Combine(_folder, layout + ".yuv");
        string source = $"-f lavfi -i testsrc2=size={Width}x{Height}:rate=1,gblur=sigma=2,format={layout} -frames:v 1";
        Run($"-y -v error {source} -c:v mjpeg -huffman default -q:v 1 -qmin 1 {jpeg}");
        Run($"-y -v error {source} -vf format=yuvj420p -f rawvideo {raw}");
        return (File.ReadAllBytes(jpeg), File.ReadAllBytes(raw));
    }

    private static void Run(string arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardError = true })!;
            string said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, said);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("needs ffmpeg");
        }
    }

    private static byte[] WithoutHuffmanTables(byte[] jpeg)
    {
        List<byte> kept = [0xff, 0xd8];
        int at = 2;
        while (jpeg[at + 1] != 0xda)
        {
            int length = 2 + (jpeg[at + 2] << 8 | jpeg[at + 3]);
            if (jpeg[at + 1] != 0xc4) kept.AddRange(jpeg.AsSpan(at, length));
            at += length;
        }

        kept.AddRange(jpeg.AsSpan(at));
        return [.. kept];
    }

    private static void AssertClose(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, int within)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= within, $"sample {i}: {actual[i]}, not {expected[i]}");
    }
}

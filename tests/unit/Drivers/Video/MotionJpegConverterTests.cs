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
    public void A_frame_of_ffmpeg_decodes_to_what_was_encoded(string layout)
    {
        (byte[] jpeg, byte[] planes) = Encode(layout);
        VideoFrame frame = Decode(jpeg);
        AssertClose(planes.AsSpan(0, Width * Height), frame.Luma, 6);
        AssertClose(planes.AsSpan(Width * Height, frame.Cb.Length), frame.Cb, 6);
        AssertClose(planes.AsSpan((Width * Height) + frame.Cb.Length), frame.Cr, 6);
    }

    [Fact]
    public void A_frame_without_Huffman_tables_decodes_the_same()
    {
        byte[] jpeg = Encode("yuvj422p").Jpeg;
        byte[] bare = WithoutHuffmanTables(jpeg);
        Assert.True(bare.Length < jpeg.Length - 400, "the frame of ffmpeg has its tables");
        Assert.Equal(Decode(jpeg).Luma, Decode(bare).Luma);
    }

    [Fact]
    public void Bytes_after_the_end_of_the_image_do_not_matter()
    {
        byte[] jpeg = Encode("yuvj422p").Jpeg;
        Assert.Equal(Decode(jpeg).Luma, Decode([.. jpeg, .. new byte[500]]).Luma);
    }

    [Fact]
    public void A_broken_frame_is_refused_and_the_next_one_is_whole()
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
    public void Any_damage_ends_in_a_frame_or_a_refusal_but_in_no_other_error()
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

    /// <summary>What cameras do to a whole frame, by name.</summary>
    public static TheoryData<string> Oddities =>
    [
        "no end", "no end, then zeros", "no end, then 0xff", "two zeros before", "one byte before", "text before", "0xff before",
        "half a start before", "a start twice", "bytes after the end", "no Huffman tables, no end", "zeros before, no end",
        "a frame within a segment", "a frame within a segment, no end", "bytes between segments", "fill bytes before segments",
        "the last byte of the samples missing",
    ];

    [Theory]
    [MemberData(nameof(Oddities))]
    public void An_odd_frame_is_taken_as_ffmpeg_takes_it(string oddity)
    {
        foreach (string options in new[] { "yuvj422p", "yuvj420p", "yuvj444p" })
        {
            byte[] odd = Odd(Encode(options).Jpeg, oddity);
            byte[] wanted = DecodeByFfmpeg(odd);
            VideoFrame frame = new(Width, Height);
            Assert.True(new MotionJpegConverter(Width, Height).TryConvert(odd, frame), $"{oddity}, {options}: refused");

            // What lies in the last block of a frame that breaks off is anybody's guess.
            int rows = oddity.Contains("missing", StringComparison.Ordinal) ? Height - 16 : Height;
            AssertClose(wanted.AsSpan(0, Width * rows), frame.Luma.AsSpan(0, Width * rows), 3);
        }
    }

    [Fact]
    public void A_frame_that_breaks_off_counts_where_half_of_it_came_and_keeps_what_was_seen_below()
    {
        byte[] jpeg = Encode("yuvj420p").Jpeg;
        byte[] wanted = Decode(jpeg).Luma;
        MotionJpegConverter converter = new(Width, Height);
        VideoFrame frame = new(Width, Height);
        Assert.False(converter.TryConvert(jpeg.AsMemory(0, jpeg.Length / 3), frame), "a third");
        Array.Fill(frame.Luma, (byte)77);
        Assert.True(converter.TryConvert(jpeg.AsMemory(0, jpeg.Length - (jpeg.Length / 8)), frame), "seven eighths");
        AssertClose(wanted.AsSpan(0, Width * 16), frame.Luma.AsSpan(0, Width * 16), 0);
        Assert.Equal(77, frame.Luma[^1]);
    }

    [Theory]
    [InlineData("sampling factors of 0", 0xc0, 11, 0x00)]
    [InlineData("sampling factors of 3", 0xc0, 11, 0x33)]
    [InlineData("colour finer than luma", 0xc0, 14, 0x44)]
    [InlineData("12 bits", 0xc0, 4, 12)]
    [InlineData("no rows", 0xc0, 6, 0)]
    [InlineData("65280 columns", 0xc0, 7, 0xff)]
    [InlineData("four components", 0xc0, 9, 4)]
    [InlineData("a frame that is progressive", 0xc0, 1, 0xc2)]
    [InlineData("a frame that is arithmetic", 0xc0, 1, 0xc9)]
    [InlineData("one component in the scan", 0xda, 4, 1)]
    public void A_header_that_makes_no_frame_is_refused(string what, int marker, int offset, byte value)
    {
        byte[] jpeg = Encode("yuvj422p").Jpeg;
        jpeg[Find(jpeg, (byte)marker) + offset] = value;
        Assert.False(new MotionJpegConverter(Width, Height).TryConvert(jpeg, new VideoFrame(Width, Height)), what);
    }

    [Fact]
    public void Restart_intervals_of_one_frame_are_not_those_of_the_next()
    {
        byte[] plain = Encode("yuvj422p").Jpeg;
        int at = Find(plain, 0xda);
        byte[] restarting = [.. plain.AsSpan(0, at), 0xff, 0xdd, 0, 4, 0, 1, .. plain.AsSpan(at)];
        MotionJpegConverter converter = new(Width, Height);
        VideoFrame frame = new(Width, Height);
        converter.TryConvert(restarting, frame);
        Assert.True(converter.TryConvert(plain, frame));
        Assert.Equal(Decode(plain).Luma, frame.Luma);
    }

    /// <summary>1,000 frames; ONBOARD_FUZZ=100 makes it 100,000.</summary>
    [Fact]
    public void No_damage_ends_the_decoder_or_holds_it_up_or_harms_the_next_frame()
    {
        int effort = int.TryParse(Environment.GetEnvironmentVariable("ONBOARD_FUZZ"), out int times) ? times : 1;
        byte[][] whole = [.. new[] { "yuvj422p", "yuvj420p", "yuvj444p" }.Select(layout => Encode(layout).Jpeg)];
        byte[][] wanted = [.. whole.Select(jpeg => Decode(jpeg).Luma)];
        MotionJpegConverter converter = new(Width, Height);
        VideoFrame frame = new(Width, Height);
        Random random = new(18);
        int taken = 0;
        TimeSpan slowest = TimeSpan.Zero;
        for (int trial = 0; trial < 1000 * effort; trial++)
        {
            byte[] damaged = Damage(whole[random.Next(whole.Length)], whole[random.Next(whole.Length)], random);
            long start = Stopwatch.GetTimestamp();
            Exception? error = Record.Exception(() => taken += converter.TryConvert(damaged, frame) ? 1 : 0);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            slowest = time > slowest ? time : slowest;
            Assert.True(error is null, $"trial {trial}: {error}\n{Convert.ToHexString(damaged)}");
            if (trial % 100 != 0) continue;
            int next = random.Next(whole.Length);

            // The first one after damage may find broken tables of its own kind and load them anew.
            Assert.True(converter.TryConvert(whole[next], frame), $"the frame after trial {trial}");
            Assert.Equal(wanted[next], frame.Luma);
        }

        Assert.True(slowest < TimeSpan.FromSeconds(2), $"{slowest} for a frame");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{1000 * effort} damaged frames, {taken} taken, none ended the decoder; slowest {slowest.TotalMilliseconds:0} ms");
    }

    [Fact]
    public void A_smaller_frame_than_the_frame_is_refused()
    {
        byte[] jpeg = Encode("yuvj422p").Jpeg;
        Assert.False(new MotionJpegConverter(Width + 2, Height).TryConvert(jpeg, new VideoFrame(Width + 2, Height)));
    }

    [Fact]
    public void A_frame_costs_the_collector_no_more_than_six_kilobytes()
    {
        byte[] jpeg = Encode("yuvj422p").Jpeg;
        MotionJpegConverter converter = new(Width, Height);
        VideoFrame frame = new(Width, Height);
        for (int i = 0; i < 10; i++) converter.TryConvert(jpeg, frame);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) converter.TryConvert(jpeg, frame);
        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
        Assert.True(bytes < 6000, $"{bytes} bytes a frame");
    }

    private static byte[] Damage(byte[] jpeg, byte[] other, Random random)
    {
        List<byte> bytes = [.. jpeg];
        int header = Find(jpeg, 0xda) + 14;
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int at = random.Next(bytes.Count), inHeader = random.Next(Math.Min(header, bytes.Count));
            switch (random.Next(8))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[inHeader] = (byte)random.Next(256); break;
                case 2: bytes[inHeader] ^= (byte)(1 << random.Next(8)); break;
                case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)); break;
                case 4: bytes.InsertRange(at, other[..random.Next(1, other.Length)]); break;
                case 5: bytes.InsertRange(at, [0xff, (byte)random.Next(0xc0, 0xff), 0, (byte)random.Next(20)]); break;
                case 6: bytes.RemoveRange(at, bytes.Count - at); break;
                default: bytes.InsertRange(inHeader, Enumerable.Repeat((byte)(random.Next(2) * 255), random.Next(1, 9))); break;
            }

            if (bytes.Count < 8) bytes.AddRange(other);
        }

        return [.. bytes];
    }

    private static byte[] Odd(byte[] jpeg, string oddity)
    {
        Assert.Equal([0xff, 0xd9], jpeg[^2..]);
        byte[] open = jpeg[..^2];
        byte[] thumbnail = [0xff, 0xe1, (byte)((jpeg.Length + 2) >> 8), (byte)(jpeg.Length + 2), .. jpeg];
        int between = Find(jpeg, 0xdb);
        return oddity switch
        {
            "no end" => open,
            "no end, then zeros" => [.. open, .. new byte[500]],
            "no end, then 0xff" => [.. open, 0xff],
            "two zeros before" => [0, 0, .. jpeg],
            "one byte before" => [0x17, .. jpeg],
            "text before" => [.. "Content-Length: 5120\r\n\r\n"u8, .. jpeg],
            "0xff before" => [0xff, 0xff, 0xff, .. jpeg],
            "half a start before" => [0xff, 0xd8, 0, .. jpeg],
            "a start twice" => [0xff, 0xd8, .. jpeg],
            "bytes after the end" => [.. jpeg, .. "garbage"u8, 0xff, 0xd8, 0xff],
            "no Huffman tables, no end" => WithoutHuffmanTables(open),
            "zeros before, no end" => [0, 0, 0, 0, .. open],
            "a frame within a segment" => [0xff, 0xd8, .. thumbnail, .. jpeg[2..]],
            "a frame within a segment, no end" => [0xff, 0xd8, .. thumbnail, .. open[2..]],
            "bytes between segments" => [.. jpeg[..between], 1, 2, 3, .. jpeg[between..]],
            "fill bytes before segments" => [.. jpeg[..between], 0xff, 0xff, .. jpeg[between..]],
            _ => jpeg[..^3],
        };
    }

    /// <summary>Where a marker stands.</summary>
    private static int Find(byte[] jpeg, byte marker)
    {
        int at = 2;
        while (jpeg[at + 1] != marker) at += 2 + (jpeg[at + 2] << 8 | jpeg[at + 3]);
        return at;
    }

    /// <summary>The luma as ffmpeg decodes it.</summary>
    private byte[] DecodeByFfmpeg(byte[] jpeg)
    {
        string frame = Path.Combine(_folder, "odd.jpg"), raw = Path.Combine(_folder, "odd.gray");
        File.WriteAllBytes(frame, jpeg);
        Run($"-y -v quiet -f image2 -c:v mjpeg -i {frame} -vf extractplanes=y -frames:v 1 -f rawvideo {raw}");
        byte[] luma = File.ReadAllBytes(raw);
        Assert.Equal(Width * Height, luma.Length);
        return luma;
    }

    private static VideoFrame Decode(byte[] jpeg)
    {
        VideoFrame frame = new(Width, Height);
        Assert.True(new MotionJpegConverter(Width, Height).TryConvert(jpeg, frame));
        return frame;
    }

    /// <summary>A test frame as JPEG in a layout, and as planar 4:2:0 before encoding.</summary>
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

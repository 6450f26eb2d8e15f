using CsCheck;
using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Drivers.Video;

public class FrameConverterTests
{
    /// <summary>Sizes, row padding and a seed of content.</summary>
    private static readonly Gen<(int Width, int Height, int Padding, int Seed)> Sizes =
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[0, 9], Gen.Int[0, 1 << 20],
            (w, h, padding, seed) => (2 * w, 2 * h, padding, seed));

    private static byte[] Noise(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public void Yuyv_puts_luma_in_its_place_and_averages_the_colour_of_two_rows() => Sizes.Sample(p =>
    {
        int stride = (2 * p.Width) + p.Padding;
        byte[] data = Noise(stride * p.Height, p.Seed);
        VideoFrame frame = new(p.Width, p.Height);
        Assert.True(new Packed422Converter(PixelFormat.Yuyv, p.Width, p.Height, stride, ColorRange.Full).TryConvert(data, frame));
        for (int y = 0; y < p.Height; y++)
        {
            for (int x = 0; x < p.Width; x++)
                Assert.Equal(data[(y * stride) + (2 * x)], frame.Luma[(y * p.Width) + x]);
        }

        for (int y = 0; y < p.Height / 2; y++)
        {
            for (int x = 0; x < p.Width / 2; x++)
            {
                int upper = (2 * y * stride) + (4 * x), lower = upper + stride, to = (y * (p.Width / 2)) + x;
                Assert.Equal((data[upper + 1] + data[lower + 1] + 1) / 2, frame.Cb[to]);
                Assert.Equal((data[upper + 3] + data[lower + 3] + 1) / 2, frame.Cr[to]);
            }
        }
    }, iter: 200);

    [Theory]
    [InlineData(PixelFormat.Yuyv, "yuyv422")]
    [InlineData(PixelFormat.Uyvy, "uyvy422")]
    [InlineData(PixelFormat.Yvyu, "yvyu422")]
    public void A_packed_frame_of_ffmpeg_is_taken_apart_as_ffmpeg_takes_it_apart(PixelFormat format, string name)
    {
        TestTools.RequireFfmpeg();
        byte[] packed = Encoded(name), planes = Encoded("yuv422p");
        VideoFrame frame = new(64, 48);
        Assert.True(new Packed422Converter(format, 64, 48, 128, ColorRange.Full).TryConvert(packed, frame));
        Assert.Equal(planes[..(64 * 48)], frame.Luma);
        for (int i = 0; i < frame.Cb.Length; i++)
        {
            int upper = (64 * 48) + (i / 32 * 64) + (i % 32), red = upper + (32 * 48);
            Assert.Equal((planes[upper] + planes[upper + 32] + 1) / 2, frame.Cb[i]);
            Assert.Equal((planes[red] + planes[red + 32] + 1) / 2, frame.Cr[i]);
        }
    }

    private static byte[] Encoded(string format)
    {
        string file = Path.GetTempFileName();
        try
        {
            using System.Diagnostics.Process ffmpeg = System.Diagnostics.Process.Start(
                "ffmpeg", $"-y -v error -f lavfi -i testsrc2=size=64x48:rate=1,format=yuv422p -frames:v 1 -pix_fmt {format} -f rawvideo {file}");
            ffmpeg.WaitForExit();
            return File.ReadAllBytes(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Nv12_takes_luma_and_colour_apart() => Sizes.Sample(p =>
    {
        int stride = p.Width + p.Padding, rows = p.Height + (p.Seed % 3);
        byte[] data = Noise(stride * (rows + (p.Height / 2)), p.Seed);
        VideoFrame frame = new(p.Width, p.Height);
        Assert.True(new Nv12Converter(p.Width, p.Height, stride, rows, ColorRange.Full).TryConvert(data, frame));
        for (int i = 0; i < frame.Luma.Length; i++)
            Assert.Equal(data[(i / p.Width * stride) + (i % p.Width)], frame.Luma[i]);
        for (int i = 0; i < frame.Cb.Length; i++)
        {
            int pair = ((rows + (i / (p.Width / 2))) * stride) + (2 * (i % (p.Width / 2)));
            Assert.Equal((data[pair], data[pair + 1]), (frame.Cb[i], frame.Cr[i]));
        }
    }, iter: 200);

    [Fact]
    public void Grey_has_luma_and_no_colour() => Sizes.Sample(p =>
    {
        int stride = p.Width + p.Padding;
        byte[] data = Noise(stride * p.Height, p.Seed);
        VideoFrame frame = new(p.Width, p.Height);
        frame.Cb[0] = 3;
        Assert.True(new GreyConverter(p.Width, p.Height, stride, ColorRange.Full).TryConvert(data, frame));
        for (int i = 0; i < frame.Luma.Length; i++)
            Assert.Equal(data[(i / p.Width * stride) + (i % p.Width)], frame.Luma[i]);
        Assert.All(frame.Cb.Concat(frame.Cr), value => Assert.Equal(128, value));
    }, iter: 200);

    [Fact]
    public void The_least_bytes_of_a_frame_suffice_exactly() => Sizes.Sample(p =>
    {
        IFrameConverter[] converters =
        [
            new Packed422Converter(PixelFormat.Yuyv, p.Width, p.Height, (2 * p.Width) + p.Padding, ColorRange.Full),
            new Nv12Converter(p.Width, p.Height, p.Width + p.Padding, p.Height, ColorRange.Full),
            new GreyConverter(p.Width, p.Height, p.Width + p.Padding, ColorRange.Full),
        ];
        VideoFrame frame = new(p.Width, p.Height);
        foreach (IFrameConverter converter in converters)
        {
            converter.TryConvert(new byte[converter.MinBytes], frame);
            Assert.ThrowsAny<ArgumentException>(() => converter.TryConvert(new byte[converter.MinBytes - 1], frame));
        }
    }, iter: 50);

    [Theory]
    [InlineData(16, 0)]
    [InlineData(235, 255)]
    [InlineData(0, 0)]
    [InlineData(255, 255)]
    [InlineData(126, 128)]
    public void Limited_luma_is_stretched_to_full_range(byte limited, byte full) =>
        Assert.Equal(full, ColorRange.Limited.Luma[limited]);

    [Theory]
    [InlineData(16, 0)]
    [InlineData(128, 128)]
    [InlineData(240, 255)]
    [InlineData(0, 0)]
    public void Limited_colour_is_stretched_about_its_middle(byte limited, byte full) =>
        Assert.Equal(full, ColorRange.Limited.Color[limited]);
}

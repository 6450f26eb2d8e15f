using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Web;
using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

public class FrameEncoderTests
{
    [Theory]
    [InlineData(320, 240, 320, 240)]
    [InlineData(640, 480, 320, 240)]
    [InlineData(1280, 720, 320, 180)]
    public void A_browser_gets_the_frame_no_wider_than_it_needs(int width, int height, int shownWidth, int shownHeight)
    {
        VideoFrame frame = new(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) frame.Luma[(y * width) + x] = (byte)(55 + (100 * x / width) + (80 * y / height));
        }

        frame.Cb.AsSpan().Fill(90);
        frame.Cr.AsSpan().Fill(170);
        byte[] jpeg = new FrameEncoder().Encode(frame).ToArray();

        VideoFrame shown = new(shownWidth, shownHeight);
        Assert.True(new MotionJpegConverter(shownWidth, shownHeight).TryConvert(jpeg, shown));
        foreach ((int x, int y) in ((int, int)[])[(0, 0), (shownWidth / 2, shownHeight / 2), (shownWidth - 1, shownHeight - 1)])
        {
            int expected = 55 + (100 * x / shownWidth) + (80 * y / shownHeight);
            Assert.Equal(expected, shown.Luma[(y * shownWidth) + x], 4.0);
        }

        Assert.Equal(90, shown.Cb[0], 4.0);
        Assert.Equal(170, shown.Cr[^1], 4.0);
    }

    [Fact]
    public void Frame_after_frame_is_the_same_work()
    {
        FrameEncoder encoder = new();
        VideoFrame frame = new(64, 48);
        byte[] first = encoder.Encode(frame).ToArray();
        frame.Luma.AsSpan().Fill(200);
        encoder.Encode(frame);
        frame.Luma.AsSpan().Clear();
        Assert.Equal(first, encoder.Encode(frame).ToArray());
    }
}

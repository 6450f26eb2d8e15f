using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Drivers.Video;

public class CameraModeTests
{
    private static CameraMode Best(params CameraMode[] modes) => CameraMode.Rank(modes, 640, 480, 30).First();

    [Fact]
    public void Of_equal_modes_the_better_format_wins() =>
        Assert.Equal(PixelFormat.Nv12, Best(
            new(PixelFormat.MotionJpeg, 640, 480, 30), new(PixelFormat.Grey, 640, 480, 30),
            new(PixelFormat.Yuyv, 640, 480, 30), new(PixelFormat.Nv12, 640, 480, 30)).Format);

    [Fact]
    public void A_rate_that_is_reached_beats_a_better_format() =>
        Assert.Equal(PixelFormat.MotionJpeg, Best(
            new(PixelFormat.Yuyv, 640, 480, 10), new(PixelFormat.MotionJpeg, 640, 480, 30)).Format);

    [Fact]
    public void A_size_that_is_reached_beats_a_better_rate() =>
        Assert.Equal(640, Best(new(PixelFormat.Yuyv, 320, 240, 30), new(PixelFormat.Yuyv, 640, 480, 10)).Width);

    [Fact]
    public void A_rate_closest_to_the_wish_is_taken() =>
        Assert.Equal(30, Best(
            new(PixelFormat.Yuyv, 640, 480, 60), new(PixelFormat.Yuyv, 640, 480, 15),
            new(PixelFormat.Yuyv, 640, 480, 30)).FramesPerSecond);

    [Fact]
    public void A_rate_of_the_television_norm_counts_as_reached() =>
        Assert.Equal(PixelFormat.Yuyv, Best(
            new(PixelFormat.MotionJpeg, 640, 480, 30), new(PixelFormat.Yuyv, 640, 480, 30000 / 1001.0)).Format);

    [Theory]
    [InlineData(PixelFormat.Yuyv, 0x56595559)]
    [InlineData(PixelFormat.Uyvy, 0x59565955)]
    [InlineData(PixelFormat.Yvyu, 0x55595659)]
    [InlineData(PixelFormat.Vyuy, 0x59555956)]
    [InlineData(PixelFormat.Nv12, 0x3231564e)]
    [InlineData(PixelFormat.Grey, 0x59455247)]
    [InlineData(PixelFormat.MotionJpeg, 0x47504a4d)]
    [InlineData(PixelFormat.Jpeg, 0x4745504a)]
    public void Formats_have_the_codes_of_videodev2(PixelFormat format, uint code) => Assert.Equal(code, (uint)format);

    [Theory]
    [InlineData("640x480", "640x480", false)]
    [InlineData("640x480@30", "640x480@30", true)]
    [InlineData("1280x720@29.97:MJPG", "1280x720@29.97:MJPG", true)]
    [InlineData("1280x720@30:mjpeg", "1280x720@30:MJPG", true)]
    [InlineData("320x240:uyvy", "320x240:UYVY", false)]
    public void A_mode_is_understood(string text, string told, bool hasRate)
    {
        CameraRequest request = CameraRequest.Parse(text)!;
        Assert.Equal(told, request.ToString());
        Assert.Equal((true, hasRate), (request.IsExact, request.IsRateExact));
    }

    [Theory]
    [InlineData("")]
    [InlineData("640")]
    [InlineData("640x")]
    [InlineData("640x480@")]
    [InlineData("640x480@0")]
    [InlineData("640x480@30:")]
    [InlineData("640x480@30:RGB3")]
    [InlineData("640x480:YUYV@30")]
    [InlineData("-640x480")]
    [InlineData("1x1")]
    [InlineData("640x480x2")]
    public void What_is_no_mode_is_not_understood(string text) => Assert.Null(CameraRequest.Parse(text));
}

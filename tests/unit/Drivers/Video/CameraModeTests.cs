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
}

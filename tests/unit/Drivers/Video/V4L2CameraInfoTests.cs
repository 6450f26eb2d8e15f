using OnBoard.Drivers;
using OnBoard.Drivers.Native;
using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Drivers.Video;

public class V4L2CameraInfoTests
{
    [Fact]
    public void Cameras_are_listed_with_their_modes_best_first()
    {
        using ScriptedCamera device = new()
        {
            Modes = [new(PixelFormat.MotionJpeg, 640, 480, 30), new(PixelFormat.Yuyv, 640, 480, 30)],
        };
        V4L2CameraInfo info = Assert.Single(V4L2CameraInfo.List(device, ["/dev/video0"]));
        Assert.Equal(("/dev/video0", "Scripted camera", "script"), (info.Path, info.Card, info.Driver));
        Assert.Equal([PixelFormat.Yuyv, PixelFormat.MotionJpeg], info.Modes.Select(mode => mode.Format));
        Assert.True(device.AllGivenBack);
    }

    [Fact]
    public void Nodes_are_in_the_order_of_their_numbers()
    {
        using ScriptedCamera device = new();
        IEnumerable<string> order =
            V4L2CameraInfo.List(device, ["/dev/video10", "/dev/video2", "/dev/videodev"]).Select(info => info.Path);
        Assert.Equal(["/dev/video2", "/dev/video10"], order);
    }

    [Fact]
    public void A_node_that_may_not_be_opened_is_listed_with_its_problem()
    {
        using ScriptedCamera device = new() { OpenErrno = Errno.AccessDenied };
        V4L2CameraInfo info = Assert.Single(V4L2CameraInfo.List(device, ["/dev/video0"]));
        Assert.IsType<DeviceFailedException>(info.Problem);
    }

    [Fact]
    public void A_node_of_another_kind_is_left_out()
    {
        using ScriptedCamera device = new();
        device.Fail(V4L2.QueryCapability, Errno.NotThisKindOfDevice);
        Assert.Empty(V4L2CameraInfo.List(device, ["/dev/video0"]));
    }
}

using OnBoard.Drivers;
using OnBoard.Drivers.Native;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Drivers.Video;

public class V4L2CameraTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private static V4L2Camera Open(ScriptedCamera device, int width = 4, int height = 2, double rate = 30) =>
        V4L2Camera.Open(device, "/dev/video7", new CameraRequest(width, height, rate));

    private static VideoFrame FrameOf(V4L2Camera camera) => new(camera.Width, camera.Height);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_frame_comes_with_the_kernels_time_and_count(bool planes)
    {
        using ScriptedCamera device = new() { HasPlanes = planes };
        device.Deliver(90, skip: 11);
        using V4L2Camera camera = Open(device);
        VideoFrame frame = FrameOf(camera);

        Assert.Equal(ReadResult.Ok, camera.Read(frame, Soon));
        Assert.Equal(device.LastStamp, frame.CapturedAt);
        Assert.Empty(camera.Remarks);
        Assert.Equal(11, frame.Sequence);
        Assert.True(camera.HasKernelTime);
        Assert.All(frame.Luma, value => Assert.Equal(90, value));
        Assert.All(frame.Cb, value => Assert.Equal(90, value));
    }

    [Fact]
    public void A_stamp_of_another_clock_is_replaced_by_the_time_of_arrival()
    {
        using ScriptedCamera device = new();
        device.Deliver(new ScriptedCamera.Delivery { Flags = 0 });
        using V4L2Camera camera = Open(device);
        VideoFrame frame = FrameOf(camera);

        long before = MonotonicClock.Nanoseconds;
        camera.Read(frame, Soon);
        Assert.InRange(frame.CapturedAt, before, MonotonicClock.Nanoseconds);
        Assert.False(camera.HasKernelTime);
    }

    /// <summary>What drivers stamp wrongly, all of it flagged as the monotonic clock.</summary>
    public static TheoryData<string, Func<long, long>, string> WrongStamps => new()
    {
        { "900 ms late", now => now - 900_000_000, "late" },
        { "the time of day", _ => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000, "ahead" },
        { "since the camera was plugged in", _ => 5_250_000_000, "late" },
        { "an hour ahead", now => now + 3_600_000_000_000, "ahead" },
    };

    [Theory]
    [MemberData(nameof(WrongStamps))]
    public void A_stamp_that_cannot_be_is_replaced_by_the_time_of_arrival_and_said_once(
        string what, Func<long, long> stamp, string said)
    {
        using ScriptedCamera device = new() { IsAwaited = true };
        for (int i = 0; i < 60; i++) device.Deliver(new ScriptedCamera.Delivery { Stamp = stamp });
        using V4L2Camera camera = Open(device);
        VideoFrame frame = FrameOf(camera);
        for (int i = 0; i < 60; i++)
        {
            long before = MonotonicClock.Nanoseconds;
            Assert.Equal(ReadResult.Ok, camera.Read(frame, Soon));
            Assert.InRange(frame.CapturedAt, before, MonotonicClock.Nanoseconds);
            Assert.False(camera.HasKernelTime, what);
        }

        string remark = Assert.Single(camera.Remarks);
        Assert.Contains("/dev/video7", remark, StringComparison.Ordinal);
        Assert.Contains(said, remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Stamps_that_go_back_are_replaced()
    {
        using ScriptedCamera device = new() { IsAwaited = true };
        long first = 0;
        for (int i = 0; i < 20; i++)
        {
            int n = i;
            device.Deliver(new ScriptedCamera.Delivery
            {
                Stamp = now => (first = first == 0 ? now : first) - (n % 2 == 0 ? 0 : 40_000_000),
            });
        }

        using V4L2Camera camera = Open(device);
        VideoFrame frame = FrameOf(camera);
        long last = 0;
        for (int i = 0; i < 20; i++)
        {
            camera.Read(frame, Soon);
            Assert.True(frame.CapturedAt >= last, $"frame {i}");
            last = frame.CapturedAt;
        }

        Assert.Contains("behind", Assert.Single(camera.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void True_stamps_of_frames_that_waited_for_an_absent_reader_stay()
    {
        using ScriptedCamera device = new();
        long start = MonotonicClock.Nanoseconds - 2_000_000_000;
        for (int i = 0; i < 4; i++)
        {
            long stamp = start + (i * 33_000_000);
            device.Deliver(new ScriptedCamera.Delivery { Stamp = _ => stamp });
        }

        using V4L2Camera camera = Open(device);
        VideoFrame frame = FrameOf(camera);
        for (int i = 0; i < 4; i++)
        {
            camera.Read(frame, Soon);
            Assert.InRange(frame.CapturedAt - start - (i * 33_000_000), -1000, 0);
        }

        Assert.Empty(camera.Remarks);
    }

    [Theory]
    [InlineData(Errno.NoSpace)]
    [InlineData(Errno.BrokenPipe)]
    public void Where_the_stream_of_a_mode_does_not_start_the_next_mode_is_taken_and_said(int errno)
    {
        using ScriptedCamera device = new()
        {
            Modes = [new(PixelFormat.Yuyv, 640, 480, 30), new(PixelFormat.MotionJpeg, 640, 480, 30), new(PixelFormat.Yuyv, 320, 240, 30)],
            BufferBytes = 640 * 480 * 2,
            StartErrno = (format, _) => format.PixelFormat == (uint)PixelFormat.Yuyv && format.Width == 640 ? errno : 0,
        };
        using (V4L2Camera camera = Open(device, 640, 480))
        {
            Assert.Equal(PixelFormat.MotionJpeg, camera.Mode.Format);
            string remark = Assert.Single(camera.Remarks);
            Assert.Contains("640x480@30:YUYV", remark, StringComparison.Ordinal);
            Assert.Contains("640x480@30:MJPG", remark, StringComparison.Ordinal);
        }

        Assert.Empty(device.Violations);
        Assert.True(device.AllGivenBack);
    }

    [Fact]
    public void Where_only_a_smaller_or_slower_mode_has_room_it_is_taken()
    {
        using ScriptedCamera device = new()
        {
            Modes = [new(PixelFormat.Yuyv, 640, 480, 30), new(PixelFormat.Yuyv, 640, 480, 10), new(PixelFormat.Yuyv, 320, 240, 30)],
            BufferBytes = 640 * 480 * 2,
            StartErrno = (format, rate) => format.Width * format.Height * rate > 5e6 ? Errno.NoSpace : 0,
        };
        using V4L2Camera camera = Open(device, 640, 480);
        Assert.Equal((640, 10.0), (camera.Width, camera.FramesPerSecond));
    }

    [Fact]
    public void Where_no_mode_has_room_the_remedy_speaks_of_the_bus()
    {
        using ScriptedCamera device = new() { StartErrno = (_, _) => Errno.NoSpace };
        DeviceFailedException failure = Assert.Throws<DeviceFailedException>(() => Open(device));
        Assert.Contains("bandwidth", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("USB port", failure.Remedy, StringComparison.Ordinal);
        Assert.True(device.AllGivenBack);
    }

    [Fact]
    public void A_named_mode_is_taken_and_no_other()
    {
        using ScriptedCamera device = new()
        {
            Modes = [new(PixelFormat.Yuyv, 640, 480, 30), new(PixelFormat.MotionJpeg, 1280, 720, 60), new(PixelFormat.MotionJpeg, 1280, 720, 30)],
            BufferBytes = 640 * 480 * 2,
        };
        using (V4L2Camera camera = V4L2Camera.Open(device, "/dev/video7", CameraRequest.Parse("1280x720@30:MJPG")!))
            Assert.Equal("1280x720@30:MJPG", camera.Mode.ToString());

        DeviceFailedException failure = Assert.Throws<DeviceFailedException>(
            () => V4L2Camera.Open(device, "/dev/video7", CameraRequest.Parse("1280x720@30:YUYV")!));
        Assert.Contains("1280x720@30:YUYV", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("640x480@30:YUYV", failure.Remedy, StringComparison.Ordinal);
        Assert.True(device.AllGivenBack);
    }

    [Theory]
    [InlineData("UYVY")]
    [InlineData("YVYU")]
    [InlineData("VYUY")]
    public void Packed_formats_of_any_order_give_the_same_frame(string order)
    {
        PixelFormat format = (PixelFormat)BitConverter.ToUInt32([.. order.Select(letter => (byte)letter)]);
        using ScriptedCamera device = new() { Modes = [new(format, 4, 2, 30)] };

        // The code's letters are the order of the bytes: U is Cb, V is Cr.
        byte[] bytes = [.. Enumerable.Range(0, 16).Select(i => order[i % 4] switch { 'Y' => (byte)(100 + i), 'U' => (byte)60, _ => (byte)200 })];
        device.Deliver(new ScriptedCamera.Delivery { Bytes = bytes });
        using V4L2Camera camera = Open(device);
        VideoFrame frame = FrameOf(camera);
        Assert.Equal(ReadResult.Ok, camera.Read(frame, Soon));
        Assert.Equal(Enumerable.Range(0, 16).Where(i => order[i % 4] == 'Y').Select(i => (byte)(100 + i)), frame.Luma);
        Assert.All(frame.Cb, value => Assert.Equal(60, value));
        Assert.All(frame.Cr, value => Assert.Equal(200, value));
    }

    [Fact]
    public void Gaps_of_the_sequence_are_counted_as_lost_frames()
    {
        using ScriptedCamera device = new();
        device.Deliver(1);
        device.Deliver(2, skip: 3);
        device.Deliver(3);
        using V4L2Camera camera = Open(device);
        VideoFrame frame = FrameOf(camera);

        for (int i = 0; i < 3; i++) Assert.Equal(ReadResult.Ok, camera.Read(frame, Soon));
        Assert.Equal(3, camera.LostFrames);
        Assert.Equal(5, frame.Sequence);
    }

    [Fact]
    public void A_count_that_wraps_loses_nothing()
    {
        using ScriptedCamera device = new();
        device.Deliver(1, skip: uint.MaxValue);
        device.Deliver(2);
        using V4L2Camera camera = Open(device);
        VideoFrame frame = FrameOf(camera);

        camera.Read(frame, Soon);
        camera.Read(frame, Soon);
        Assert.Equal(0, camera.LostFrames);
        Assert.Equal(1L << 32, frame.Sequence);
    }

    [Fact]
    public void Damaged_and_short_frames_are_passed_over_and_counted()
    {
        using ScriptedCamera device = new();
        device.Deliver(new ScriptedCamera.Delivery { Flags = V4L2.FlagError | V4L2.FlagTimestampMonotonic });
        device.Deliver(new ScriptedCamera.Delivery { BytesUsed = 3 });
        device.Deliver(new ScriptedCamera.Delivery { BytesUsed = 1_000_000 });
        device.Deliver(77);
        using V4L2Camera camera = Open(device);
        VideoFrame frame = FrameOf(camera);

        Assert.Equal(ReadResult.Ok, camera.Read(frame, Soon));
        Assert.Equal(77, frame.Luma[0]);
        Assert.Equal(3, camera.DamagedFrames);
        Assert.Equal(0, camera.LostFrames);
    }

    [Fact]
    public void Buffers_go_round_many_times_without_breaking_the_protocol()
    {
        using ScriptedCamera device = new();
        using (V4L2Camera camera = Open(device))
        {
            VideoFrame frame = FrameOf(camera);
            for (int i = 0; i < 100; i++)
            {
                device.Deliver((byte)i);
                Assert.Equal(ReadResult.Ok, camera.Read(frame, Soon));
                Assert.Equal(i, frame.Luma[3]);
            }
        }

        Assert.Empty(device.Violations);
        Assert.True(device.AllGivenBack);
    }

    [Fact]
    public void Nothing_in_time_is_a_time_out()
    {
        using ScriptedCamera device = new();
        using V4L2Camera camera = Open(device);
        Assert.Equal(ReadResult.TimedOut, camera.Read(FrameOf(camera), TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void A_wake_up_without_a_frame_is_a_time_out_when_time_is_over()
    {
        using ScriptedCamera device = new();
        for (int i = 0; i < 3; i++) device.Deliver(new ScriptedCamera.Delivery { Errno = Errno.Again });
        using V4L2Camera camera = Open(device);
        Assert.Equal(ReadResult.TimedOut, camera.Read(FrameOf(camera), TimeSpan.Zero));
    }

    [Fact]
    public void An_error_of_poll_without_a_frame_fails_instead_of_spinning()
    {
        using ScriptedCamera device = new();
        device.Deliver(new ScriptedCamera.Delivery { Errno = Errno.Again, Poll = PollEvents.Error });
        using V4L2Camera camera = Open(device);
        Assert.Throws<DeviceFailedException>(() => camera.Read(FrameOf(camera), Soon));
    }

    [Fact]
    public void Unplugging_is_a_failure_that_says_so_and_gives_everything_back()
    {
        using ScriptedCamera device = new();
        device.Deliver(new ScriptedCamera.Delivery { Errno = Errno.NoDevice, Poll = PollEvents.Error | PollEvents.In });
        using (V4L2Camera camera = Open(device))
        {
            DeviceFailedException failure = Assert.Throws<DeviceFailedException>(() => camera.Read(FrameOf(camera), Soon));
            Assert.Equal("/dev/video7", failure.Subject);
            Assert.Contains("unplugged", failure.Cause, StringComparison.Ordinal);
            device.Fail(V4L2.StreamOff, Errno.NoDevice);
            device.Fail(V4L2.RequestBuffers, Errno.NoDevice);
        }

        Assert.Empty(device.Violations);
    }

    [Fact]
    public void A_foreign_buffer_index_is_a_broken_driver()
    {
        using ScriptedCamera device = new();
        device.Deliver(new ScriptedCamera.Delivery { Index = 9 });
        using V4L2Camera camera = Open(device);
        Assert.Throws<DeviceFailedException>(() => camera.Read(FrameOf(camera), Soon));
    }

    [Theory]
    [InlineData(Errno.NoEntry, typeof(DeviceMissingException), "no such device node")]
    [InlineData(Errno.NoDevice, typeof(DeviceMissingException), "no device")]
    [InlineData(Errno.AccessDenied, typeof(DeviceFailedException), "permission")]
    [InlineData(Errno.Busy, typeof(DeviceFailedException), "in use")]
    [InlineData(Errno.InputOutput, typeof(DeviceFailedException), "cannot be opened")]
    public void A_node_that_does_not_open_gets_a_typed_error(int errno, Type error, string cause)
    {
        using ScriptedCamera device = new() { OpenErrno = errno };
        OnBoardException thrown = Assert.IsAssignableFrom<OnBoardException>(Record.Exception(() => Open(device)));
        Assert.IsType(error, thrown);
        Assert.Contains(cause, thrown.Cause, StringComparison.Ordinal);
        Assert.NotEmpty(thrown.Remedy);
    }

    public static TheoryData<string, uint, int> Refusals => new()
    {
        { "capability", V4L2.QueryCapability, Errno.NotThisKindOfDevice },
        { "formats", V4L2.EnumerateFormats, Errno.Invalid },
        { "format", V4L2.SetFormat, Errno.Invalid },
        { "format while another program streams", V4L2.SetFormat, Errno.Busy },
        { "buffers", V4L2.RequestBuffers, Errno.Busy },
        { "buffer", V4L2.QueryBuffer, Errno.Invalid },
        { "queueing", V4L2.QueueBuffer, Errno.Invalid },
        { "stream", V4L2.StreamOn, Errno.BrokenPipe },
        { "stream of an unplugged camera", V4L2.StreamOn, Errno.NoDevice },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refused_request_is_a_typed_error_and_leaks_nothing(string what, uint request, int errno)
    {
        using ScriptedCamera device = new();
        device.Fail(request, errno);
        OnBoardException thrown = Assert.IsAssignableFrom<OnBoardException>(Record.Exception(() => Open(device)));
        Assert.True(thrown is DeviceFailedException or DeviceMissingException, what);
        Assert.Equal("/dev/video7", thrown.Subject);
        Assert.True(device.AllGivenBack, what);
        Assert.Empty(device.Violations);
    }

    [Fact]
    public void A_node_that_only_carries_metadata_is_not_a_camera()
    {
        using ScriptedCamera device = new() { Capabilities = 0x0480_0000 };
        DeviceMissingException missing = Assert.Throws<DeviceMissingException>(() => Open(device));
        Assert.Contains("not a camera", missing.Cause, StringComparison.Ordinal);
        Assert.True(device.AllGivenBack);
    }

    [Fact]
    public void Too_few_buffers_are_refused()
    {
        using ScriptedCamera device = new() { Buffers = 1 };
        Assert.Throws<DeviceFailedException>(() => Open(device));
        Assert.True(device.AllGivenBack);
    }

    [Fact]
    public void Buffers_too_small_for_a_frame_are_refused()
    {
        using ScriptedCamera device = new() { BufferBytes = 15 };
        DeviceFailedException failure = Assert.Throws<DeviceFailedException>(() => Open(device));
        Assert.Contains("15 bytes", failure.Cause, StringComparison.Ordinal);
        Assert.True(device.AllGivenBack);
    }

    [Fact]
    public void An_impossible_size_from_the_driver_is_refused()
    {
        using ScriptedCamera device = new() { Adjust = format => format with { Width = 0 } };
        Assert.Throws<DeviceFailedException>(() => Open(device));
        Assert.True(device.AllGivenBack);
    }

    [Fact]
    public void The_drivers_size_counts_and_an_odd_one_is_cropped()
    {
        using ScriptedCamera device = new() { Adjust = format => format with { Width = 7, Height = 3 } };
        device.Deliver(50);
        using V4L2Camera camera = Open(device);
        Assert.Equal((6, 2), (camera.Width, camera.Height));
        Assert.Equal(ReadResult.Ok, camera.Read(FrameOf(camera), Soon));
    }

    [Fact]
    public void A_format_that_the_driver_swaps_is_passed_over()
    {
        using ScriptedCamera device = new()
        {
            Modes = [new(PixelFormat.Nv12, 4, 2, 30), new(PixelFormat.Grey, 4, 2, 30)],
            Adjust = format => format with { PixelFormat = (uint)PixelFormat.Grey },
        };
        using V4L2Camera camera = Open(device);
        Assert.Equal(PixelFormat.Grey, camera.Mode.Format);
    }

    [Fact]
    public void The_rate_is_asked_for_and_the_stated_one_reported()
    {
        using ScriptedCamera device = new() { Modes = [new(PixelFormat.Yuyv, 4, 2, 25), new(PixelFormat.Yuyv, 4, 2, 10)] };
        using V4L2Camera camera = Open(device, rate: 24);
        Assert.Equal(25, device.Rate);
        Assert.Equal(25, camera.FramesPerSecond);
    }

    [Fact]
    public void A_driver_that_enumerates_no_sizes_is_asked_for_the_wish_itself()
    {
        using ScriptedCamera device = new() { Enumerates = false, HasPlanes = true };
        using V4L2Camera camera = Open(device, width: 6, height: 4);
        Assert.Equal((6, 4), (camera.Width, camera.Height));
    }

    [Fact]
    public void A_driver_that_states_no_rate_leaves_it_unknown()
    {
        using ScriptedCamera device = new() { Enumerates = false };
        device.Fail(V4L2.GetParameters, Errno.NotThisKindOfDevice);
        using V4L2Camera camera = Open(device);
        Assert.Equal(0, camera.FramesPerSecond);
    }

    [Fact]
    public void A_data_offset_of_a_plane_is_honoured()
    {
        using ScriptedCamera device = new() { HasPlanes = true };
        device.Deliver(new ScriptedCamera.Delivery { Bytes = [.. Enumerable.Repeat((byte)99, 16)], DataOffset = 8 });
        using V4L2Camera camera = Open(device);
        VideoFrame frame = FrameOf(camera);
        Assert.Equal(ReadResult.Ok, camera.Read(frame, Soon));
        Assert.All(frame.Luma, value => Assert.Equal(99, value));
    }

    [Fact]
    public void A_frame_of_another_size_is_refused()
    {
        using ScriptedCamera device = new();
        using V4L2Camera camera = Open(device);
        Assert.Throws<ArgumentException>(() => camera.Read(new VideoFrame(8, 8), Soon));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using ScriptedCamera device = new();
        using V4L2Camera camera = Open(device);
        VideoFrame frame = FrameOf(camera);
        for (int i = 0; i < 40; i++) device.Deliver((byte)i);
        for (int i = 0; i < 20; i++) camera.Read(frame, Soon);

        Allocations.None(() =>
        {
            for (int i = 0; i < 20; i++) camera.Read(frame, Soon);
        });
    }

    [Fact]
    public void The_kernel_itself_says_that_there_is_no_such_node() =>
        Assert.Throws<DeviceMissingException>(() => V4L2Camera.Open("/dev/no-such-camera"));

    [Fact]
    public void The_kernel_itself_says_that_the_null_device_is_not_a_camera()
    {
        DeviceMissingException missing = Assert.Throws<DeviceMissingException>(() => V4L2Camera.Open("/dev/null"));
        Assert.Contains("not a camera", missing.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_camera_of_this_machine_delivers_frames()
    {
        V4L2CameraInfo? info = V4L2CameraInfo.List().FirstOrDefault(found => found.Problem is null && found.Modes.Count > 0);
        if (info is null) Assert.Skip("needs a camera at /dev/video*");
        using V4L2Camera camera = V4L2Camera.Open(info.Path);
        VideoFrame frame = FrameOf(camera);
        long last = 0;
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(ReadResult.Ok, camera.Read(frame, TimeSpan.FromSeconds(5)));
            Assert.True(frame.CapturedAt > last, "time goes on from frame to frame");
            last = frame.CapturedAt;
        }
    }
}

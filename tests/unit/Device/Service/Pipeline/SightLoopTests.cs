using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Device.Service.Pipeline;

public sealed class SightLoopTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly MouthMailbox _mailbox = new();
    private readonly Ring<MouthFrame> _frames = new(4);
    private readonly LiveCounters _counters = new();
    private readonly Conditions _conditions = new();

    public void Dispose() => _frames.Dispose();

    [Fact]
    public void Each_frame_is_looked_at_and_posted()
    {
        SightLoop loop = Loop(new ScriptedCamera(_clock, _ => ReadResult.Ok), reopen: null);
        loop.Step();
        loop.Step();
        Assert.Equal(2, _counters.Frames);
        Assert.True(_mailbox.TryFetch(new float[64], out long capturedAt, out bool found));
        Assert.Equal(_clock.Nanoseconds, capturedAt);
        Assert.False(found, "a grey frame has no mouth");
        _frames.TryBeginRead(TimeSpan.Zero);
        _frames.EndRead();
        Assert.Equal(capturedAt, _frames.TryBeginRead(TimeSpan.Zero)!.CapturedAt);
    }

    [Fact]
    public void A_lost_camera_is_opened_again_with_growing_pauses_until_it_returns()
    {
        List<long> attempts = [];
        long lostAt = 0;
        ScriptedCamera first = new(_clock, read =>
        {
            if (read == 0) return ReadResult.Ok;
            lostAt = _clock.Nanoseconds;
            throw new DeviceFailedException("/dev/video0", "was unplugged", "Plug it in");
        });
        SightLoop loop = Loop(first, () =>
        {
            attempts.Add((_clock.Nanoseconds - lostAt) / 1_000_000);
            return attempts.Count == 4
                ? new ScriptedCamera(_clock, _ => ReadResult.Ok)
                : throw new DeviceMissingException("/dev/video0", "is not there", "Plug it in");
        });
        loop.Step();
        loop.Step();
        Assert.True(first.Disposed);
        Assert.Equal(["camera lost"], _conditions.Current);
        while (attempts.Count < 4) Assert.True(loop.Step());
        Assert.Equal([500, 1500, 3500, 5500], attempts);
        Assert.Empty(_conditions.Current);

        loop.Step();
        Assert.Equal(2, _counters.Frames);
    }

    [Fact]
    public void A_camera_that_gives_nothing_for_a_second_is_lost()
    {
        SightLoop loop = Loop(new ScriptedCamera(_clock, _ => ReadResult.TimedOut), reopen: null);
        for (int i = 0; i < 11; i++) loop.Step();
        Assert.Equal(["camera lost"], _conditions.Current);
    }

    [Fact]
    public void The_end_of_a_recording_ends_the_loop()
    {
        ScriptedCamera camera = new(_clock, _ => ReadResult.Ended);
        SightLoop loop = Loop(camera, reopen: null);
        Assert.False(loop.Step());
        loop.Finish();
        Assert.True(camera.Disposed);
        Assert.Empty(_conditions.Current);
    }

    [Fact]
    public void A_camera_that_is_not_there_at_the_start_is_taken_when_it_comes()
    {
        bool isThere = false;
        Reconnector<ICamera> held = new(
            "camera", "going on without lips",
            new Slot<ICamera>(
                null,
                () => isThere
                    ? new ScriptedCamera(_clock, _ => ReadResult.Ok)
                    : throw new DeviceMissingException("/dev/video0", "there is no such device node", "Plug it in"),
                new DeviceMissingException("/dev/video0", "there is no such device node", "Plug it in")),
            _conditions, _clock);
        held.Begin();
        SightLoop loop = new(held, new MouthFeatureExtractor(), _mailbox, _frames, _counters, _clock);
        for (int i = 0; i < 100; i++) Assert.True(loop.Step());
        Assert.Equal(["no camera"], _conditions.Current);
        Assert.True(_conditions.TryTakeNews(out string news));
        Assert.Contains("until it comes", news, StringComparison.Ordinal);

        isThere = true;
        for (int i = 0; i < 60; i++) loop.Step();
        Assert.Empty(_conditions.Current);
        Assert.True(_counters.Frames > 0);
    }

    [Fact]
    public void What_a_camera_remarks_is_said_once_even_where_it_is_lost_and_back()
    {
        int opened = 0;
        ICamera Open() => new RemarkingCamera(new ScriptedCamera(_clock, read => read < 3 || opened > 3
            ? ReadResult.Ok
            : throw new DeviceFailedException("/dev/video0", "was unplugged", "Plug it in")));
        SightLoop loop = Loop(Open(), () =>
        {
            opened++;
            return Open();
        });
        for (int i = 0; i < 300; i++) loop.Step();
        Assert.True(opened > 3);
        List<string> told = [];
        while (_conditions.TryTakeNews(out string news)) told.Add(news);
        Assert.Single(told, news => news == "its stamps are late");
    }

    private sealed class RemarkingCamera(ICamera camera) : ICamera
    {
        private readonly List<string> _remarks = [];

        public string Name => camera.Name;

        public int Width => camera.Width;

        public int Height => camera.Height;

        public double FramesPerSecond => camera.FramesPerSecond;

        public IReadOnlyList<string> Remarks => _remarks;

        public ReadResult Read(VideoFrame frame, TimeSpan timeout)
        {
            ReadResult result = camera.Read(frame, timeout);
            if (_remarks.Count == 0) _remarks.Add("its stamps are late");
            return result;
        }

        public void Dispose() => camera.Dispose();
    }

    private SightLoop Loop(ICamera camera, Func<ICamera>? reopen) => new(
        new Reconnector<ICamera>("camera", "going on without lips", new Slot<ICamera>(camera, reopen), _conditions, _clock),
        new MouthFeatureExtractor(), _mailbox, _frames, _counters, _clock);
}

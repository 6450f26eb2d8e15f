using Microsoft.Extensions.Hosting.Systemd;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Media;
using OnBoard.Tests.Unit.Device.Service.Pipeline;

namespace OnBoard.Tests.Unit.Device.Service.Hosting;

/// <summary>What systemd gets: signs of life only while hops are delivered.</summary>
public sealed class WatchdogServiceTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-test-").FullName;
    private readonly ManualResetEventSlim _free = new(initialState: true);
    private readonly Notified _notified = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Delivered_hops_feed_the_watchdog_and_a_hang_starves_it()
    {
        using LivePipeline pipeline = Pipeline();
        using WatchdogService service = new(pipeline, _notified, Limit);
        pipeline.Start();
        await service.StartAsync(default);
        while (_notified.SignsOfLife < 3) await Task.Delay(10);

        // The engine hangs in the middle of a hop. Whether the machine is slow or not: no hop, no sign of life.
        _free.Reset();
        long hops;
        do
        {
            hops = pipeline.Counters.Hops;
            await Task.Delay(2 * Limit);
        }
        while (hops != pipeline.Counters.Hops);
        int starved = _notified.SignsOfLife;
        int lines = _notified.Lines;
        while (_notified.Lines < lines + 4) await Task.Delay(10);
        Assert.Equal(starved, _notified.SignsOfLife);
        Assert.StartsWith($"STATUS=hops {hops}, missed ", _notified.LastLine, StringComparison.Ordinal);

        _free.Set();
        while (_notified.SignsOfLife == starved) await Task.Delay(10);
        pipeline.Stop();
        await pipeline.Completion;
        await service.StopAsync(default);
    }

    [Fact]
    public async Task Without_a_watchdog_the_status_is_told_all_the_same()
    {
        using LivePipeline pipeline = Pipeline();
        using WatchdogService service = new(pipeline, _notified, limit: null);
        pipeline.Conditions.Raise("camera", "camera lost", "camera lost");
        await service.StartAsync(default);
        while (_notified.Lines == 0) await Task.Delay(10);
        Assert.Equal("STATUS=hops 0, missed 0, lost 0; camera lost", _notified.LastLine);
        Assert.Equal(0, _notified.SignsOfLife);
        await service.StopAsync(default);
    }

    [Theory]
    [InlineData("10000000", 10.0)]
    [InlineData("0", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void The_limit_is_what_systemd_says_in_microseconds(string? given, double? seconds) =>
        Assert.Equal(seconds, WatchdogService.Limit(given)?.TotalSeconds);

    private LivePipeline Pipeline()
    {
        ScriptedEngine engine = new() { AtStep = _ => _free.Wait() };
        Clip clip = new("tone", new float[8000], [], framesPerSecond: 0);
        return new(
            new LiveParts(
                new SpeechEnhancer(engine, FeatureScaling.Identity),
                () => new Slot<IMicrophone>(new ClipMicrophone(clip, new ClipTiming(paced: true, looped: true))),
                () => null, () => null, new RecordingPlan { Folder = _folder }),
            SystemClock.Instance);
    }

    private sealed class Notified : ISystemdNotifier
    {
        private int _signsOfLife, _lines;
        private volatile string _lastLine = "";

        public bool IsEnabled => true;

        public int SignsOfLife => Volatile.Read(ref _signsOfLife);

        public int Lines => Volatile.Read(ref _lines);

        public string LastLine => _lastLine;

        public void Notify(ServiceState state)
        {
            string text = state.ToString();
            if (text == "WATCHDOG=1")
            {
                Interlocked.Increment(ref _signsOfLife);
                return;
            }

            _lastLine = text;
            Interlocked.Increment(ref _lines);
        }
    }
}

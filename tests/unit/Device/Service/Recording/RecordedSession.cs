using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Time;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Power;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Device.Service.Recording;

/// <summary>
/// Hop and recording loops without threads: random sound and mouths, and a clock that now and then jumps past a deadline.
/// </summary>
internal sealed class RecordedSession : IDisposable
{
    private readonly Random _random = new(5);
    private readonly JumpingClock _clock = new();
    private readonly HopRing _captured = new(4);
    private readonly HopRing _recorded;
    private readonly Ring<MouthFrame> _frames = new(64);
    private readonly MouthMailbox _mailbox = new();
    private readonly HopLoop _hops;
    private readonly RecordingLoop _loop;
    private long _number;

    public RecordedSession(
        string root, string engine = "cpu", int capacity = 200, Func<string, Stream>? createFile = null,
        RecordingFacts? facts = null, IRailMonitor? rails = null, double delta = 0)
    {
        EnhancerModel model = Model.WithDelta(delta);
        SpeechEnhancer enhancer = new(model.CreateEngine(engine), model.Scaling);
        _recorded = new HopRing(capacity);
        RecordingPlan plan = new()
        {
            Root = root,
            WithClean = true,
            Rails = () => rails,
            Facts = facts ?? new RecordingFacts { Engine = engine, Seeds = new Dictionary<string, long> { ["talker"] = 1 } },
        };
        if (createFile is not null) plan = plan with { CreateFile = createFile };
        _hops = new HopLoop(enhancer, _captured, [_recorded], _mailbox, new LiveCounters(), Conditions, _clock);
        Recorder = new Recorder(plan, Conditions, enhancer.CreateState, _hops.Request);
        _loop = new RecordingLoop(_recorded, _frames, Recorder, Conditions);
    }

    public static EnhancerModel Model { get; } = EnhancerModel.Untrained(NetworkDescription.Tiny, seed: 4);

    public Conditions Conditions { get; } = new();

    public Recorder Recorder { get; }

    /// <summary>Whether the clock jumps.</summary>
    public bool Jumps
    {
        set => _clock.Jumps = value;
    }

    /// <summary>Hops go through the hop thread, and, unless the disk hangs, into the recording.</summary>
    public void Pass(int hops, bool diskHangs = false)
    {
        for (int i = 0; i < hops; i++)
        {
            See();
            Hop hop = _captured.TryBeginWrite()!;
            hop.Number = _number++;
            hop.CapturedAt = _clock.Now;
            _clock.Now += HopLoop.HopNanoseconds;
            hop.ArrivedAt = _clock.Now;
            hop.HasReference = true;
            foreach (ref float sample in hop.Noisy.AsSpan()) sample = _random.NextSingle() - 0.5f;
            foreach (ref float sample in hop.Clean.AsSpan()) sample = _random.NextSingle() - 0.5f;
            _captured.EndWrite();
            _hops.Step();
            if (!diskHangs) _loop.Step();
        }
    }

    /// <summary>The recording thread takes what waits.</summary>
    public void Drain()
    {
        for (int i = 0; i < 300; i++)
        {
            if (_recorded.Fill == 0) break;
            _loop.Step();
        }
    }

    /// <summary>Ends as a stopped service does.</summary>
    public void End()
    {
        Drain();
        _recorded.Complete();
        _loop.Finish();
    }

    /// <summary>Stops the recording while hops go on.</summary>
    public RecordingStatus StopWhileRunning()
    {
        Task<RecordingStatus> stopping = Task.Run(Recorder.Stop);
        while (!stopping.IsCompleted) Pass(1);
        return stopping.Result;
    }

    public static ReplayReport Replay(string folder, string engine, double delta = 0)
    {
        EnhancerModel model = Model.WithDelta(delta);
        using SpeechEnhancer enhancer = new(model.CreateEngine(engine), model.Scaling);
        return OnBoard.Device.Service.Recording.Replay.Run(folder, enhancer);
    }

    public void Dispose()
    {
        _captured.Dispose();
        _recorded.Dispose();
        _frames.Dispose();
        Recorder.Dispose();
    }

    private void See()
    {
        int dice = _random.Next(40);
        if (dice > 10) return;
        bool found = dice > 1;
        float[] features = new float[MouthFeatures.Count];
        for (int n = 0; n < features.Length; n++) features[n] = _random.NextSingle();
        _mailbox.Post(features, _clock.Now, found);
        if (_frames.TryBeginWrite() is not { } frame) return;
        frame.CapturedAt = _clock.Now;
        frame.Found = found;
        _random.NextBytes(frame.Pixels);
        _frames.EndWrite();
    }

    /// <summary>Each look at it may take a little more than a hop.</summary>
    private sealed class JumpingClock : IClock
    {
        private readonly Random _random = new(6);

        public long Now { get; set; } = 1_000_000_000;

        public bool Jumps { get; set; }

        public long Nanoseconds => Jumps ? Now += _random.Next((int)HopLoop.HopNanoseconds * 6 / 5) : Now;

        public void SleepUntil(long nanoseconds) => Now = Math.Max(Now, nanoseconds);
    }
}

using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Learning;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Files;
using OnBoard.Drivers.Video;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Model;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;
using OnBoard.Sensors.Sight;
using OnBoard.Tests.Unit.Device.Enhancement.Learning;
using OnBoard.Tests.Unit.Device.Service.Pipeline;
using OnBoard.Tests.Unit.Sensors.Power;

namespace OnBoard.Tests.Unit.Device.Service.Faults;

/// <summary>
/// The live service in virtual time: its own capture, camera, hop and learning loops and its rails, stepped hop by hop, over
/// devices, a fabric, which trains too, and a disk that can fail. The fabric alone runs on a thread, so waiting for it takes real time.
/// </summary>
internal sealed class FaultBench : IDisposable
{
    private const int HopsPerSecond = 100;

    /// <summary>Where checkpoints are kept.</summary>
    public const string Folder = "/learned";

    /// <summary>The network before anything was learned.</summary>
    public static readonly EnhancerModel Start = EnhancerModel.Untrained(FormerNetworks.Tiny, 1);

    private static readonly FabricTiming Timing = FabricTiming.LongTimeouts with
    {
        Job = TimeSpan.FromSeconds(1), Frame = TimeSpan.Zero, Reset = TimeSpan.FromSeconds(1),
    };

    private readonly ServiceState _state;
    private readonly ManualClock _clock = new(), _cameraClock = new(), _learningClock = new();
    private readonly HopRing _captured = new(16), _delivered = new(64);
    private readonly HopRing? _learned;
    private readonly Ring<MouthFrame> _frames = new(4);
    private readonly CaptureLoop _capture;
    private readonly SightLoop _sight;
    private readonly HopLoop _hops;
    private readonly LearningLoop? _learning;
    private readonly FabricSupervisor _engine;
    private readonly RailMonitor<Measured> _monitor;
    private readonly LivePower _power;
    private long _captures;
    private bool _isWriting;

    public FaultBench(ServiceState state, IFileSystem disk)
    {
        _state = state;
        Disk = new FaultDisk(disk);
        Learning = new LiveLearning(
            Start, Folder, new LearningControl(Learns),
            new LearningOptions
            {
                StepsPerValidation = 400, AveragedMoments = 4, FirstRateShift = 2, CheckpointInterval = TimeSpan.FromSeconds(0.5),
            },
            Disk);
        IntegerNetwork network = Learning.Model.Integers;
        _engine = new FabricSupervisor(
            new FabricEngine(network, Fabric.CreatePort(Timing)), network, TimeSpan.FromMilliseconds(20));
        _engine.ReportTo(Conditions);
        if (Learns) Assert.Null(Learning.TrainOn(_engine));

        Microphone = new PluggedMicrophone(_clock, MicrophonePlug);
        _capture = new CaptureLoop(
            Held<IMicrophone>("microphone", Microphone, () => Microphone, MicrophonePlug, _clock), _captured, Counters, _clock);
        MouthMailbox mailbox = new();
        _sight = new SightLoop(
            Held<ICamera>("camera", Camera(), Camera, CameraPlug, _cameraClock), new MouthFeatureExtractor(), mailbox, _frames,
            Counters, _cameraClock);
        List<HopRing> outputs = [_delivered];
        if (Learns)
        {
            HeardMinute.Intermittent.Value.Play(
                mouth => Learning.Learner.SeeMouth(mouth.Span), sound => Learning.Learner.Hear(sound.Span));
            outputs.Add(_learned = new HopRing(200));
            _learning = new LearningLoop(Learning, _learned, Counters, Conditions, _learningClock);
        }

        _hops = new HopLoop(
            new SpeechEnhancer(new FeatureEngine(_engine), FeatureScaling.Identity), _captured, [.. outputs], mailbox, Counters,
            Conditions, _clock, switches: new LiveSwitches { PassThrough = state == ServiceState.Idle },
            weights: Learning.Weights);
        _monitor = new RailMonitor<Measured>(Rails.Rails, Rails.Clock);
        Sweep(0.1);
        _power = new LivePower(_monitor, () => Counters.InferredHops, Conditions);
    }

    public FabricModel Fabric { get; } = new(new ModelOptions { MemoryBytes = 4 << 20 });

    public Unit.Sensors.Power.Bench Rails { get; } = new([(new(1, 2), PowerDomain.PS), (new(1, 3), PowerDomain.PL)]);

    public Plug MicrophonePlug { get; } = new("microphone");

    public Plug CameraPlug { get; } = new("camera");

    public PluggedMicrophone Microphone { get; }

    public FaultDisk Disk { get; }

    public LiveLearning Learning { get; }

    public LiveCounters Counters { get; } = new();

    public Conditions Conditions { get; } = new();

    /// <summary>Hops that went out as they came in though they should not have, or the other way round.</summary>
    public long Unprocessed { get; private set; }

    /// <summary>Hops that were captured.</summary>
    public long Captured => _captures;

    /// <summary>Hops that did not reach the ears: no thread had room for them.</summary>
    public long Lost => _captured.Lost + _delivered.Lost;

    /// <summary>Whether all parts work, and the fabric runs the network.</summary>
    public bool IsWell => Conditions.Current.Length == 0 && _engine.IsOnFabric;

    private HopOutcome Expected => _state == ServiceState.Idle ? HopOutcome.SwitchedOff : HopOutcome.Enhanced;

    private bool Learns => _state is ServiceState.Learning or ServiceState.Checkpointing;

    /// <summary>Lets hops pass.</summary>
    public void Pass(int hops)
    {
        for (int i = 0; i < hops; i++) Hop();
    }

    /// <summary>Lets hops pass until something is so.</summary>
    /// <returns>How many it took.</returns>
    public int PassUntil(Func<bool> condition, int atMost, string what)
    {
        for (int hops = 0; hops <= atMost; hops++)
        {
            if (condition()) return hops;
            Hop();
        }

        throw new InvalidOperationException($"{what}: not within {atMost} hops; {string.Join(", ", Conditions.Current)}");
    }

    /// <summary>Waits, in real time, until the fabric is ready to be used again; the hops go on meanwhile.</summary>
    public void AwaitFabric() => Assert.True(
        SpinWait.SpinUntil(() => Conditions.Faults.All(fault => fault.Part != FabricConditions.Part), TimeSpan.FromMinutes(1)),
        "the fabric does not come back");

    /// <summary>Lets a hop pass without learning: what was learned before reaches the network.</summary>
    public void TakeWeights()
    {
        _isWriting = true;
        Hop();
        _isWriting = false;
    }

    /// <summary>The weights that the network runs with, wherever it runs.</summary>
    public IntegerNetwork ReadWeights()
    {
        IntegerNetwork network = new(_engine.Topology);
        _engine.ReadWeights(network);
        return network;
    }

    public void Dispose()
    {
        _hops.Finish();
        _capture.Finish();
        _sight.Finish();
        Learning.Learner.Dispose();
        _captured.Dispose();
        _delivered.Dispose();
        _learned?.Dispose();
        _frames.Dispose();
    }

    private void Hop()
    {
        if (_clock.Nanoseconds >= _cameraClock.Nanoseconds) Step(_sight, _cameraClock);
        long captured = Counters.SilentHops, at = _clock.Nanoseconds;
        while (_clock.Nanoseconds == at && Counters.SilentHops == captured) _capture.Step();
        _captures++;
        _hops.Step();
        while (_delivered.TryBeginRead(TimeSpan.Zero) is { } hop)
        {
            // Hops go out one behind; before the first there is none.
            if (_captures > 1 && hop.Outcome != Expected) Unprocessed++;
            _delivered.EndRead();
        }

        while (_frames.TryBeginRead(TimeSpan.Zero) is not null) _frames.EndRead();
        if (_learning is not null && !_isWriting && _clock.Nanoseconds >= _learningClock.Nanoseconds)
        {
            // What happens in the middle of a write lets hops pass: the learning thread is busy with the disk then.
            _isWriting = true;
            Step(_learning, _learningClock);
            _isWriting = false;
        }

        if (_captures % HopsPerSecond != 0) return;
        Sweep(1);
        _power.Read();
    }

    private void Sweep(double seconds)
    {
        long end = Rails.Clock.Nanoseconds + (long)(seconds * 1e9);
        _monitor.Sampler.SweepUntil(end);
        Rails.Clock.SleepUntil(end);
    }

    /// <summary>A thread that is awake, at this moment.</summary>
    private void Step(ILoop loop, ManualClock clock)
    {
        clock.Nanoseconds = _clock.Nanoseconds;
        loop.Step();
    }

    private PluggedCamera Camera() => new(_cameraClock, CameraPlug);

    private Reconnector<T> Held<T>(string part, T device, Func<T> open, Plug plug, ManualClock clock)
        where T : class, IDisposable => new(
            part, "going on without",
            new Slot<T>(device, () =>
            {
                plug.Require();
                return open();
            }),
            Conditions, clock);
}

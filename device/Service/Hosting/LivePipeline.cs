using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Learning;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Native;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Service.Hosting;

/// <summary>
/// The live service: one thread each for capture, hops, camera, output and recording, with rings between them; one for all of
/// it in virtual time. Stopping ends capture; what was captured still goes all the way, then each thread closes what it owns.
/// </summary>
public sealed class LivePipeline : IDisposable
{
    /// <summary>How far the hop thread may be behind capture: 160 ms, as much as a sound device buffers.</summary>
    private const int CaptureCapacity = 16;

    /// <summary>How far the loudspeaker may be behind the hop thread.</summary>
    private const int OutputCapacity = 8;

    /// <summary>How far the disk may be behind the hop thread: eight seconds.</summary>
    private const int RecordingCapacity = 8 * AudioFormat.HopsPerSecond;

    /// <summary>How far the disk may be behind the camera's thread: eight seconds at 30 frames a second.</summary>
    private const int FrameCapacity = 240;

    /// <summary>How far the learning thread may be behind the hop thread: it looks after every few steps of training.</summary>
    private const int LearningCapacity = 2 * AudioFormat.HopsPerSecond;

    private readonly LiveParts _parts;
    private readonly IClock _clock;
    private readonly LiveTap? _tap;
    private readonly HopRing _captured = new(CaptureCapacity);
    private readonly HopRing _recorded = new(RecordingCapacity);
    private readonly HopRing _played = new(OutputCapacity);
    private readonly Ring<MouthFrame> _frames = new(FrameCapacity);
    private readonly HopRing? _learned;
    private readonly MouthMailbox _mailbox = new();
    private readonly MouthFeatureExtractor _extractor = new();
    private readonly Recorder _recorder;
    private readonly RecordingLoop _recording;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HopLoop? _hopLoop;
    private readonly ILogger _log;
    private readonly List<Thread> _threads = [];
    private bool _enhancerIsTaken;
    private int _running;
    private Exception? _failure;
    private volatile bool _stopping;

    /// <param name="parts">What it is made of.</param>
    /// <param name="clock">For deadlines and pauses.</param>
    /// <param name="openingScored">Receives the scores of the first seconds where the clean speech is known.</param>
    /// <param name="tap">For those who watch, disposed with the pipeline; null where nobody can.</param>
    /// <param name="log">Gets where in the program an error arose that nobody foresaw; null for nobody.</param>
    public LivePipeline(
        LiveParts parts, IClock clock, Action<SessionScore>? openingScored = null, LiveTap? tap = null, ILogger? log = null)
    {
        _log = log ?? NullLogger.Instance;
        _parts = parts;
        _clock = clock;
        _tap = tap;

        // The first frame would otherwise wait for the face model and the compiler.
        _extractor.Extract(new VideoFrame(320, 240), new float[MouthFeatures.Count]);
        _extractor.Reset();
        if (parts.Learning is not null) _learned = new HopRing(LearningCapacity);
        _recorder = new Recorder(
            parts.Recording, Conditions, CreateState, snapshot => _hopLoop?.Request(snapshot));
        _recording = new RecordingLoop(_recorded, _frames, _recorder, Conditions) { OpeningScored = openingScored };
    }

    /// <summary>What is counted.</summary>
    public LiveCounters Counters { get; } = new();

    /// <summary>What is wrong.</summary>
    public Conditions Conditions { get; } = new();

    /// <summary>What can be switched.</summary>
    public LiveSwitches Switches { get; } = new();

    /// <summary>Starts and stops recordings.</summary>
    public IRecordingControl Recording => _recorder;

    /// <summary>Hops that were captured and found the hop thread too far behind.</summary>
    public long LostHops => _captured.Lost;

    /// <summary>Hops that the disk was too slow for.</summary>
    public long UnrecordedHops => _recorded.Lost;

    /// <summary>Hops that the loudspeaker was too slow for, or its clock.</summary>
    public long UnplayedHops => _played.Lost;

    /// <summary>How learning is doing; null where nobody learns.</summary>
    public LearningStatus? Learning => _parts.Learning?.Control.Status;

    /// <summary>SI-SDR over the last seconds, dB, of what is heard and of what goes out; not numbers where unknown.</summary>
    public (double Noisy, double Enhanced) RunningSdr => (_recording.NoisySdr, _recording.EnhancedSdr);

    /// <summary>Ends when all threads have ended: stopped, the recording is over, or one failed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Scores the last seconds; null where the clean speech was not known. After <see cref="Completion"/>.</summary>
    public SessionScore? ScoreEnd() => _recording.FinalScore?.Invoke();

    /// <summary>Whether there is a camera, lost or not.</summary>
    public bool HasCamera { get; private set; }

    /// <summary>Opens the devices and starts the threads.</summary>
    /// <exception cref="DeviceMissingException">A device is not there.</exception>
    /// <exception cref="DeviceFailedException">A device refused.</exception>
    /// <exception cref="BadInputException">A file or a folder cannot be made.</exception>
    public void Start()
    {
        _enhancerIsTaken = true;
        Slot<ILoudspeaker>? loudspeaker = null;
        Slot<ICamera>? camera = null;
        Slot<IMicrophone>? microphone = null;
        try
        {
            loudspeaker = _parts.OpenLoudspeaker();
            camera = _parts.OpenCamera();
            microphone = _parts.OpenMicrophone();
            Start(microphone, camera, loudspeaker);
        }
        catch
        {
            microphone?.Device?.Dispose();
            camera?.Device?.Dispose();
            loudspeaker?.Device?.Dispose();
            _parts.Enhancer.Dispose();
            _recording.Finish();
            throw;
        }
    }

    /// <summary>Ends capture; <see cref="Completion"/> follows when what was captured has gone out.</summary>
    public void Stop() => _stopping = true;

    /// <summary>Waits until all threads have ended, for as long as they may take; throws what one of them failed with.</summary>
    /// <param name="limit">How long.</param>
    /// <exception cref="DeviceFailedException">Some have not; what they wait for keeps them.</exception>
    public async Task WaitForEndAsync(TimeSpan limit)
    {
        try
        {
            await Completion.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!Completion.IsCompleted)
        {
            string running = string.Join(", ", _threads.Where(thread => thread.IsAlive).Select(thread => thread.Name));
            throw new DeviceFailedException(
                running, "does not end: the disk or a device keeps it", "Look at the disk and the devices; what was flushed before is whole");
        }
    }

    /// <summary>Stops, and gives the rings back where all threads have ended: one that still runs goes on with its own.</summary>
    public void Dispose()
    {
        Stop();
        if (Volatile.Read(ref _running) > 0) return;
        if (!_enhancerIsTaken) _parts.Enhancer.Dispose();
        _enhancerIsTaken = true;
        _captured.Dispose();
        _recorded.Dispose();
        _played.Dispose();
        _frames.Dispose();
        _recorder.Dispose();
        _learned?.Dispose();
        _tap?.Dispose();
    }

    private void Start(Slot<IMicrophone> microphone, Slot<ICamera>? camera, Slot<ILoudspeaker>? loudspeaker)
    {
        HasCamera = camera is not null;
        List<HopRing> outputs = [_recorded];
        if (loudspeaker is not null) outputs.Insert(0, _played);
        if (_tap is not null) outputs.Add(_tap.Hops);
        if (_learned is not null) outputs.Add(_learned);
        _hopLoop = new HopLoop(
            _parts.Enhancer, _captured, [.. outputs], _mailbox, Counters, Conditions, _clock, _tap, Switches,
            _parts.Learning?.Weights);

        // In the order of a hop's way.
        List<(string Name, ILoop Loop, bool IsSource)> loops =
        [
            ("capture", new CaptureLoop(Held("microphone", "silence goes out", microphone), _captured, Counters, _clock), true),
        ];
        if (camera is not null)
        {
            Reconnector<ICamera> held = Held("camera", "going on without lips", camera);
            loops.Add(("camera", new SightLoop(held, _extractor, _mailbox, _frames, Counters, _clock, _tap), true));
        }

        loops.Add(("hop", _hopLoop, false));
        if (loudspeaker is not null)
            loops.Add(("output", new OutputLoop(Held("output", "nothing is heard", loudspeaker), _played, Counters), false));
        loops.Add(("recording", _recording, false));
        _recording.Begin(_parts.Recording.OpenOutput());
        if (_parts.Recording.Folder is { } folder) _recorder.Begin(folder);
        if (_parts.Learning is { } learning)
            loops.Add(("learning", new LearningLoop(learning, _learned!, Counters, Conditions, _clock, _log), false));

        _running = loops.Count;
        if (_parts.VirtualEnd is { } end)
        {
            _threads.Add(new Thread(() => RunInTurn(loops, end)) { Name = "onboard virtual time", IsBackground = true });
        }
        else
        {
            // Sources last: what they deliver finds everybody at work.
            foreach ((string name, ILoop loop, bool isSource) in loops.OrderBy(loop => loop.IsSource))
            {
                _threads.Add(new Thread(() => RunRanked(loop, isSource)) { Name = $"onboard {name}", IsBackground = true });
            }
        }

        foreach (Thread thread in _threads) thread.Start();
    }

    private EnhancerState CreateState() => _hopLoop is null
        ? throw new BadInputException("recording", "cannot begin before the service runs", "Try again in a moment")
        : _parts.Enhancer.CreateState();

    private Reconnector<T> Held<T>(string part, string consequence, Slot<T> slot)
        where T : class, IDisposable
    {
        Reconnector<T> held = new(part, consequence, slot, Conditions, _clock);
        held.Begin();
        return held;
    }

    /// <summary>What has a deadline of its own runs in real time, or first of the rest; where neither is allowed it runs like the rest.</summary>
    private void RunRanked(ILoop loop, bool isSource)
    {
        if (loop is HopLoop or CaptureLoop)
        {
            if (RealTimeThread.Become() is not null) SaySo(ThreadNiceness.TakePrecedence(), "hops may come late under load");
        }
        else if (loop is LearningLoop)
        {
            SaySo(ThreadNiceness.GiveWay(), "learning takes time from others");
        }

        Run(loop, isSource);
    }

    /// <summary>All loops on one thread: a hop is captured, and goes all the way before the next.</summary>
    private void RunInTurn(List<(string Name, ILoop Loop, bool IsSource)> loops, long end)
    {
        try
        {
            bool goesOn = true;
            while (goesOn && !_stopping && _clock.Nanoseconds < end)
            {
                for (int i = 0; i < loops.Count && goesOn; i++) goesOn = loops[i].Loop.Step();
            }
        }
        catch (Exception error)
        {
            Fail(error);
        }

        _stopping = true;
        foreach ((_, ILoop loop, bool isSource) in loops) Run(loop, isSource);
    }

    private void Run(ILoop loop, bool isSource)
    {
        try
        {
            while (!(isSource && _stopping) && loop.Step())
            {
                // Step by step.
            }
        }
        catch (Exception error)
        {
            Fail(error);
        }

        try
        {
            loop.Finish();
        }
        catch (Exception error)
        {
            Fail(error);
        }

        // The recording is over: the camera may stop too.
        if (loop is CaptureLoop) _stopping = true;
        if (Interlocked.Decrement(ref _running) > 0) return;
        if (_failure is null) _completion.SetResult();
        else _completion.SetException(_failure);
    }

    private void SaySo(string? refusal, string consequence)
    {
        if (refusal is not null) Conditions.Raise($"priority of {Thread.CurrentThread.Name}", "priority refused", $"{consequence}: {refusal}");
    }

    private void Fail(Exception error)
    {
        Interlocked.CompareExchange(ref _failure, error, null);
        _stopping = true;
    }
}

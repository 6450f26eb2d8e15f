using OnBoard.Device.Recording;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Pipeline;

/// <summary>
/// The live service: one thread each for capture, hops, camera, output and recording, with rings between them. Stopping
/// ends capture; what was captured still goes all the way, then each thread closes what it owns.
/// </summary>
public sealed class LivePipeline : IDisposable
{
    /// <summary>How far the hop thread may be behind capture: 160 ms, as much as a sound device buffers.</summary>
    private const int CaptureCapacity = 16;

    /// <summary>How far the loudspeaker may be behind the hop thread.</summary>
    private const int OutputCapacity = 8;

    /// <summary>How far the disk may be behind the hop thread: eight seconds.</summary>
    private const int RecordingCapacity = 8 * AudioFormat.HopsPerSecond;

    private readonly HopRing _captured = new(CaptureCapacity);
    private readonly HopRing _recorded = new(RecordingCapacity);
    private readonly HopRing? _played;
    private readonly RecordingLoop _recording;
    private readonly List<(string Name, ILoop Loop, bool IsSource)> _loops = [];
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private Exception? _failure;
    private volatile bool _stopping;

    /// <param name="parts">Taken over, also where this throws.</param>
    /// <param name="clock">For deadlines and pauses.</param>
    /// <param name="openingScored">Told the scores of the first seconds where the clean speech is known.</param>
    public LivePipeline(LiveParts parts, IClock clock, Action<SessionScore>? openingScored = null)
    {
        MouthMailbox mailbox = new();
        List<HopRing> outputs = [_recorded];
        if (parts.Loudspeaker is { } loudspeaker)
        {
            _played = new HopRing(OutputCapacity);
            outputs.Insert(0, _played);
            Reconnector<ILoudspeaker> slot = new(
                "output", "nothing is heard", loudspeaker.Device, loudspeaker.Reopen, Conditions, clock);
            _loops.Add(("output", new OutputLoop(slot, _played, Counters), IsSource: false));
        }

        _recording = new RecordingLoop(_recorded, parts.Files, Conditions) { OpeningScored = openingScored };
        _loops.Add(("recording", _recording, IsSource: false));
        _loops.Add((
            "hop", new HopLoop(parts.Enhancer, _captured, [.. outputs], mailbox, Counters, Conditions, clock), IsSource: false));
        if (parts.Camera is { } camera)
        {
            Reconnector<ICamera> slot = new(
                "camera", "going on without lips", camera.Device, camera.Reopen, Conditions, clock);
            _loops.Add(("camera", new SightLoop(slot, mailbox, Counters, clock), IsSource: true));
        }

        Reconnector<IMicrophone> heard = new(
            "microphone", "silence goes out", parts.Microphone.Device, parts.Microphone.Reopen, Conditions, clock);
        _loops.Add(("capture", new CaptureLoop(heard, _captured, Counters, clock), IsSource: true));
    }

    /// <summary>What is counted.</summary>
    public LiveCounters Counters { get; } = new();

    /// <summary>What is wrong.</summary>
    public Conditions Conditions { get; } = new();

    /// <summary>Hops that were captured and found the hop thread too far behind.</summary>
    public long LostHops => _captured.Lost;

    /// <summary>Hops that the disk was too slow for.</summary>
    public long UnrecordedHops => _recorded.Lost;

    /// <summary>Hops that the loudspeaker was too slow for, or its clock.</summary>
    public long UnplayedHops => _played?.Lost ?? 0;

    /// <summary>SI-SDR over the last seconds, dB, of what is heard and of what goes out; not numbers where unknown.</summary>
    public (double Noisy, double Enhanced) RunningSdr => (_recording.NoisySdr, _recording.EnhancedSdr);

    /// <summary>Ends when all threads have ended: stopped, the recording is over, or one failed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Judges the last seconds; null where the clean speech was not known. After <see cref="Completion"/>.</summary>
    public SessionScore? ScoreEnd() => _recording.FinalScore?.Invoke();

    /// <summary>Starts the threads.</summary>
    public void Start()
    {
        _running = _loops.Count;
        foreach ((string name, ILoop loop, bool isSource) in _loops)
        {
            new Thread(() => Run(loop, isSource))
            {
                Name = $"onboard {name}",
                IsBackground = true,
                Priority = name == "recording" ? ThreadPriority.BelowNormal : ThreadPriority.AboveNormal,
            }.Start();
        }
    }

    /// <summary>Ends capture; <see cref="Completion"/> follows when what was captured has gone out.</summary>
    public void Stop() => _stopping = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _captured.Dispose();
        _recorded.Dispose();
        _played?.Dispose();
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

    private void Fail(Exception error)
    {
        Interlocked.CompareExchange(ref _failure, error, null);
        _stopping = true;
    }
}

using OnBoard.Device.Enhancement;
using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Fabric.Engines;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>
/// The hop thread: enhances each hop within its deadline and hands it on. Where the deadline is missed, the hop passes
/// unprocessed, with the same delay, and is counted, as is one that synthesis or delivery made late; where a hop has waited past its deadline already, the network is not
/// even asked, so that the pipeline catches up at once. Allocates nothing.
/// </summary>
internal sealed class HopLoop : ILoop
{
    /// <summary>10 ms.</summary>
    public const long HopNanoseconds = 1_000_000_000L / AudioFormat.HopsPerSecond;

    /// <summary>From the arrival of a hop to its delivery.</summary>
    public const long Deadline = HopNanoseconds;

    /// <summary>Frames older than this are not the talker's mouth any more.</summary>
    public const long MaxFrameAge = 500_000_000;

    private const long PauseOfFailedEngine = 1_000_000_000;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly SpeechEnhancer _enhancer;
    private readonly HopRing _from;
    private readonly HopRing[] _to;
    private readonly MouthMailbox _mailbox;
    private readonly LiveCounters _counters;
    private readonly Conditions _conditions;
    private readonly IClock _clock;
    private readonly LiveTap? _tap;
    private readonly LiveSwitches _switches;
    private readonly float[] _enhanced = new float[AudioFormat.HopLength];
    private readonly Hop _before = new() { Number = -1, Step = -1 };
    private readonly float[] _mouth = new float[MouthFeatures.Count];
    private readonly WeightMailbox? _weights;
    private EnhancerSnapshot? _snapshot;
    private long _steps;
    private bool _frameWaits;
    private bool _mouthFound;
    private long _nextFrameTime;
    private long _frameTime;
    private bool _sees;
    private long _engineRestsUntil = long.MinValue;

    /// <param name="enhancer">Disposed with the loop.</param>
    /// <param name="from">From the capture thread.</param>
    /// <param name="to">To the threads that play and record.</param>
    /// <param name="mailbox">From the camera's thread.</param>
    /// <param name="counters">Counts.</param>
    /// <param name="conditions">Where to complain.</param>
    /// <param name="clock">For the deadline.</param>
    /// <param name="tap">For those who watch; null where nobody can.</param>
    /// <param name="switches">What can be switched meanwhile.</param>
    /// <param name="weights">From the learning thread; null where nobody learns.</param>
    public HopLoop(
        SpeechEnhancer enhancer, HopRing from, HopRing[] to, MouthMailbox mailbox, LiveCounters counters,
        Conditions conditions, IClock clock, LiveTap? tap = null, LiveSwitches? switches = null,
        WeightMailbox? weights = null)
    {
        _enhancer = enhancer;
        _from = from;
        _to = to;
        _mailbox = mailbox;
        _counters = counters;
        _conditions = conditions;
        _clock = clock;
        _tap = tap;
        _switches = switches ?? new LiveSwitches();
        _weights = weights;
    }

    /// <inheritdoc/>
    public bool Step()
    {
        if (_from.TryBeginRead(Wait) is not { } hop) return !_from.IsOver;
        hop.Step = _steps++;
        TakeSnapshot(hop.Step);
        _enhancer.Hear(hop.Noisy);
        long end = hop.CapturedAt + HopNanoseconds;
        See(hop, end);
        long deadline = hop.ArrivedAt + Deadline;
        Infer(hop, deadline);
        if (_clock.Nanoseconds > deadline && hop.Outcome == HopOutcome.Enhanced) hop.Outcome = HopOutcome.Late;
        else if (_switches.PassThrough && hop.Outcome == HopOutcome.Enhanced) hop.Outcome = HopOutcome.SwitchedOff;
        if (hop.Outcome != HopOutcome.Enhanced) _enhancer.PassThrough();
        _enhancer.Speak(_enhanced);
        Deliver();
        hop.FinishedAt = _clock.Nanoseconds;
        _before.CopyFrom(hop);
        _counters.Latency.Add(hop.FinishedAt - end);

        // What became late after that, in synthesis or in delivery, is as late for the listener, and is counted too.
        _counters.AddHop(missed: hop.FinishedAt > deadline);
        _counters.SetCertainty(_enhancer.Guard.Certainty, _enhancer.Guard.EstimatedGain);
        if (_enhancer.Guard.Raised && hop.Outcome == HopOutcome.Enhanced) _counters.AddGuardedHop();
        if (hop.Outcome is not (HopOutcome.NotAsked or HopOutcome.Failed)) _tap?.ShowCells(_enhancer, hop.Number);
        TakeWeights();
        _from.EndRead();
        return true;
    }

    /// <inheritdoc/>
    public void Finish()
    {
        foreach (HopRing ring in _to) ring.Complete();
        _enhancer.Dispose();
    }

    /// <summary>Takes over what was learned, after a hop is delivered: a whole hop is left before the next one is due.</summary>
    private void TakeWeights()
    {
        if (_weights is null) return;
        if (_enhancer.Engine is FeatureEngine engine) _weights.TryFetch(engine.Engine);
        _enhancer.Guard.Trust = _weights.Trust;
    }

    /// <summary>Asks for the enhancer's state before the next hop. Any thread; a later request replaces one that waits.</summary>
    public void Request(EnhancerSnapshot snapshot) => Volatile.Write(ref _snapshot, snapshot);

    private void TakeSnapshot(long step)
    {
        if (Interlocked.Exchange(ref _snapshot, null) is not { } snapshot) return;
        _enhancer.Save(snapshot.State);
        snapshot.Step = step;
    }

    /// <summary>Takes the frames that were taken before the hop's end, and forgets old ones.</summary>
    private void See(Hop hop, long hopEnd)
    {
        hop.Sight = SightChange.None;
        if (!_frameWaits) _frameWaits = _mailbox.TryFetch(_mouth, out _nextFrameTime, out _mouthFound);
        if (_frameWaits && _nextFrameTime < hopEnd)
        {
            if (_mouthFound) _enhancer.SeeMouth(_mouth);
            else _enhancer.SeeNoMouth();
            hop.Sight = _mouthFound ? SightChange.Mouth : SightChange.NoMouth;
            _mouth.CopyTo(hop.Mouth, 0);
            hop.FrameAt = _nextFrameTime;
            _frameTime = _nextFrameTime;
            _frameWaits = false;
            _sees = true;
        }

        if (!_sees || hopEnd - _frameTime <= MaxFrameAge) return;
        _enhancer.LoseSight();
        hop.Sight = SightChange.Forgotten;
        _sees = false;
    }

    private void Infer(Hop hop, long deadline)
    {
        (hop.Outcome, hop.ActiveCells, hop.Events) = (HopOutcome.NotAsked, 0, 0);
        if (_clock.Nanoseconds > deadline || _clock.Nanoseconds < _engineRestsUntil) return;
        long events = _enhancer.Events.Forward;
        try
        {
            _enhancer.Infer();
        }
        catch (OnBoardException error)
        {
            _engineRestsUntil = _clock.Nanoseconds + PauseOfFailedEngine;
            _conditions.Raise(
                "engine", "engine failed", $"engine failed: {error.Subject}: {error.Cause}; sound passes unprocessed");
            hop.Outcome = HopOutcome.Failed;
            return;
        }

        if (_engineRestsUntil != long.MinValue)
        {
            _engineRestsUntil = long.MinValue;
            _conditions.Clear("engine", "engine works again");
        }

        hop.Outcome = HopOutcome.Enhanced;
        hop.ActiveCells = _enhancer.ActiveCells;
        hop.Events = _enhancer.Events.Forward - events;
        _counters.AddInference(hop.ActiveCells, hop.Events);
    }

    /// <summary>Hands on the hop before, which is complete now, with all that is known of it.</summary>
    private void Deliver()
    {
        foreach (HopRing ring in _to)
        {
            if (ring.TryBeginWrite() is not { } copy) continue;
            copy.CopyFrom(_before);
            _enhanced.CopyTo(copy.Enhanced, 0);
            ring.EndWrite();
        }
    }
}

using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Pipeline;

/// <summary>
/// The hop thread: enhances each hop within its deadline and hands it on. Where the deadline is missed, the hop passes
/// unprocessed, with the same delay, and is counted; where a hop has waited past its deadline already, the network is not
/// even asked, so that the pipeline catches up at once. Allocates nothing.
/// </summary>
internal sealed class HopLoop : ILoop
{
    /// <summary>10 ms.</summary>
    public const long HopNanoseconds = 1_000_000_000L / AudioFormat.HopsPerSecond;

    /// <summary>From the arrival of a hop to its delivery.</summary>
    public const long Deadline = HopNanoseconds;

    /// <summary>Pictures older than this are not the talker's mouth any more.</summary>
    public const long OldestPicture = 500_000_000;

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
    private readonly float[] _noisyBefore = new float[AudioFormat.HopLength];
    private readonly float[] _cleanBefore = new float[AudioFormat.HopLength];
    private readonly float[] _mouth = new float[MouthFeatures.Count];
    private bool _referenceBefore;
    private bool _pictureWaits;
    private bool _mouthFound;
    private long _nextPictureTime;
    private long _pictureTime;
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
    public HopLoop(
        SpeechEnhancer enhancer, HopRing from, HopRing[] to, MouthMailbox mailbox, LiveCounters counters,
        Conditions conditions, IClock clock, LiveTap? tap = null, LiveSwitches? switches = null)
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
    }

    /// <inheritdoc/>
    public bool Step()
    {
        if (_from.TryBeginRead(Wait) is not { } hop) return !_from.IsOver;
        _enhancer.Hear(hop.Noisy);
        See(hop.CapturedAt + HopNanoseconds);
        long deadline = hop.ArrivedAt + Deadline;
        bool inferred = _clock.Nanoseconds <= deadline && TryInfer();
        bool missed = _clock.Nanoseconds > deadline;
        if (!inferred || missed || _switches.PassThrough) _enhancer.PassThrough();
        _enhancer.Speak(_enhanced);
        Deliver(hop);
        _counters.Latency.Add(_clock.Nanoseconds - (hop.CapturedAt + HopNanoseconds));
        _counters.AddHop(missed);
        if (inferred) _tap?.ShowCells(_enhancer, hop.Number);
        _from.EndRead();
        return true;
    }

    /// <inheritdoc/>
    public void Finish()
    {
        foreach (HopRing ring in _to) ring.Complete();
        _enhancer.Dispose();
    }

    /// <summary>Takes the pictures that were taken before the hop's end, and forgets old ones.</summary>
    private void See(long hopEnd)
    {
        if (!_pictureWaits) _pictureWaits = _mailbox.TryFetch(_mouth, out _nextPictureTime, out _mouthFound);
        if (_pictureWaits && _nextPictureTime < hopEnd)
        {
            if (_mouthFound) _enhancer.SeeMouth(_mouth);
            else _enhancer.SeeNoMouth();
            _pictureTime = _nextPictureTime;
            _pictureWaits = false;
            _sees = true;
        }

        if (!_sees || hopEnd - _pictureTime <= OldestPicture) return;
        _enhancer.LoseSight();
        _sees = false;
    }

    private bool TryInfer()
    {
        if (_clock.Nanoseconds < _engineRestsUntil) return false;
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
            return false;
        }

        if (_engineRestsUntil != long.MinValue)
        {
            _engineRestsUntil = long.MinValue;
            _conditions.Clear("engine", "engine works again");
        }

        _counters.AddInference(_enhancer.ActiveCells, _enhancer.Events.Forward - events);
        return true;
    }

    /// <summary>Hands on the hop before, which is complete now, with the noisy and clean sound of the same moment.</summary>
    private void Deliver(Hop hop)
    {
        foreach (HopRing ring in _to)
        {
            if (ring.TryBeginWrite() is not { } copy) continue;
            copy.Number = hop.Number - 1;
            copy.CapturedAt = hop.CapturedAt - HopNanoseconds;
            copy.ArrivedAt = hop.ArrivedAt;
            copy.HasReference = _referenceBefore;
            _enhanced.CopyTo(copy.Enhanced, 0);
            _noisyBefore.CopyTo(copy.Noisy, 0);
            _cleanBefore.CopyTo(copy.Clean, 0);
            ring.EndWrite();
        }

        hop.Noisy.CopyTo(_noisyBefore, 0);
        if (hop.HasReference) hop.Clean.CopyTo(_cleanBefore, 0);
        else _cleanBefore.AsSpan().Clear();
        _referenceBefore = hop.HasReference;
    }
}

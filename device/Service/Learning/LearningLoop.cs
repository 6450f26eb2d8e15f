using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Learning;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Service.Learning;

/// <summary>
/// The learning thread: takes what the hop thread heard and saw, trains in the time that is left, on the fabric between the hops
/// where it can, and puts better weights in use, there by an exchange, else through a mailbox. It rests when hops become late.
/// Whatever goes wrong here, an error of the program too, ends learning and not the sound: it is a condition, it is counted, and the
/// ring is emptied on. It never looks at the clean speech that a virtual room or a recording knows.
/// </summary>
internal sealed class LearningLoop : ILoop
{
    /// <summary>Hops that took longer than this, from the microphone to delivery, show that the processor is short.</summary>
    public const long LatencyToRestAt = HopLoop.Deadline / 2;

    /// <summary>Training steps between two looks at what was heard meanwhile.</summary>
    private const int StepsAtATime = 4;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private const long Rest = 2 * HopLoop.HopNanoseconds;
    private const long StatusInterval = 500_000_000;

    // Hops heard without enough to learn from until that is said; then again whenever twice as many were.
    private const long PatientHops = 60 * AudioFormat.HopsPerSecond;
    private const string Gathering = "clear speech";

    private readonly LiveLearning _learning;
    private readonly Learner _learner;
    private readonly HopRing _hops;
    private readonly LiveCounters _counters;
    private readonly Conditions _conditions;
    private readonly IClock _clock;
    private readonly ILogger _log;
    private long _statusDue = long.MinValue;
    private long _checkpointDue;
    private bool _unsaved;
    private readonly Random _random = new(1);
    private bool _failed;
    private bool _isTorn;
    private bool _cannotSave;
    private long _explainAt = PatientHops;
    private bool _isExplained;
    private Checkpoint? _checkpoint;

    /// <param name="learning">What to learn with.</param>
    /// <param name="hops">From the hop thread.</param>
    /// <param name="counters">To see hops become late.</param>
    /// <param name="conditions">Where to complain.</param>
    /// <param name="clock">For the intervals.</param>
    /// <param name="log">Gets where in the program an error arose that nobody foresaw; null for nobody.</param>
    public LearningLoop(
        LiveLearning learning, HopRing hops, LiveCounters counters, Conditions conditions, IClock clock, ILogger? log = null)
    {
        _log = log ?? NullLogger.Instance;
        _learning = learning;
        _learner = learning.Learner;
        _hops = hops;
        _counters = counters;
        _conditions = conditions;
        _clock = clock;
        _checkpoint = learning.Resumed;
        learning.Weights.Trust = _learner.Trust;
        _checkpointDue = clock.Nanoseconds + (long)learning.CheckpointInterval.TotalNanoseconds;
        Publish();
    }

    /// <inheritdoc/>
    public bool Step()
    {
        try
        {
            return Learn();
        }
        catch (Exception error)
        {
            Fail(error);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
        try
        {
            if (_unsaved) Save();
            Publish();
            _learner.Dispose();
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    private bool Learn()
    {
        bool on = _learning.Control.IsOn && !_failed;
        bool trains = on && _learner.Replay.IsReady;
        if (!Listen(on, trains ? TimeSpan.Zero : Wait)) return false;
        if (!_failed) _learning.CatchUp();
        if (_learning.Control.TakeForget()) Forget();
        if (_learning.Control.TakeKill() is > 0 and var share) Kill(share);
        if (trains)
        {
            if (_counters.Latency.Last > LatencyToRestAt) _clock.SleepUntil(_clock.Nanoseconds + Rest);
            Train();
        }

        ExplainGathering(on);
        _learning.Weights.Trust = _learner.Trust;
        if (_learning.Control.TakeCheckpoint() || (_unsaved && _clock.Nanoseconds >= _checkpointDue)) Save();
        if (_clock.Nanoseconds >= _statusDue) Publish();
        return true;
    }

    /// <summary>Takes what is in the ring.</summary>
    /// <returns>False when there is nothing more to come.</returns>
    private bool Listen(bool on, TimeSpan wait)
    {
        while (_hops.TryBeginRead(wait) is { } hop)
        {
            if (on)
            {
                switch (hop.Sight)
                {
                    case SightChange.Mouth:
                        _learner.SeeMouth(hop.Mouth);
                        break;
                    case SightChange.NoMouth or SightChange.Forgotten:
                        _learner.SeeNoMouth();
                        break;
                }

                _learner.Hear(hop.Noisy);
            }

            _hops.EndRead();
            wait = TimeSpan.Zero;
        }

        return !_hops.IsOver;
    }

    private void Train()
    {
        float trust = _learner.Trust;
        bool takesOver = _learner.Step(StepsAtATime);
        _unsaved |= takesOver || trust != _learner.Trust;
        _counters.SetTraining(_learner.CountsOnFabric, _learner.CountsOnProcessor);
        if (takesOver) _learning.TakeOver();
    }

    /// <summary>Says why there is nothing to learn from yet, once that takes long.</summary>
    private void ExplainGathering(bool on)
    {
        if (!on || _learner.Replay.IsReady)
        {
            if (_isExplained) _conditions.Clear(Gathering, on ? "there is enough to learn from now" : "learning does not listen any more");
            _isExplained = false;
            return;
        }

        StretchFindings findings = _learner.Findings;
        if (findings.Heard < _explainAt) return;
        _explainAt = 2 * findings.Heard;
        _isExplained = true;
        _conditions.Raise(
            Gathering, "too little to learn from",
            $"too little to learn from in {findings.Heard / AudioFormat.HopsPerSecond} s: " +
            $"{findings.ExplainTooLittle(_learner.Replay.NoiseSeconds)}; it listens on, for sentences with a rest before and after them while the noise " +
            $"rests too{(_learner.IsByEar ? "" : "; who is out of the camera's sight is learned from with --camera none, by ear")}");
    }

    private void Fail(Exception error)
    {
        // An error that nobody foresaw may have left half of a set of weights: it is not kept. What was put in use goes on.
        bool isKnown = error is OnBoardException;
        _isTorn |= !isKnown;
        _unsaved &= isKnown;
        _failed = true;
        _statusDue = long.MinValue;
        _counters.AddLearningFailure();
        if (!isKnown) _log.LogError(error, "Learning failed by an error of the program itself");
        string cause = error is OnBoardException known ? $"{known.Subject}: {known.Cause}" : $"an error of the program itself: {error.Message}";
        _conditions.Raise("learning", "learning failed", $"learning failed: {cause}; the sound goes on");
    }

    private void Forget()
    {
        _learner.Forget();
        _isTorn = false;
        _learning.TakeOver();
        _unsaved = true;
        _checkpointDue = _clock.Nanoseconds;
    }

    private void Kill(double share)
    {
        _learner.Damage(network => CellDamage.DamageCells(network, DamageKind.Dead, share, _random));
        _learning.TakeOver();
    }

    private void Save()
    {
        _unsaved = false;
        if (_isTorn) return;
        _checkpointDue = _clock.Nanoseconds + (long)_learning.CheckpointInterval.TotalNanoseconds;
        try
        {
            _checkpoint = _learning.Checkpoints.Save(new NetworkFile(
                _learning.CopyInUse(), _learning.Extras, new Dictionary<string, string>
                {
                    ["learned_steps"] = _learner.Steps.ToString(CultureInfo.InvariantCulture),
                    ["held_out_loss_before"] = _learner.LossBefore.ToString("R", CultureInfo.InvariantCulture),
                    ["held_out_loss_after"] = _learner.LossAfter.ToString("R", CultureInfo.InvariantCulture),
                    [LiveLearning.TrustNote] = _learner.Trust.ToString("R", CultureInfo.InvariantCulture),
                }));
            _cannotSave = false;
            _conditions.Clear("checkpoint", "checkpoints are written again");
        }
        catch (OnBoardException error)
        {
            _unsaved = true;
            if (_cannotSave) return;
            _cannotSave = true;
            _conditions.Raise(
                "checkpoint", "checkpoint not written",
                $"checkpoint not written: {error.Subject}: {error.Cause}; what is learned is lost when the power goes");
        }
    }

    private void Publish()
    {
        _statusDue = _clock.Nanoseconds + StatusInterval;
        LearningState state = _failed ? LearningState.Failed
            : _learning.Control.IsOn ? LearningState.Training
            : LearningState.Off;
        _learning.Control.Publish(_learner.ReadStatus(state, _checkpoint));
    }
}

using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Learning;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// Learns from what is heard and seen: gathers stretches, trains weights of its own on them step by step, judges them on the
/// held-out slice and gives those out that are better. The same sound, pictures and number of steps give the same weights.
/// Allocates nothing after it was made; used by one thread.
/// </summary>
internal sealed class Learner : IDisposable
{
    private readonly LearningOptions _options;
    private readonly StretchFinder _finder;
    private readonly ReplaySource _source;
    private readonly ReplaySource _heldOut;
    private readonly FeatureEngine _trained;
    private readonly FeatureEngine _judged;
    private readonly WeightAverage _average;
    private readonly IntegerNetwork _start;
    private readonly IntegerNetwork _inUse;
    private readonly IntegerNetwork _candidate;
    private readonly float[] _gains;
    private Action<IEventEngine>? _watch;
    private int _sinceJudgement;
    private int _withoutGain;
    private int _rateShift;
    private long _heldOutVersion = -1;
    private int _firstStepKey = 1;

    /// <param name="model">The weights to start from and the features' normalisation.</param>
    /// <param name="createEngine">Makes an engine; called twice, to train and to judge.</param>
    /// <param name="options">How to learn.</param>
    public Learner(EnhancerModel model, Func<IntegerNetwork, IEventEngine> createEngine, LearningOptions? options = null)
    {
        _options = options ?? new LearningOptions();
        _start = model.Integers.Clone();
        _inUse = _start.Clone();
        _candidate = _start.Clone();
        _trained = new FeatureEngine(createEngine(_start));
        _judged = new FeatureEngine(createEngine(_start));
        _average = new WeightAverage(_start.Topology);
        _finder = new StretchFinder(Replay);
        _source = new ReplaySource(Replay.Speech, Replay.Noise, model.Scaling);
        _heldOut = new ReplaySource(Replay.HeldOutSpeech, Replay.HeldOutNoise, model.Scaling);
        _gains = new float[model.Parameters.Topology.Description.Outputs];
        _source.Restart(_options.Seed);
        Reset();
    }

    /// <summary>What was gathered.</summary>
    public ReplayMemory Replay { get; } = new();

    /// <summary>The best weights so far.</summary>
    public IntegerNetwork InUse => _inUse;

    /// <summary>Training steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Loss of the starting weights on the held-out slice, nats per band.</summary>
    public double LossBefore { get; private set; } = double.NaN;

    /// <summary>Loss of <see cref="InUse"/> on the held-out slice, nats per band.</summary>
    public double LossAfter { get; private set; } = double.NaN;

    /// <summary>The last judgement.</summary>
    public LearningDecision LastDecision { get; private set; }

    /// <summary>How often new weights were taken into use.</summary>
    public int Kept { get; private set; }

    /// <summary>How often training went back.</summary>
    public int RolledBack { get; private set; }

    /// <summary>Events of training.</summary>
    public EventCounts Events => _trained.Counts;

    /// <summary>Takes a picture with a mouth, [64] before normalisation.</summary>
    public void SeeMouth(ReadOnlySpan<float> mouth) => _finder.SeeMouth(mouth);

    /// <summary>No mouth is seen.</summary>
    public void SeeNothing() => _finder.SeeNothing();

    /// <summary>Takes a hop of what the microphone heard, [160].</summary>
    public void Hear(ReadOnlySpan<float> noisy) => _finder.Hear(noisy);

    /// <summary>One step of training and, where it is time, a judgement.</summary>
    /// <returns>Whether <see cref="InUse"/> changed.</returns>
    public bool Step()
    {
        _source.Next();
        _trained.Train(_source.Inputs.Audio, _source.Inputs.Video, _source.Target, _gains);
        Steps++;
        if (++_sinceJudgement % (_options.StepsPerJudgement / _options.AveragedMoments) == 0) _average.Add(_trained.Engine);
        return _sinceJudgement >= _options.StepsPerJudgement && Judge();
    }

    /// <summary>How it is doing.</summary>
    /// <param name="whenReady">The state, where there is enough to learn from.</param>
    /// <param name="checkpoint">The newest checkpoint.</param>
    public LearningStatus ReadStatus(LearningState whenReady, Fabric.Files.Checkpoint? checkpoint = null) => new()
    {
        State = whenReady == LearningState.Training && !Replay.IsReady ? LearningState.Gathering : whenReady,
        Steps = Steps,
        EventsPerStep = Steps > 0 ? (double)Events.Total / Steps : double.NaN,
        ClearSeconds = Replay.ClearSeconds,
        NoiseSeconds = Replay.NoiseSeconds,
        ReplayFill = Replay.Fill,
        HeldOutLossBefore = LossBefore,
        HeldOutLossAfter = LossAfter,
        LastDecision = LastDecision,
        Kept = Kept,
        RolledBack = RolledBack,
        Checkpoint = checkpoint?.Path,
        CheckpointNumber = checkpoint?.Number ?? 0,
    };

    /// <summary>
    /// Changes the weights in use as an accident would; training goes on from what is left, at the rate of the beginning.
    /// </summary>
    /// <param name="damage">Does it, in place.</param>
    public void Damage(Action<IntegerNetwork> damage)
    {
        damage(_inUse);
        _heldOutVersion = -1;
        Reset();
    }

    /// <summary>Loss of the weights in use on the held-out slice as it is now, nats per band.</summary>
    public double MeasureLoss() => LossOf(_inUse);

    /// <summary>Runs the weights in use over the held-out slice.</summary>
    /// <param name="look">Looks at the engine after every frame.</param>
    public void Watch(Action<IEventEngine> look)
    {
        _watch = look;
        LossOf(_inUse);
        _watch = null;
    }

    /// <summary>Drops what was learned: back to the weights of the start.</summary>
    public void Forget()
    {
        _inUse.CopyFrom(_start);
        LossAfter = LossBefore;
        Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trained.Dispose();
        _judged.Dispose();
    }

    private void Reset()
    {
        _rateShift = _options.FirstRateShift;
        _withoutGain = 0;
        GoBack();
    }

    private bool Judge()
    {
        if (_heldOutVersion != Replay.HeldOutVersion)
        {
            _heldOutVersion = Replay.HeldOutVersion;
            LossBefore = LossOf(_start);
            LossAfter = LossOf(_inUse);
        }

        _average.TakeOut(_candidate);
        _sinceJudgement = 0;
        double loss = LossOf(_candidate);
        if (loss < LossAfter * (1 - _options.LeastGain))
        {
            _inUse.CopyFrom(_candidate);
            LossAfter = loss;
            LastDecision = LearningDecision.Kept;
            Kept++;
            _withoutGain = 0;
            return true;
        }

        bool worse = loss > LossAfter * (1 + _options.LargestLoss);
        if (!worse && ++_withoutGain < _options.Patience)
        {
            LastDecision = LearningDecision.Continued;
            return false;
        }

        LastDecision = LearningDecision.RolledBack;
        RolledBack++;
        _withoutGain = 0;
        _rateShift = Math.Min(_rateShift + 1, _options.LastRateShift);
        GoBack();
        return false;
    }

    private void GoBack()
    {
        _trained.Engine.WriteWeights(_inUse);
        _trained.Engine.Learning = new IntegerLearning(
            (uint)(_options.Seed + (_firstStepKey++ * 7919)), _options.ActivityPenalty, _rateShift);
        _average.Clear();
        _sinceJudgement = 0;
    }

    private double LossOf(IntegerNetwork network)
    {
        _judged.Engine.WriteWeights(network);
        _judged.Reset();
        _heldOut.Restart(_options.Seed);
        MaskLoss loss = default;
        while (_heldOut.TryNextInTurn())
        {
            _judged.Forward(_heldOut.Inputs.Audio, _heldOut.Inputs.Video, _gains);
            _watch?.Invoke(_judged.Engine);
            loss += MaskLoss.Of(_gains, _heldOut.Target);
        }

        return loss.CrossEntropy;
    }
}

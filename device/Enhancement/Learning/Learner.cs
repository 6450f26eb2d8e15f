using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// Learns from what is heard and seen: gathers stretches, trains weights of its own on them step by step, validates them on the
/// held-out slice, in the room's noise and in noises of other rooms, and gives those out that are better in the mean of both. The same
/// sound, video and number of steps give the same weights.
/// Allocates nothing after it was made; used by one thread.
/// </summary>
internal sealed class Learner : IDisposable
{
    private readonly LearningOptions _options;
    private const int TrainingSeed = 101;
    private const int ValidationSeed = 701;

    // One verdict against it halves trust, for it may be so by chance; where less is left than this it is gone.
    private const float LeastTrust = 0.1f;

    private readonly StretchFinder _finder;
    private readonly ReplayValidator _cautious;
    private readonly ReplayValidator _trusting;
    private readonly ReplaySource _source;
    private readonly ReplaySource _heldOut;
    private FeatureEngine _trained;
    private FabricTrainer? _onFabric;
    private readonly float[] _audio, _video, _targets; // of the steps that are trained at once
    private readonly sbyte[] _targetWeights;
    private readonly FeatureEngine _validated;
    private readonly WeightAverage _average;
    private readonly IntegerNetwork _start;
    private readonly IntegerNetwork _inUse;
    private readonly IntegerNetwork _candidate;
    private readonly IntegerNetwork _scratch;
    private readonly float[] _gains;
    private Validation _before = Validation.None;
    private Validation _after = Validation.None;
    private bool _damaged;
    private bool _hasLearned; // the weights in use may be others than those of the start
    private Action<IEventEngine>? _watch;
    private int _sinceValidation;
    private int _withoutGain;
    private int _rateShift;
    private long _heldOutVersion = -1;
    private int _firstStepKey = 1;

    /// <param name="model">The weights to start from and the features' normalisation.</param>
    /// <param name="createEngine">Makes an engine; called twice, to train and to validate.</param>
    /// <param name="options">How to learn.</param>
    public Learner(EnhancerModel model, Func<IntegerNetwork, IEventEngine> createEngine, LearningOptions? options = null)
    {
        _options = options ?? new LearningOptions();

        // Random weights have to learn from all that they hear, as what is soft today is so by chance, and nothing of them is worth keeping.
        if (model.IsUntrained) _options = _options with { UpdateThreshold = 0, BackwardThreshold = 0, StartShare = 0 };
        _start = model.Integers.Clone();
        _inUse = _start.Clone();
        _candidate = _start.Clone();
        _trained = new FeatureEngine(createEngine(_start));
        _validated = new FeatureEngine(createEngine(_start));
        _average = new WeightAverage(_start.Topology);
        _scratch = _start.Clone();
        _cautious = new ReplayValidator(model.Scaling.Gains, model.Scaling.Format.Bands, trusts: false);
        _trusting = new ReplayValidator(model.Scaling.Gains, model.Scaling.Format.Bands, trusts: true);
        _finder = new StretchFinder(Replay);
        _source = new ReplaySource(
            Replay.Speech, Replay.Noise, Reserve(32, TrainingSeed), _options.ReserveShare, model.Scaling);
        _heldOut = new ReplaySource(Replay.HeldOutSpeech, Replay.HeldOutNoise, Reserve(12, ValidationSeed), 0, model.Scaling);
        NetworkDescription description = model.Parameters.Topology.Description;
        _gains = new float[description.Outputs];
        _audio = new float[FeatureEngine.MaxFrames * description.AudioInputs];
        _video = new float[FeatureEngine.MaxFrames * description.VideoInputs];
        _targets = new float[FeatureEngine.MaxFrames * description.Outputs];
        _targetWeights = new sbyte[_targets.Length];
        _source.Restart(_options.Seed);
        Reset();
    }

    /// <summary>What was gathered.</summary>
    public ReplayMemory Replay { get; } = new();

    /// <summary>What was found worth learning from, and why the rest was let go.</summary>
    public StretchFindings Findings => _finder.Findings;

    /// <inheritdoc cref="StretchFinder.IsByEar"/>
    public bool IsByEar => _finder.IsByEar;

    /// <summary>The best weights so far.</summary>
    public IntegerNetwork InUse => _inUse;

    /// <summary>Training steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Loss of the starting weights on the held-out slice, nats per band.</summary>
    public double LossBefore => _before.Loss;

    /// <summary>Loss of <see cref="InUse"/> on the held-out slice, nats per band.</summary>
    public double LossAfter => _after.Loss;

    /// <summary>The last validation.</summary>
    public LearningDecision LastDecision { get; private set; }

    /// <summary>
    /// How far the gains of the weights in use may be trusted where the network is unsure of them, 0..1 (<see cref="GainGuard.Trust"/>):
    /// as far as the speech held out is enough to go by, if there trust is better, and no less clear than the weights of the start without it; half
    /// of what it was where not. May change at any validation.
    /// </summary>
    public float Trust { get; private set; }

    /// <summary>How often new weights were taken into use.</summary>
    public int Kept { get; private set; }

    /// <summary>How often training went back.</summary>
    public int RolledBack { get; private set; }

    /// <summary>Events of training.</summary>
    public EventCounts Events => _trained.Counts;

    /// <summary>
    /// Trains beside the network in use, on its fabric, instead of on the processor; nothing was trained yet. The same steps give the
    /// same weights.
    /// </summary>
    /// <param name="trainer">Of the same network; disposed with the learner.</param>
    public void TrainOn(FabricTrainer trainer)
    {
        trainer.WriteWeights(_inUse);
        trainer.Learning = _options.For(trainer, _trained.Engine.Learning.Seed, _rateShift);
        _trained.Dispose();
        _trained = new FeatureEngine(trainer);
        _onFabric = trainer;
    }

    /// <summary>
    /// Goes on from what was learned before; nothing was trained yet. It is judged like what is learned from now on: where the weights of
    /// the start do better by the first speech held out, they are taken up again.
    /// </summary>
    /// <param name="learned">Weights of the same network.</param>
    /// <param name="trust">How far their gains were trusted, 0..1.</param>
    public void TakeUp(IntegerNetwork learned, float trust)
    {
        _inUse.CopyFrom(learned);
        _hasLearned = true;
        Trust = trust;
        Reset();
    }

    /// <summary>Takes a frame with a mouth, [64] before normalisation.</summary>
    public void SeeMouth(ReadOnlySpan<float> mouth) => _finder.SeeMouth(mouth);

    /// <summary>Takes a frame without one.</summary>
    public void SeeNoMouth() => _finder.SeeNoMouth();

    /// <summary>Takes a hop of what the microphone heard, [160].</summary>
    public void Hear(ReadOnlySpan<float> noisy) => _finder.Hear(noisy);

    /// <summary>One step of training and, where it is time, a validation.</summary>
    /// <returns>Whether <see cref="InUse"/> changed.</returns>
    public bool Step() => Train(1);

    /// <summary>So many steps as <see cref="Step"/> takes one: a fabric is given as many of them at once as it may.</summary>
    /// <returns>Whether <see cref="InUse"/> changed.</returns>
    public bool Step(int steps)
    {
        bool changed = false;
        int perMoment = _options.StepsPerValidation / _options.AveragedMoments;
        for (int count; steps > 0; steps -= count)
        {
            count = Math.Min(Math.Min(steps, FeatureEngine.MaxFrames), perMoment - (_sinceValidation % perMoment));
            count = Math.Clamp(_options.StepsPerValidation - _sinceValidation, 1, count);
            changed |= Train(count);
        }

        return changed;
    }

    private bool Train(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            _source.Next();
            _source.Inputs.Audio.CopyTo(Part(_audio, step, steps));
            _source.Inputs.Video.CopyTo(Part(_video, step, steps));
            _source.Target.CopyTo(Part(_targets, step, steps));
            _source.TargetWeights.CopyTo(Part(_targetWeights, step, steps));
        }

        _trained.TrainFrames(steps, All(_audio, steps), All(_video, steps), All(_targets, steps), All(_targetWeights, steps));
        Steps += steps;
        _sinceValidation += steps;
        if (_sinceValidation % (_options.StepsPerValidation / _options.AveragedMoments) == 0) _average.Add(_trained.Engine);
        return _sinceValidation >= _options.StepsPerValidation && Validate();

        static Span<T> All<T>(T[] frames, int count) => frames.AsSpan(0, frames.Length / FeatureEngine.MaxFrames * count);

        static Span<T> Part<T>(T[] frames, int frame, int count) => All(frames, count)[(frames.Length / FeatureEngine.MaxFrames * frame)..];
    }

    /// <summary>Events of the training steps that the fabric has done.</summary>
    public EventCounts CountsOnFabric => _onFabric?.CountsOnFabric ?? default;

    /// <summary>Events of the training steps that the processor has done.</summary>
    public EventCounts CountsOnProcessor => _onFabric?.CountsOnProcessor ?? Events;

    /// <summary>How it is doing.</summary>
    /// <param name="whenReady">The state, where there is enough to learn from.</param>
    /// <param name="checkpoint">The newest checkpoint.</param>
    public LearningStatus ReadStatus(LearningState whenReady, Fabric.Files.Checkpoint? checkpoint = null) => new()
    {
        State = whenReady == LearningState.Training && !Replay.IsReady ? LearningState.Gathering : whenReady,
        Steps = Steps,
        Engine = _onFabric is { IsOnFabric: true } ? LearningStatus.OnFabric : LearningStatus.OnProcessor,
        StepsOnFabric = _onFabric?.StepsOnFabric ?? 0,
        StepsOnProcessor = _onFabric?.StepsOnProcessor ?? Steps,
        EventsPerStep = Steps > 0 ? (double)Events.Total / Steps : double.NaN,
        CountsOnFabric = CountsOnFabric,
        CountsOnProcessor = CountsOnProcessor,
        IsByEar = IsByEar,
        ClearSeconds = Replay.ClearSeconds,
        NoiseSeconds = Replay.NoiseSeconds,
        ReplayFill = Replay.Fill,
        HeldOutLossBefore = LossBefore,
        HeldOutLossAfter = LossAfter,
        LastDecision = LastDecision,
        Trust = Trust,
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
        _damaged = true;
        Trust = 0;
        _heldOutVersion = -1;
        Reset();
    }

    /// <summary>Loss of the weights in use on the held-out slice as it is now, nats per band.</summary>
    public double MeasureLoss() => ScoreOf(_inUse).Loss;

    /// <summary>Runs the weights in use over the held-out slice.</summary>
    /// <param name="look">Looks at the engine after every frame.</param>
    public void Watch(Action<IEventEngine> look)
    {
        _watch = look;
        ScoreOf(_inUse);
        _watch = null;
    }

    /// <summary>Drops what was learned, and taken up: back to the weights of the start.</summary>
    public void Forget()
    {
        _inUse.CopyFrom(_start);
        _after = _before;
        _damaged = false;
        _hasLearned = false;
        Trust = 0;
        Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trained.Dispose();
        _validated.Dispose();
    }

    private void Reset()
    {
        _rateShift = _options.FirstRateShift;
        _withoutGain = 0;
        RollBack();
    }

    private static ReplayStore<NoiseStretch> Reserve(int stretches, int seed)
    {
        ReplayStore<NoiseStretch> store = new(stretches);
        ReserveNoise.Fill(store, seed);
        return store;
    }

    private bool Validate()
    {
        _average.TakeOut(_candidate);
        _sinceValidation = 0;
        bool dropped = _heldOutVersion != Replay.HeldOutVersion && ValidateAnew();
        if (StartShare is > 0 and var share) Blend(_candidate, _start, share);
        Validation score = ScoreOf(_candidate);
        bool worse = score.Loss > LossAfter * (1 + _options.MaxLossGrowth);
        if (!worse && !IsBetter(score))
        {
            // Half of the way may hold where the whole of it does not.
            Blend(_candidate, _inUse, 0.5);
            score = ScoreOf(_candidate);
        }

        if (!worse && IsBetter(score))
        {
            _inUse.CopyFrom(_candidate);
            _hasLearned = true;
            SetAfter(score);
            LastDecision = LearningDecision.Kept;
            Kept++;
            _withoutGain = 0;
            PullBack();
            return true;
        }

        if (!worse && ++_withoutGain < _options.MaxValidationsWithoutGain)
        {
            LastDecision = LearningDecision.Continued;
            PullBack();
            return dropped;
        }

        LastDecision = LearningDecision.RolledBack;
        RolledBack++;
        _withoutGain = 0;
        _rateShift = Math.Min(_rateShift + 1, _options.LastRateShift);
        RollBack();
        return dropped;
    }

    /// <summary>
    /// There is more to validate with: what is in use must stand on it too. Where the weights of the start now do better, they are
    /// taken up again.
    /// </summary>
    /// <returns>Whether they were.</returns>
    private bool ValidateAnew()
    {
        _heldOutVersion = Replay.HeldOutVersion;
        _before = ScoreOf(_start);
        SetAfter(ScoreOf(_inUse));
        if (_damaged || !_hasLearned || !_after.IsWorseThan(_before)) return false;
        _inUse.CopyFrom(_start);
        _hasLearned = false;
        SetAfter(_before);
        RolledBack++;
        return true;
    }

    private void SetAfter(Validation score)
    {
        _after = score;
        float most = (float)Math.Min(1, Replay.HeldOutSpeech.Seconds / _options.SecondsOfTrust);
        Trust = TrustAfter(Trust, score.MayBeTrusted(_before, _options.MinQuality), most);
    }

    /// <summary>Trust after a verdict: whole as far as it may be after one for it, halved by one against it.</summary>
    /// <param name="before">Trust until then.</param>
    /// <param name="isRight">The verdict.</param>
    /// <param name="most">How far what is held out is enough to trust by, 0..1.</param>
    internal static float TrustAfter(float before, bool isRight, float most) =>
        isRight ? most : before < 2 * LeastTrust ? 0 : before / 2;

    private bool IsBetter(Validation score) => _damaged
        ? score.Loss < LossAfter * (1 - _options.MinGain)
        : score.Quality > _after.Quality + _options.MinQuality && !score.IsWorseThan(_before);

    /// <summary>
    /// Share of the weights of the start in the candidate: more while little speech is held out, for what is better on two sentences may be
    /// so by chance, or by heart.
    /// </summary>
    private double StartShare => _damaged || _options.StartShare <= 0
        ? 0
        : Math.Max(_options.StartShare, Math.Min(_options.MaxStartShare, 1 - (Replay.HeldOutSpeech.Seconds / _options.SecondsOfProof)));

    private void PullBack()
    {
        if (StartShare <= 0 || _options.Pull <= 0) return;
        _trained.Engine.ReadWeights(_scratch);
        Blend(_scratch, _start, _options.Pull);
        _trained.Engine.WriteWeights(_scratch);
    }

    /// <summary>Moves weights so far towards others of the same scales.</summary>
    private static void Blend(IntegerNetwork network, IntegerNetwork towards, double share)
    {
        float part = (float)share;
        for (int matrix = 0; matrix < network.Weights.Length; matrix++)
        {
            short[] weights = network.Weights[matrix], others = towards.Weights[matrix];
            for (int i = 0; i < weights.Length; i++) weights[i] = (short)MathF.Round(weights[i] + (part * (others[i] - weights[i])));
        }
    }

    private void RollBack()
    {
        _trained.Engine.WriteWeights(_inUse);
        _trained.Engine.Learning = _options.For(_trained.Engine, (uint)(_options.Seed + (_firstStepKey++ * 7919)), _rateShift);
        _average.Clear();
        _sinceValidation = 0;
    }

    private Validation ScoreOf(IntegerNetwork network)
    {
        _validated.Engine.WriteWeights(network);
        (ReplayScore cautiousInRoom, ReplayScore trustingInRoom) = ScoreIn(reserve: false);
        (ReplayScore cautious, ReplayScore trusting) = ScoreIn(reserve: true);
        return new Validation(new HeldOutScore(cautiousInRoom, cautious), new HeldOutScore(trustingInRoom, trusting));
    }

    private (ReplayScore Cautious, ReplayScore Trusting) ScoreIn(bool reserve)
    {
        _validated.Reset();
        _heldOut.Restart(_options.Seed);
        _cautious.Reset();
        _trusting.Reset();
        while (_heldOut.TryNextInTurn(reserve))
        {
            if (_heldOut.IsFirst)
            {
                _cautious.Cut();
                _trusting.Cut();
            }

            _validated.Forward(_heldOut.Inputs.Audio, _heldOut.Inputs.Video, _gains);
            _watch?.Invoke(_validated.Engine);
            _cautious.Add(_gains, _heldOut.Target, _heldOut.Heard, _heldOut.Inputs);
            _trusting.Add(_gains, _heldOut.Target, _heldOut.Heard, _heldOut.Inputs);
        }

        return (_cautious.Read(), _trusting.Read());
    }

    /// <summary>How weights do where the guard is cautious and where it trusts them; they are compared with others where it trusts.</summary>
    private readonly record struct Validation(HeldOutScore Cautious, HeldOutScore Trusting)
    {
        public static Validation None { get; } = new(HeldOutScore.None, HeldOutScore.None);

        public double Loss => Trusting.Loss;

        public double Quality => Trusting.Quality;

        /// <summary>Whether one of the measures is worse by more than its margin.</summary>
        public bool IsWorseThan(Validation other) => Trusting.IsWorseThan(other.Trusting);

        /// <summary>Whether trust is better than caution by so much, dB, and no less clear than the start was without.</summary>
        public bool MayBeTrusted(Validation start, double margin) =>
            Trusting.Quality > Cautious.Quality + margin && Trusting.Clarity >= start.Cautious.Clarity;
    }

    /// <summary>How weights do on the held-out slice, in the room's noise and in others.</summary>
    private readonly record struct HeldOutScore(ReplayScore Room, ReplayScore Reserve)
    {
        // The slices are short: what is better on the one may by chance be a little worse on the other, so the means of both count.
        private const double ClarityMargin = 0, FidelityMargin = 0.05, SwallowedMargin = 0.03, DecibelsPerClarity = 40;

        public static HeldOutScore None { get; } = new(ReplayScore.None, ReplayScore.None);

        public double Loss => (Room.Loss + Reserve.Loss) / 2;

        /// <summary>Fidelity and clarity in one figure: 0.025 of clarity count as much as 1 dB.</summary>
        public double Quality => Fidelity + (DecibelsPerClarity * Clarity);

        public double Clarity => (Room.Clarity + Reserve.Clarity) / 2;

        private double Fidelity => (Room.Fidelity + Reserve.Fidelity) / 2;

        private double Swallowed => (Room.Swallowed + Reserve.Swallowed) / 2;

        /// <summary>Whether one of the measures is worse by more than its margin.</summary>
        public bool IsWorseThan(HeldOutScore other) => Clarity < other.Clarity - ClarityMargin ||
            Fidelity < other.Fidelity - FidelityMargin || Swallowed > other.Swallowed + SwallowedMargin;
    }
}

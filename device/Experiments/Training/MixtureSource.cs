using System.Numerics.Tensors;
using OnBoard.Device.Enhancement;
using OnBoard.Fabric.Learning;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Endless noisy mixtures, made afresh by an <see cref="UtteranceMaker"/>: every lane walks through the clips in an order of its own
/// chance and in between listens to talkers whom nobody sees. What a lane gives depends on the seed, the epoch and the lane alone.
/// </summary>
public sealed class MixtureSource : ISequenceSource
{
    private readonly IReadOnlyList<SpeechClip> _clips;
    private readonly IReadOnlyList<SpeechClip> _talkers;
    private readonly UtteranceMaker _maker;
    private readonly MixtureOptions _options;
    private readonly Lane[] _lanes;
    private int[] _labelled = [], _others = [];

    /// <param name="clips">Clear speech.</param>
    /// <param name="noises">Noise recordings, mono at 16 kHz.</param>
    /// <param name="scaling">The features' normalisation.</param>
    /// <param name="options">How to mix.</param>
    /// <param name="lanes">How many lanes.</param>
    /// <param name="talkers">Talkers who are heard only, each in one long recording; none by default.</param>
    public MixtureSource(
        IReadOnlyList<SpeechClip> clips, IReadOnlyList<float[]> noises, FeatureScaling scaling, MixtureOptions options, int lanes,
        IReadOnlyList<SpeechClip>? talkers = null)
    {
        _clips = clips;
        _talkers = talkers ?? [];
        _maker = new UtteranceMaker(clips, _talkers, noises, options);
        _options = options;
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new Lane(scaling, options))];
    }

    /// <summary>
    /// The averaged weights of the network in training, with which its streams learn to agree on utterances without a label:
    /// it hears or sees these alone, by chance, and the target is what the teacher says who hears and sees them. Every second
    /// utterance of a lane is such a one.
    /// </summary>
    public Fabric.Network.NetworkParameters? Teacher { get; init; }

    /// <summary>Clips whose mask is known, of so many.</summary>
    /// <param name="share">Their share.</param>
    /// <param name="clips">All clips.</param>
    public static int Labelled(double share, int clips) => Math.Max(1, (int)Math.Round(share * clips));

    /// <summary>Hops of all clips and talkers together.</summary>
    public long HopsPerPass => _clips.Concat(_talkers).Sum(clip => (long)clip.Samples.Length / AudioFormat.HopLength);

    /// <summary>Begins an epoch: a new order of clips, a new utterance on every lane.</summary>
    public void BeginEpoch(int seed, int epoch)
    {
        int[] order = Shuffled(HashCode(seed, epoch, -1));
        HashSet<int> known = [.. Shuffled(HashCode(seed, 0, -1)).Take(Labelled(_options.LabelledShare, order.Length))];
        _labelled = [.. order.Where(known.Contains)];
        _others = [.. order.Where(clip => !known.Contains(clip))];
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            _lanes[lane].Random = new Random(HashCode(seed, epoch, lane));
            _lanes[lane].Sequence = 0;
            _lanes[lane].Hop = int.MaxValue;
        }
    }

    /// <inheritdoc/>
    public bool Next(int lane, Span<float> audio, Span<float> video, Span<float> target)
    {
        Lane state = _lanes[lane];
        bool begins = state.Hop >= state.Features.Hops;
        if (begins) BeginUtterance(state, lane);
        int hop = state.Hop++;
        state.Read(hop, audio, video);
        if (state.Agreed is not { } agreed)
        {
            state.Features.Targets(hop).CopyTo(target);
            return begins;
        }

        if (!state.Hears) audio.Clear();
        agreed.AsSpan(hop * target.Length, target.Length).CopyTo(target);
        return begins;
    }

    /// <inheritdoc/>
    public void Weigh(int lane, ReadOnlySpan<float> gains, Span<float> errors)
    {
        Lane state = _lanes[lane];
        int hop = state.Hop - 1;
        Span<float> weights = stackalloc float[errors.Length];
        state.Weights.Write(hop, weights);
        TensorPrimitives.Multiply(errors, weights, errors);

        // What the clean speech sounds like is not known of utterances without a label.
        if (state.Agreed is not null) return;
        state.Sound?.AddSlopes(hop, gains, (float)_options.SoundWeight, errors);
        state.Clarity?.AddSlopes(hop, gains, (float)_options.ClarityWeight, errors);
    }

    private void BeginUtterance(Lane state, int lane)
    {
        Random random = state.Random;
        bool unseen = _talkers.Count > 0 && random.NextDouble() >= _options.AudioVisualShare;
        bool agrees = false;
        TrainingUtterance utterance;
        if (unseen)
        {
            utterance = _maker.DrawUnseen(_talkers[random.Next(_talkers.Count)], random);
        }
        else
        {
            int turn = state.Sequence++;
            agrees = _others.Length > 0 && turn % 2 == 1;
            int[] list = agrees ? _others : _labelled;
            int place = (lane + ((_others.Length > 0 ? turn / 2 : turn) * _lanes.Length)) % list.Length;
            utterance = _maker.Draw(_clips[list[place]], rightLips: agrees, random);
        }

        SpeechClip? clip = utterance.Seen.ToClip(utterance.Seconds);
        state.Features.Compute(utterance.Mixture);
        state.Weights.Begin(state.Features);
        state.Agreed = null;
        if (!agrees)
        {
            state.Begin(clip);
            return;
        }

        state.Begin(clip);
        StreamAgreement agreement = new(Teacher ?? throw new InvalidOperationException("Utterances without a label need a teacher."));
        state.Agreed = agreement.Say(state.Features.Hops, state.Read);
        state.Hears = random.Next(2) == 0;
        state.Begin(state.Hears ? null : clip);
    }

    private int[] Shuffled(int seed)
    {
        int[] clips = [.. Enumerable.Range(0, _clips.Count)];
        new Random(seed).Shuffle(clips);
        return clips;
    }

    /// <summary>A seed from three numbers that does not depend on the process (System.HashCode does).</summary>
    private static int HashCode(int a, int b, int c)
    {
        ulong mixed = ((ulong)(uint)a * 0x9E3779B97F4A7C15) ^ ((ulong)(uint)b * 0xC2B2AE3D27D4EB4F) ^ ((ulong)(uint)c * 0x165667B19E3779F9);
        mixed ^= mixed >> 29;
        mixed *= 0xBF58476D1CE4E5B9;
        return (int)(mixed >> 33);
    }

    private sealed class Lane
    {
        public Lane(FeatureScaling scaling, MixtureOptions options)
        {
            Sound = options.SoundWeight > 0 ? new SoundError(scaling.Format, scaling.Gains) : null;
            Clarity = options.ClarityWeight > 0 ? new ClarityError(scaling.Format, scaling.Gains) : null;
            Features = new MixtureFeatures(HearingInputs.Create(scaling), [.. new IMixtureError?[] { Sound, Clarity }.OfType<IMixtureError>()]);
            Weights = new BandWeights(options);
            Sight = new ClipSight(SightInputs.Create(scaling));
        }

        public Random Random { get; set; } = new(0);

        public int Sequence { get; set; }

        public int Hop { get; set; } = int.MaxValue;

        public MixtureFeatures Features { get; }

        public BandWeights Weights { get; }

        /// <summary>Where the sound's error counts.</summary>
        public SoundError? Sound { get; }

        /// <summary>Where the envelopes' error counts.</summary>
        public ClarityError? Clarity { get; }

        public ClipSight Sight { get; }

        /// <summary>What the teacher says of every hop of an utterance without a label.</summary>
        public float[]? Agreed { get; set; }

        /// <summary>Whether that utterance is heard, not seen.</summary>
        public bool Hears { get; set; }

        public void Begin(SpeechClip? seen)
        {
            Sight.Begin(seen);
            Hop = 0;
        }

        public void Read(int hop, Span<float> audio, Span<float> video)
        {
            Features.Audio(hop).CopyTo(audio);
            Sight.Push(hop);
            Sight.Inputs.CopyTo(video);
        }
    }
}

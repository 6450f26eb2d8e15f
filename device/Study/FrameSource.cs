using OnBoard.Device.Training;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Study;

/// <summary>
/// Utterances of a study for a trainer's lanes, in an order of the seed, over and over. Where only a share of them is
/// labelled, the others are left out, or the streams learn to agree on them (<see cref="StreamAgreement"/>): the network hears
/// the utterance alone or sees it alone, by chance. Their labels are not looked at.
/// </summary>
internal sealed class FrameSource : ISequenceSource
{
    private readonly StudyFrames _frames;
    private readonly StreamAgreement? _agreement;
    private readonly HashSet<int> _labelled;
    private readonly int[] _order;
    private readonly Lane[] _lanes;

    /// <param name="frames">The utterances.</param>
    /// <param name="lanes">How many lanes.</param>
    /// <param name="seed">Of the order, and of which utterances are labelled.</param>
    /// <param name="labelled">Share of the utterances whose mask is known, 0..1.</param>
    /// <param name="teacher">The averaged weights, which training changes, where streams agree on the others; null leaves those out.</param>
    public FrameSource(StudyFrames frames, int lanes, int seed, double labelled = 1, NetworkParameters? teacher = null)
    {
        _frames = frames;
        _agreement = teacher is null ? null : new StreamAgreement(teacher);
        Random random = new(seed);
        int[] all = [.. Enumerable.Range(0, frames.Utterances)];
        random.Shuffle(all);
        int known = MixtureSource.Labelled(labelled, all.Length);
        _labelled = [.. all.Take(known)];
        _order = teacher is null ? all[..known] : all;
        random.Shuffle(_order);
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new Lane(random.Next()))];
    }

    /// <summary>How many utterances have a label.</summary>
    public int Labelled => _labelled.Count;

    /// <inheritdoc/>
    public bool Next(int lane, Span<float> audio, Span<float> video, Span<float> target)
    {
        Lane state = _lanes[lane];
        bool begins = state.Frame == state.End;
        if (begins) Begin(state, _order[(lane + (state.Turn++ * _lanes.Length)) % _order.Length]);
        int frame = state.Frame++;
        _frames.Inputs(StreamName.Audio, frame, audio);
        _frames.Inputs(StreamName.Video, frame, video);
        if (state.Agreed is { } agreed)
        {
            (state.Hears ? video : audio).Clear();
            agreed.AsSpan((frame - state.First) * target.Length, target.Length).CopyTo(target);
        }
        else
        {
            _frames.Targets(frame, target);
        }

        return begins;
    }

    private void Begin(Lane state, int utterance)
    {
        state.First = state.Frame = _frames.Begins[utterance];
        state.End = _frames.Begins[utterance + 1];
        state.Agreed = null;
        if (_labelled.Contains(utterance)) return;
        state.Hears = state.Random.Next(2) == 0;
        state.Agreed = _agreement!.Say(state.End - state.First, (frame, audio, video) =>
        {
            _frames.Inputs(StreamName.Audio, state.First + frame, audio);
            _frames.Inputs(StreamName.Video, state.First + frame, video);
        });
    }

    private sealed class Lane(int seed)
    {
        public Random Random { get; } = new(seed);

        public int Turn { get; set; }

        public int First { get; set; }

        public int Frame { get; set; }

        public int End { get; set; }

        /// <summary>What both streams say together of each frame of an unlabelled utterance.</summary>
        public float[]? Agreed { get; set; }

        /// <summary>Whether the unlabelled utterance is heard, not seen.</summary>
        public bool Hears { get; set; }
    }
}

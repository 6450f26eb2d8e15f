using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Study;

/// <summary>Utterances of a study for a trainer's lanes, in an order of the seed, over and over.</summary>
internal sealed class FrameSource : ISequenceSource
{
    private readonly StudyFrames _frames;
    private readonly int[] _order;
    private readonly Lane[] _lanes;

    /// <param name="frames">The utterances.</param>
    /// <param name="lanes">How many lanes.</param>
    /// <param name="seed">Of the order.</param>
    public FrameSource(StudyFrames frames, int lanes, int seed)
    {
        _frames = frames;
        _order = [.. Enumerable.Range(0, frames.Utterances)];
        new Random(seed).Shuffle(_order);
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new Lane())];
    }

    /// <inheritdoc/>
    public bool Next(int lane, Span<float> audio, Span<float> video, Span<float> target)
    {
        Lane state = _lanes[lane];
        bool begins = state.Frame == state.End;
        if (begins)
        {
            int utterance = _order[(lane + (state.Turn++ * _lanes.Length)) % _order.Length];
            state.Frame = _frames.Begins[utterance];
            state.End = _frames.Begins[utterance + 1];
        }

        int frame = state.Frame++;
        _frames.Inputs(StreamName.Audio, frame, audio);
        _frames.Inputs(StreamName.Video, frame, video);
        _frames.Targets(frame, target);
        return begins;
    }

    private sealed class Lane
    {
        public int Turn { get; set; }

        public int Frame { get; set; }

        public int End { get; set; }
    }
}

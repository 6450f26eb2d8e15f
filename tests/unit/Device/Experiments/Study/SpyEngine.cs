using OnBoard.Device.Experiments.Study;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Device.Experiments.Study;

/// <summary>Learns nothing and tells what it was trained with.</summary>
internal sealed class SpyEngine : IEventEngine
{
    private readonly IntegerNetwork _network;
    private readonly HashSet<string> _labels = [];
    private int _utterance = -1;

    /// <param name="network">The weights that it keeps.</param>
    /// <param name="frames">The frames whose labels it knows.</param>
    public SpyEngine(IntegerNetwork network, StudyFrames frames)
    {
        _network = network;
        for (int frame = 0; frame < frames.Count; frame++) _labels.Add(string.Join(' ', frames.Targets(frame).ToArray()));
    }

    /// <summary>A training step.</summary>
    /// <param name="Utterance">The utterance's number, from 0.</param>
    /// <param name="Hears">Whether an audio input was not zero.</param>
    /// <param name="Sees">Whether a video input was not zero.</param>
    /// <param name="Target">The target.</param>
    /// <param name="Knows">Whether it is a label of the frames.</param>
    public readonly record struct Step(int Utterance, bool Hears, bool Sees, string Target, bool Knows);

    public List<Step> Steps { get; } = [];

    public string Name => "spy";

    public NetworkTopology Topology => _network.Topology;

    public EventCounts Counts => default;

    public long Saturations => 0;

    public IntegerLearning Learning { get; set; }

    public void Reset() => _utterance++;

    public void Train(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        string target = string.Join(' ', targets.ToArray());
        Steps.Add(new Step(
            _utterance, audio.ContainsAnyExcept((short)0), video.ContainsAnyExcept((short)0), target, _labels.Contains(target)));
    }

    public void ReadWeights(IntegerNetwork network) => network.CopyFrom(_network);

    public void Forward(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains) => throw new NotSupportedException();

    public int ActiveCells(StreamName stream, int layer) => throw new NotSupportedException();

    public void ReadState(NetworkState state) => throw new NotSupportedException();

    public void WriteState(NetworkState state) => throw new NotSupportedException();

    public void WriteWeights(IntegerNetwork network) => throw new NotSupportedException();

    public void Dispose()
    {
        // Nothing is held.
    }
}

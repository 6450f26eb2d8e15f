using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Float;

/// <summary>
/// The floating-point network as an engine: one sequence, inference only. Events are counted as an event-driven engine
/// would have them, although the products here are dense.
/// </summary>
public sealed class FloatInference : IEngine
{
    private readonly FloatEngine _engine;
    private readonly EventTally _tally = new();
    private readonly SynapseMatrix[] _matrices;
    private readonly SynapseSegment[][] _segments;
    private readonly int[,] _active;
    private readonly int[,] _previouslyActive;

    /// <param name="parameters">The weights; copied.</param>
    public FloatInference(NetworkParameters parameters)
    {
        _engine = new FloatEngine(parameters);
        _matrices = [.. parameters.Topology.Matrices];
        _segments = [.. _matrices.Select(matrix => matrix.Segments.ToArray())];
        _active = new int[2, Description.Layers];
        _previouslyActive = new int[2, Description.Layers];
    }

    /// <inheritdoc/>
    public string Name => "float";

    /// <inheritdoc/>
    public NetworkDescription Description => _engine.Description;

    /// <inheritdoc/>
    public EventCounts Counts => _tally.Counts;

    /// <inheritdoc/>
    public void Reset()
    {
        _engine.Reset();
        Array.Clear(_active);
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> audio, ReadOnlySpan<float> video, Span<float> gains)
    {
        int universal = NonZero(_engine.Universal);
        Array.Copy(_active, _previouslyActive, _active.Length);
        _engine.Forward(audio, video);
        foreach (StreamName stream in NetworkTopology.Streams)
        {
            for (int layer = 0; layer < Description.Layers; layer++)
                _active[(int)stream, layer] = NonZero(_engine.Outputs(stream, layer));
        }

        Count(NonZero(audio), NonZero(video), universal);
        _engine.Gains.CopyTo(gains);
    }

    /// <inheritdoc/>
    public int ActiveCells(StreamName stream, int layer) => _active[(int)stream, layer];

    /// <inheritdoc/>
    public void ReadOutputs(Span<byte> outputs)
    {
        for (int layer = 0, next = 0; layer < Description.Layers; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                foreach (float output in _engine.Outputs(stream, layer))
                    outputs[next++] = (byte)Math.Min(MathF.Ceiling(output * EventFormat.One), EventFormat.MaximumOutput);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Memory only.
    }

    private static int NonZero(ReadOnlySpan<float> values) => values.Length - values.Count(0f);

    private void Count(int audio, int video, int universal)
    {
        for (int i = 0; i < _matrices.Length; i++)
        {
            foreach (SynapseSegment segment in _segments[i])
            {
                int sources = segment.Source switch
                {
                    EventSource.AudioInput => audio,
                    EventSource.VideoInput => video,
                    EventSource.Layer => _active[(int)segment.Stream, segment.Layer],
                    EventSource.PreviousLayer => _previouslyActive[(int)segment.Stream, segment.Layer],
                    EventSource.Universal => universal,
                    _ => 1,
                };
                _tally.Forward(_matrices[i], segment, sources);
            }
        }

        _tally.Step();
    }
}

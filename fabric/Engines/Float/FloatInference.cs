using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Float;

/// <summary>
/// The floating-point network as an engine: one sequence, inference only. Events are counted as the integer engines have them
/// (<see cref="Integer.IntegerEngine"/>), although the products here are dense and nothing is rounded: where the network sends on
/// change a source counts that has sent, else one that is not zero.
/// </summary>
public sealed class FloatInference : IEngine
{
    private readonly FloatEngine _engine;
    private readonly EventTally _tally = new();
    private readonly SynapseMatrix[] _matrices;
    private readonly SynapseSegment[][] _segments;
    private readonly float[][] _heard; // by matrix: what its rows heard at the step before
    private bool _goesOn; // there was a step before, of this utterance

    /// <param name="parameters">The weights; copied.</param>
    public FloatInference(NetworkParameters parameters)
    {
        _engine = new FloatEngine(parameters);
        _matrices = [.. parameters.Topology.Matrices];
        _segments = [.. _matrices.Select(matrix => matrix.Segments.ToArray())];
        _heard = [.. _matrices.Select(matrix => new float[matrix.Rows])];
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
        _goesOn = false;
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> audio, ReadOnlySpan<float> video, Span<float> gains)
    {
        _engine.Forward(audio, video);
        Count();
        _engine.Gains.CopyTo(gains);
    }

    /// <inheritdoc/>
    public int ActiveCells(StreamName stream, int layer) => NonZero(_engine.Outputs(stream, layer));

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

    private void Count()
    {
        bool countsChanges = _goesOn && Description.SendsOnChange;
        for (int i = 0; i < _matrices.Length; i++)
        {
            ReadOnlySpan<float> heard = _engine.Heard(_matrices[i]);
            Span<float> before = _heard[i];
            foreach (SynapseSegment segment in _segments[i])
            {
                int counted = 0;
                for (int row = segment.FirstRow; row < segment.FirstRow + segment.Rows; row++)
                {
                    if (heard[row] != (countsChanges ? before[row] : 0f)) counted++;
                }

                _tally.Forward(_matrices[i], segment, counted);
            }

            heard.CopyTo(before);
        }

        _tally.Step();
        _goesOn = true;
    }
}

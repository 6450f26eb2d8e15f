using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Float;

/// <summary>
/// Parameters laid out for the product kernel, shared by the lanes of a training run: packed for the forward pass, and
/// packed transposed, segment by segment and only those that errors travel back through, for the backward pass.
/// </summary>
internal sealed class FloatWeights
{
    private readonly PackedMatrix[] _forward;
    private readonly PackedMatrix?[][] _backward;

    /// <param name="parameters">The weights.</param>
    /// <param name="throughTime">Whether errors travel back to the previous step too.</param>
    public FloatWeights(NetworkParameters parameters, bool throughTime = false)
    {
        Parameters = parameters;
        ThroughTime = throughTime;
        _forward = [.. Topology.Matrices.Select(matrix => new PackedMatrix(matrix.Rows, matrix.Columns))];
        _backward =
        [
            .. Topology.Matrices.Select(matrix => matrix.Segments.Select(segment =>
                segment.Source == EventSource.Layer || (throughTime && segment.Source == EventSource.PreviousLayer)
                    ? new PackedMatrix(matrix.Columns, segment.Rows)
                    : null).ToArray()),
        ];
        for (int i = 0; i < _forward.Length; i++) Refresh(i);
    }

    public NetworkParameters Parameters { get; }

    public NetworkTopology Topology => Parameters.Topology;

    public bool ThroughTime { get; }

    public PackedMatrix Forward(SynapseMatrix matrix) => _forward[matrix.Index];

    /// <summary>The transpose of a segment's rows, or null where no error travels back through them.</summary>
    public PackedMatrix? Backward(SynapseMatrix matrix, int segment) => _backward[matrix.Index][segment];

    /// <summary>Takes over changed parameters of one matrix.</summary>
    public void Refresh(int index)
    {
        SynapseMatrix matrix = Topology.Matrices[index];
        float[] weights = Parameters.Weights[index];
        _forward[index].Pack(weights, matrix.Columns);
        for (int i = 0; i < matrix.Segments.Count; i++)
        {
            _backward[index][i]?.PackTransposed(
                weights.AsSpan(matrix.Segments[i].FirstRow * matrix.Columns), matrix.Columns);
        }
    }
}

using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Float;

/// <summary>
/// Parameters laid out for the product kernel, shared by the lanes of a training run: packed for the forward pass, and
/// packed transposed, only the rows that errors travel back through, for the backward pass.
/// </summary>
internal sealed class FloatWeights
{
    private readonly PackedMatrix[] _forward;
    private readonly PackedMatrix?[] _backward;

    public FloatWeights(NetworkParameters parameters)
    {
        Parameters = parameters;
        _forward = [.. Topology.Matrices.Select(matrix => new PackedMatrix(matrix.Rows, matrix.Columns))];
        _backward =
        [
            .. Topology.Matrices.Select(matrix =>
                BackwardRows(matrix) is var rows and > 0 ? new PackedMatrix(matrix.Columns, rows) : null),
        ];
        for (int i = 0; i < _forward.Length; i++) Refresh(i);
    }

    public NetworkParameters Parameters { get; }

    public NetworkTopology Topology => Parameters.Topology;

    public PackedMatrix Forward(SynapseMatrix matrix) => _forward[matrix.Index];

    /// <summary>The transpose of the rows that carry this step's layer outputs, or null where there are none.</summary>
    public PackedMatrix? Backward(SynapseMatrix matrix) => _backward[matrix.Index];

    /// <summary>Takes over changed parameters of one matrix.</summary>
    public void Refresh(int index)
    {
        SynapseMatrix matrix = Topology.Matrices[index];
        _forward[index].Pack(Parameters.Weights[index], matrix.Columns);
        _backward[index]?.PackTransposed(Parameters.Weights[index], matrix.Columns);
    }

    /// <summary>Rows fed by a layer at this step always come first in a matrix.</summary>
    private static int BackwardRows(SynapseMatrix matrix) =>
        matrix.Segments.TakeWhile(segment => segment.Source == EventSource.Layer).Sum(segment => segment.Rows);
}

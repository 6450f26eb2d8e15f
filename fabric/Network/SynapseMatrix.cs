namespace OnBoard.Fabric.Network;

/// <summary>
/// All synapses of one sum: <see cref="Rows"/> x <see cref="Columns"/>, one row per presynaptic source, one column per
/// postsynaptic cell. Every engine stores it in this order, so that one row serves forward (scaled and added), backward
/// (dot product with the errors) and update, and the row of a silent source is never read.
/// </summary>
public sealed class SynapseMatrix
{
    internal SynapseMatrix(int index, string name, int columns, IReadOnlyList<SynapseSegment> segments)
    {
        Index = index;
        Name = name;
        Columns = columns;
        Segments = segments;
        Rows = segments.Sum(segment => segment.Rows);
    }

    /// <summary>Its place in <see cref="NetworkTopology.Matrices"/>.</summary>
    public int Index { get; }

    /// <summary>For instance <c>audio.0.soma</c>, <c>video.2.apical</c>, <c>readout</c>.</summary>
    public string Name { get; }

    /// <summary>Presynaptic sources, the bias included.</summary>
    public int Rows { get; }

    /// <summary>Postsynaptic cells or outputs.</summary>
    public int Columns { get; }

    /// <summary>The runs of rows, in order.</summary>
    public IReadOnlyList<SynapseSegment> Segments { get; }

    /// <summary>Weights, biases included.</summary>
    public int Count => Rows * Columns;
}

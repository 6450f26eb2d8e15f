namespace OnBoard.Fabric.Network;

/// <summary>A run of rows of a <see cref="SynapseMatrix"/> that share one source.</summary>
/// <param name="Name">The run's name in files: <c>receptive_field</c>, <c>distal</c>, <c>proximal</c>, <c>universal</c>, <c>bias</c>, ...</param>
/// <param name="Source">Where the inputs come from.</param>
/// <param name="Stream">The source's stream, for layers.</param>
/// <param name="Layer">The source's layer, for layers.</param>
/// <param name="FirstRow">The run's first row.</param>
/// <param name="Rows">How many rows.</param>
public sealed record SynapseSegment(
    string Name, EventSource Source, StreamName Stream, int Layer, int FirstRow, int Rows)
{
    /// <summary>Whether these are synapses of context.</summary>
    public bool IsContext => Name is "distal" or "proximal" or "universal";
}

using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines;

/// <summary>
/// Counts synaptic events, the same way for every engine: a source that is not zero, or, forward where sums are kept, that has
/// sent, costs one event per column of its row.
/// Input features' receptive fields count as input, distal, proximal and universal runs as context, everything else
/// (between layers, to the read-out, biases) as receptive.
/// </summary>
internal sealed class EventTally
{
    private long _input, _receptive, _context, _backward, _update, _steps;

    public EventCounts Counts => new(_input, _receptive, _context, _backward, _update, _steps);

    /// <summary>Forward events of one run of rows.</summary>
    /// <param name="matrix">Where the run stands.</param>
    /// <param name="segment">The run.</param>
    /// <param name="rows">Its rows that are read.</param>
    public void Forward(SynapseMatrix matrix, SynapseSegment segment, int rows)
    {
        long events = (long)rows * matrix.Columns;
        if (segment.IsContext) _context += events;
        else if (segment.Source is EventSource.AudioInput or EventSource.VideoInput) _input += events;
        else _receptive += events;
    }

    /// <summary>Rows that carried errors back.</summary>
    public void Backward(SynapseMatrix matrix, int rows) => _backward += (long)rows * matrix.Columns;

    /// <summary>Rows that learning changed.</summary>
    public void Update(SynapseMatrix matrix, int rows) => _update += (long)rows * matrix.Columns;

    /// <summary>One network step.</summary>
    public void Step() => _steps++;
}

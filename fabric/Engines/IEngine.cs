using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines;

/// <summary>
/// A network that runs, one step at a time, whatever runs it: floating point, integers on the processor, simulated or real
/// fabric. Used by one thread. A step allocates nothing.
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>For instance <c>float</c>, <c>integer</c>, <c>cpu</c>.</summary>
    string Name { get; }

    /// <summary>The network's description.</summary>
    NetworkDescription Description { get; }

    /// <summary>Events since the engine was made.</summary>
    EventCounts Counts { get; }

    /// <summary>Begins a new utterance: the contexts of the previous step become zero.</summary>
    void Reset();

    /// <summary>One step.</summary>
    /// <param name="audio">Audio inputs of about unit variance.</param>
    /// <param name="video">Video inputs of about unit variance; zeros where nothing is seen.</param>
    /// <param name="gains">One gain per output, 0..1; written.</param>
    void Forward(ReadOnlySpan<float> audio, ReadOnlySpan<float> video, Span<float> gains);

    /// <summary>Cells of a layer whose output was not zero at the last step.</summary>
    int ActiveCells(StreamName stream, int layer);

    /// <summary>
    /// Copies the outputs of all cells at the last step as events, UQ3.5, 0..192; in the order of
    /// <see cref="NetworkState.Outputs"/>.
    /// </summary>
    /// <param name="outputs">[2 x layers x cells]; written.</param>
    void ReadOutputs(Span<byte> outputs);
}

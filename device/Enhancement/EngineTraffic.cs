using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// What running a network on an engine asks of a virtual board: events of its fabric, bytes of its memory. An engine on
/// the processor makes no event of the fabric, and streams every weight that it touches from memory: a network of a
/// megabyte and more does not stay in the caches of these cores.
/// </summary>
/// <param name="engine">One of <see cref="EnhancerModel.EngineNames"/>.</param>
/// <param name="topology">The network's matrices.</param>
internal sealed class EngineTraffic(string engine, NetworkTopology topology)
{
    private const int BytesPerWeight = 2;
    private const int BytesPerFloat = 4;

    private readonly long _weights = topology.ParameterCount;

    /// <summary>The work that some events stand for.</summary>
    /// <param name="counts">Events of the engine.</param>
    /// <param name="processor">Time of the processor meanwhile.</param>
    public BoardWork Of(in EventCounts counts, TimeSpan processor) =>
        new(0, BytesOf(counts.Forward + counts.Backward, counts.Update, counts.Steps), processor);

    // Dense products read every weight at each step; event-driven ones the rows of active sources, and an update reads
    // and writes them.
    private long BytesOf(long reads, long updates, long steps) => engine == "float"
        ? BytesPerFloat * _weights * steps
        : BytesPerWeight * (reads + (2 * updates));
}

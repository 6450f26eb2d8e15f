using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Ports;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// What running a network on an engine asks of a virtual board: events of its fabric, bytes of its memory. A fabric, simulated or
/// modelled too, has the weights on its chip. An engine on the processor makes no event of the fabric, and streams every weight
/// that it touches from memory: a network of a megabyte and more does not stay in the caches of these cores.
/// </summary>
/// <param name="engine">One of <see cref="EnhancerModel.EngineNames"/>.</param>
/// <param name="topology">The network's matrices.</param>
internal sealed class EngineTraffic(string engine, NetworkTopology topology)
{
    private const int BytesPerWeight = 2;
    private const int BytesPerFloat = 4;

    private readonly bool _isFabric = FabricPorts.Names.Contains(EnhancerModel.ResolveEngine(engine));
    private readonly long _weights = topology.ParameterCount;

    /// <summary>The work that some events stand for.</summary>
    /// <param name="counts">Events of the engine.</param>
    /// <param name="processor">Time of the processor meanwhile.</param>
    public BoardWork Of(in EventCounts counts, TimeSpan processor) =>
        (_isFabric ? OfFabric(counts) : engine == "float" ? new(0, BytesPerFloat * _weights * counts.Steps, default) : OfProcessor(counts))
        + new BoardWork(0, 0, processor);

    /// <summary>The work of events of the fabric.</summary>
    public static BoardWork OfFabric(in EventCounts counts) => new(counts.Total, 0, default);

    /// <summary>The work of events of the processor, its time apart: rows of active sources are read, and an update reads and writes them.
    /// Dense products read every weight at each step instead.</summary>
    public static BoardWork OfProcessor(in EventCounts counts) =>
        new(0, BytesPerWeight * (counts.Forward + counts.Backward + (2 * counts.Update)), default);
}

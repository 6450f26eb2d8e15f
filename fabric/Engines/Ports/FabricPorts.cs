using OnBoard.Drivers;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Model;
using OnBoard.Fabric.Engines.Rtl;

namespace OnBoard.Fabric.Engines.Ports;

/// <summary>All fabrics there are, by name: the one place that knows them.</summary>
public static class FabricPorts
{
    /// <summary>The names that <see cref="Open"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["uio", "model", "rtl"];

    /// <summary>Opens a fabric.</summary>
    /// <param name="name">One of <see cref="Names"/>: logic behind UIO, the model, or the simulated logic.</param>
    /// <exception cref="DeviceMissingException">It is not on this machine.</exception>
    /// <exception cref="DeviceFailedException">It is there and may not be opened.</exception>
    public static FabricPort Open(string name) => name switch
    {
        "uio" => UioPort.Open(),
        "model" => new FabricModel(new ModelOptions { MemoryBytes = 128 << 20 }).CreatePort(),

        // A simulation is slow, and waited for; but no hop waits for what it trains, which a thread without precedence simulates.
        "rtl" => new RtlSimulation().CreatePort(FabricTiming.LongTimeouts with { Wait = FabricTiming.Logic.Wait }),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, $"Fabrics: {string.Join(", ", Names)}."),
    };
}

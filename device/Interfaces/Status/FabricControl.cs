using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>Lets the fabric or the processor run the network; both give the same bits.</summary>
internal sealed class FabricControl(FabricSupervisor supervisor) : IServiceControl
{
    /// <inheritdoc/>
    public string Name => "fabric";

    /// <inheritdoc/>
    public ControlReport Report() => new(
        Name, "Fabric", $"off: the processor runs the network, bit for bit the same; now the {Runs} does", "switch",
        supervisor.IsWanted ? "on" : "off", ["on", "off"]);

    private string Runs => supervisor.IsOnFabric ? "fabric" : "processor";

    /// <inheritdoc/>
    public Task ApplyAsync(string value, CancellationToken aborted)
    {
        supervisor.IsWanted = ControlValue.IsOn(Name, value);
        return Task.CompletedTask;
    }
}

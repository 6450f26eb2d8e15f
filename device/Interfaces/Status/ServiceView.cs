using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>What the dashboard is given of the running service.</summary>
/// <param name="Pipeline">The live pipeline.</param>
/// <param name="Status">Its status, as the service reads it.</param>
/// <param name="Tap">What it shows.</param>
/// <param name="Network">The network that it runs.</param>
/// <param name="Facts">What is run and where.</param>
/// <param name="Controls">What can be changed.</param>
internal sealed record ServiceView(
    LivePipeline Pipeline, LiveStatusReader Status, LiveTap Tap, NetworkDescription Network, ServiceFacts Facts,
    IReadOnlyList<IServiceControl> Controls)
{
    /// <summary>The energy windows that somebody opened.</summary>
    public WindowLog Windows { get; init; } = new();
}

using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Learning;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>All that can be changed while a service runs.</summary>
internal static class ServiceControls
{
    /// <summary>The controls of a service, in the order of the page.</summary>
    /// <param name="pipeline">The live sound.</param>
    /// <param name="fabric">The fabric; null where none runs the network.</param>
    /// <param name="learning">Live learning; null where nobody learns.</param>
    public static IReadOnlyList<IServiceControl> Of(LivePipeline pipeline, FabricSupervisor? fabric, LearningControl? learning) =>
    [
        new NetworkControl(pipeline.Switches),
        .. fabric is null ? (IServiceControl[])[] : [new FabricControl(fabric)],
        new RecordControl(pipeline.Recording),
        .. learning is null
            ? (IServiceControl[])[]
            : [new LearnControl(learning), new CheckpointControl(learning), new DamageControl(learning), new ForgetControl(learning)],
    ];
}

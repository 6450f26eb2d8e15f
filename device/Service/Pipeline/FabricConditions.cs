using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>What a supervised fabric says, among the service's conditions.</summary>
internal static class FabricConditions
{
    /// <summary>The part that says so.</summary>
    public const string Part = "fabric";

    /// <summary>Lets a fabric say what is wrong with it, now and from now on.</summary>
    /// <param name="supervisor">Watches the fabric.</param>
    /// <param name="conditions">Where it says so.</param>
    public static void ReportTo(this FabricSupervisor supervisor, Conditions conditions) => supervisor.ReportTo(
        (state, message) => conditions.Raise(Part, state, message), message => conditions.Clear(Part, message));
}

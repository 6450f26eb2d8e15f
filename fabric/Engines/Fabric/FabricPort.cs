using OnBoard.Drivers.Memory;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// All that software touches of a fabric, whether it is logic behind UIO, a simulation of the logic, or a model: registers,
/// one interrupt, and memory that both see.
/// </summary>
/// <param name="Name">For instance <c>uio</c>, <c>model</c>.</param>
/// <param name="Registers">The register window of the contract.</param>
/// <param name="Interrupt">High while a job has ended that was not acknowledged.</param>
/// <param name="Memory">For jobs; all of it is used.</param>
/// <param name="Timing">How long to wait.</param>
/// <param name="Reload">Loads the logic anew; null where that cannot be done.</param>
/// <param name="Owner">What else is closed with it, before the rest.</param>
public sealed record FabricPort(
    string Name, IRegisterWindow Registers, IInterrupt Interrupt, IDmaMemory Memory, FabricTiming Timing,
    Action? Reload = null, IDisposable? Owner = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Owner?.Dispose();
        Registers.Dispose();
        Interrupt.Dispose();
        Memory.Dispose();
    }
}

using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Model;

namespace OnBoard.Tests.System.Board;

/// <summary>The contract's model in C#, on a thread of its own.</summary>
internal sealed class ModelLogic : IEmulatedLogic
{
    private readonly FabricModel _model;
    private readonly FabricPort _port;
    private readonly Memory<uint> _registers;

    /// <param name="registers">The window, as the guest sees it.</param>
    /// <param name="memory">The guest's memory.</param>
    /// <param name="busAddress">Where that begins.</param>
    public ModelLogic(Memory<uint> registers, Memory<byte> memory, ulong busAddress)
    {
        _registers = registers;
        _model = new FabricModel(new ModelOptions
        {
            SharedRegisters = registers, SharedMemory = memory, BusAddress = busAddress, ClockHz = EmulatedFabric.ClockHz,
        });
        _port = _model.CreatePort();
    }

    public string Name => "the contract's model";

    public long JobsStarted => _model.JobsStarted;

    public bool IsInterruptHigh => _model.IsInterruptHigh;

    public string? Violation => null;

    public bool Look()
    {
        _model.Look();
        return false;
    }

    public void Fail(LogicFault fault, FabricOperation? during = null)
    {
        _model.Inject(fault switch
        {
            LogicFault.Hang => ModelFault.Hang,
            LogicFault.BusError => ModelFault.ReadError,
            LogicFault.WrongIdentity => ModelFault.Gone,
            LogicFault.WrongSequence => ModelFault.WrongSequence,
            LogicFault.LostInterrupt => ModelFault.LostInterrupt,
            _ => ModelFault.None,
        });
        if (fault == LogicFault.WrongIdentity) _registers.Span[FabricRegisters.Identity.Offset / sizeof(uint)] = RtlLogic.OtherIdentity;
        if (fault == LogicFault.Reset) Reload();
    }

    public void Reload() => _model.Reload();

    public void Dispose() => _port.Dispose();
}

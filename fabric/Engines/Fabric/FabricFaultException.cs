using OnBoard.Drivers;
using OnBoard.Fabric.Contract;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>A fabric failed; its engine is of no use until it was recovered.</summary>
/// <param name="fabric">Which.</param>
/// <param name="fault">In which way.</param>
/// <param name="code">What the fabric itself says; pending where it says nothing.</param>
/// <param name="cause">In words, without a full stop.</param>
/// <param name="remedy">What the reader can do, without a full stop.</param>
public sealed class FabricFaultException(string fabric, FabricFault fault, FabricCode code, string cause, string remedy)
    : DeviceFailedException(fabric, cause, remedy)
{
    /// <summary>In which way it failed.</summary>
    public FabricFault Fault { get; } = fault;

    /// <summary>What the fabric itself says.</summary>
    public FabricCode Code { get; } = code;
}

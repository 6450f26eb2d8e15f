using OnBoard.Drivers;
using OnBoard.Drivers.Memory;

namespace OnBoard.Fabric.Engines.Rtl;

/// <summary>Registers of the simulated engine. An access takes some cycles, so whoever polls lets time pass.</summary>
internal sealed class RtlRegisters(RtlSimulation simulation) : IRegisterWindow
{
    private const uint AllBytes = 0xF;

    public string Name => "rtl registers";

    public uint Read(int offset) => simulation.Read((uint)offset) ?? throw Refused(offset);

    public void Write(int offset, uint value)
    {
        if (!simulation.Write((uint)offset, value, AllBytes)) throw Refused(offset);
    }

    public void Dispose() => simulation.Dispose();

    private static DeviceFailedException Refused(int offset) => new(
        $"rtl register 0x{offset:X3}", "the engine's slave refused the address", "Stay within the window of registers");
}

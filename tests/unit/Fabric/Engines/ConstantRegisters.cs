using OnBoard.Drivers.Memory;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>A bus without a device: every register reads the same.</summary>
internal sealed class ConstantRegisters(uint value) : IRegisterWindow
{
    public string Name => "nothing";

    public uint Read(int offset) => value;

    public void Write(int offset, uint value)
    {
        // Nobody listens.
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}

using OnBoard.Drivers.Memory;

namespace OnBoard.Fabric.Engines.Rtl;

/// <summary>The memory behind the simulated engine: this process's own, seen at a bus address.</summary>
internal sealed unsafe class RtlMemory(byte* bytes, int length, ulong busAddress) : IDmaMemory
{
    public string Name => "rtl memory";

    public ulong BusAddress => busAddress;

    public int Length => length;

    public void Write(int offset, ReadOnlySpan<byte> data)
    {
        IDmaMemory.Require(offset, data.Length, length);
        data.CopyTo(new Span<byte>(bytes + offset, data.Length));
    }

    public void Read(int offset, Span<byte> data)
    {
        IDmaMemory.Require(offset, data.Length, length);
        new ReadOnlySpan<byte>(bytes + offset, data.Length).CopyTo(data);
    }

    public void Dispose()
    {
        // It belongs to the simulation.
    }
}

using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Memory;

/// <summary>Registers mapped into the process: each access is one access of 32 bits, in program order.</summary>
internal sealed unsafe class MappedRegisters(string name, MappedMemory memory, int start) : IRegisterWindow
{
    public string Name => name;

    public uint Read(int offset) => Volatile.Read(ref Register(offset));

    public void Write(int offset, uint value) => Volatile.Write(ref Register(offset), value);

    public void Dispose() => memory.Dispose();

    private ref uint Register(int at)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(at % sizeof(uint), 0, nameof(at));
        ArgumentOutOfRangeException.ThrowIfNegative(at);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(at + sizeof(uint), memory.Length - start, nameof(at));
        return ref *(uint*)(memory.Start + start + at);
    }
}

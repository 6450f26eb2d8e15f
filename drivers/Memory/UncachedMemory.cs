using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Memory;

/// <summary>
/// Memory that the kernel maps as device memory. There the processor (arm64) refuses accesses that are not aligned, and
/// with them the vector copies of the library, so it is copied word by word.
/// </summary>
internal sealed unsafe class UncachedMemory : IDmaMemory
{
    private readonly MappedMemory _memory;
    private readonly int _start;

    public UncachedMemory(string name, UioMap range, MappedMemory memory)
    {
        Name = name;
        _memory = memory;
        _start = range.Offset;
        BusAddress = range.Address + (ulong)range.Offset;
        Length = (int)range.Length / IDmaMemory.Alignment * IDmaMemory.Alignment;
    }

    public string Name { get; }

    public ulong BusAddress { get; }

    public int Length { get; }

    public void Write(int offset, ReadOnlySpan<byte> data)
    {
        IDmaMemory.Require(offset, data.Length, Length);
        ulong* words = (ulong*)(_memory.Start + _start + offset);
        ref byte source = ref MemoryMarshal.GetReference(data);
        for (int i = 0; i < data.Length / sizeof(ulong); i++)
            Volatile.Write(ref words[i], Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, i * sizeof(ulong))));
    }

    public void Read(int offset, Span<byte> data)
    {
        IDmaMemory.Require(offset, data.Length, Length);
        ulong* words = (ulong*)(_memory.Start + _start + offset);
        ref byte target = ref MemoryMarshal.GetReference(data);
        for (int i = 0; i < data.Length / sizeof(ulong); i++)
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, i * sizeof(ulong)), Volatile.Read(ref words[i]));
    }

    public void Dispose() => _memory.Dispose();
}

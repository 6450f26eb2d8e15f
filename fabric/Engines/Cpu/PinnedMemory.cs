using System.Runtime.CompilerServices;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>
/// Zeroed memory that does not move, aligned to the 64 bytes of a cache line and of the widest vector. It lives as long as
/// this object.
/// </summary>
internal sealed unsafe class PinnedMemory
{
    private const int Alignment = 64;
    private readonly List<byte[]> _blocks = [];

    public T* Allocate<T>(int count)
        where T : unmanaged
    {
        byte[] block = GC.AllocateArray<byte>((count * sizeof(T)) + Alignment, pinned: true);
        _blocks.Add(block);
        nint address = (nint)Unsafe.AsPointer(ref block[0]);
        return (T*)((address + Alignment - 1) & -Alignment);
    }
}

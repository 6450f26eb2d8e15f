using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace OnBoard.Tests.System.Board;

/// <summary>A piece of the guest's memory, as this process sees it: QEMU keeps that memory in a file that both map.</summary>
internal sealed unsafe class GuestWindow<T> : MemoryManager<T>
    where T : unmanaged
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly T* _start;
    private readonly int _length;

    /// <param name="memory">The file.</param>
    /// <param name="offset">Where in it.</param>
    /// <param name="bytes">The size.</param>
    public GuestWindow(MemoryMappedFile memory, ulong offset, ulong bytes)
    {
        _view = memory.CreateViewAccessor((long)offset, (long)bytes);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = (T*)(start + _view.PointerOffset);
        _length = (int)(bytes / (ulong)sizeof(T));
    }

    public override Span<T> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
        // It never moves.
    }

    protected override void Dispose(bool disposing)
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }
}

using System.Runtime.InteropServices;
using OnBoard.Drivers.Native;

namespace OnBoard.Tests.Unit.Drivers.Memory;

/// <summary>
/// A UIO device, or a DMA buffer, at the level of its system calls: maps are real memory, interrupts come when a test says.
/// </summary>
internal sealed unsafe class ScriptedUio : ISystemCalls, IDisposable
{
    private const int File = 11;
    private readonly Dictionary<long, (nint Address, nuint Length)> _maps = [];
    private readonly List<nint> _mapped = [];
    private int _open;

    public string? OpenedPath { get; private set; }

    public int OpenErrno { get; set; }

    public int MapErrno { get; set; }

    public int WriteErrno { get; set; }

    public PollEvents PollAnswer { get; set; } = PollEvents.In;

    /// <summary>Interrupts that wait to be read.</summary>
    public int Pending { get; set; }

    /// <summary>Interrupts that a reader finds gone, because somebody else was quicker.</summary>
    public bool ReadsAreEmpty { get; set; }

    public List<int> Written { get; } = [];

    public bool AllGivenBack => _open == 0 && _mapped.Count == 0;

    /// <summary>The memory that was mapped at an offset of the file.</summary>
    public Span<byte> MapAt(long offset) => new((void*)_maps[offset].Address, (int)_maps[offset].Length);

    public int Open(string path)
    {
        OpenedPath = path;
        if (OpenErrno != 0) return -OpenErrno;
        _open++;
        return File;
    }

    public int Close(int file)
    {
        _open--;
        return 0;
    }

    /// <summary>Whether the node of a DMA buffer takes the ioctls of u-dma-buf 4.7 and later.</summary>
    public bool TakesControls { get; set; }

    /// <summary>The ioctls that it took.</summary>
    public List<(uint Request, ulong Argument)> Controls { get; } = [];

    /// <summary>What it answers them.</summary>
    public int ControlErrno { get; set; }

    public int Control(int file, uint request, void* argument)
    {
        if (!TakesControls) return -Errno.NotThisKindOfDevice;
        Controls.Add((request, *(ulong*)argument));
        return -ControlErrno;
    }

    public int Map(int file, nuint length, long offset, out nint address)
    {
        address = 0;
        if (MapErrno != 0) return -MapErrno;
        address = (nint)NativeMemory.AlignedAlloc(length, 4096);
        NativeMemory.Clear((void*)address, length);
        _maps[offset] = (address, length);
        _mapped.Add(address);
        return 0;
    }

    public int Unmap(nint address, nuint length)
    {
        Assert.True(_mapped.Remove(address));
        return 0;
    }

    public int Poll(int file, PollEvents events, TimeSpan timeout, out PollEvents happened)
    {
        happened = PollAnswer;
        return Pending > 0 || PollAnswer != PollEvents.In ? 1 : 0;
    }

    public int Read(int file, void* buffer, nuint length)
    {
        Assert.Equal((nuint)4, length);
        if (ReadsAreEmpty) return -Errno.Again;
        *(int*)buffer = Pending;
        Pending = 0;
        return 4;
    }

    public int Write(int file, void* buffer, nuint length)
    {
        Assert.Equal((nuint)4, length);
        if (WriteErrno != 0) return -WriteErrno;
        Written.Add(*(int*)buffer);
        return 4;
    }

    public void Dispose()
    {
        foreach ((nint address, _) in _maps.Values) NativeMemory.AlignedFree((void*)address);
    }
}

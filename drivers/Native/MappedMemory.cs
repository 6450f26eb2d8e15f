using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Native;

/// <summary>Memory of a device, mapped into the process and taken back exactly once. Used by one thread.</summary>
internal sealed unsafe class MappedMemory : SafeHandle
{
    private readonly ISystemCalls _system;
    private readonly int _length;

    public MappedMemory(ISystemCalls system, nint address, int length)
        : base(0, ownsHandle: true)
    {
        _system = system;
        _length = length;
        SetHandle(address);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The mapped bytes.</summary>
    /// <exception cref="ObjectDisposedException">The mapping was taken back.</exception>
    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new Span<byte>((void*)handle, _length);
        }
    }

    /// <summary>Where the mapping begins, for memory that must be touched word by word.</summary>
    /// <exception cref="ObjectDisposedException">The mapping was taken back.</exception>
    public byte* Start
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (byte*)handle;
        }
    }

    /// <summary>How many bytes are mapped.</summary>
    public int Length => _length;

    protected override bool ReleaseHandle() => _system.Unmap(handle, (nuint)_length) == 0;
}

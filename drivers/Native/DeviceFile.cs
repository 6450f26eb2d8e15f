using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Native;

/// <summary>
/// An open device node: a file descriptor that is closed exactly once. The answers of its calls are those of
/// <see cref="ISystemCalls"/>. Used by one thread.
/// </summary>
internal sealed unsafe class DeviceFile : SafeHandle
{
    private readonly ISystemCalls _system;

    private DeviceFile(ISystemCalls system, int file)
        : base(-1, ownsHandle: true)
    {
        _system = system;
        SetHandle(file);
    }

    public override bool IsInvalid => handle == -1;

    /// <summary>Opens <paramref name="path"/>; the open file, or null with the errno.</summary>
    public static DeviceFile? Open(ISystemCalls system, string path, out int errno)
    {
        int file = system.Open(path);
        errno = file < 0 ? -file : 0;
        return file < 0 ? null : new DeviceFile(system, file);
    }

    /// <summary>ioctl(2) on this file.</summary>
    public int Control<T>(uint request, ref T argument)
        where T : unmanaged
    {
        fixed (T* pointer = &argument) return _system.Control((int)handle, request, pointer);
    }

    /// <summary>read(2) of one value from this file; its size, less, or -errno.</summary>
    public int Read<T>(out T value)
        where T : unmanaged
    {
        value = default;
        fixed (T* pointer = &value) return _system.Read((int)handle, pointer, (nuint)sizeof(T));
    }

    /// <summary>write(2) of one value to this file; its size, less, or -errno.</summary>
    public int Write<T>(T value)
        where T : unmanaged => _system.Write((int)handle, &value, (nuint)sizeof(T));

    /// <summary>poll(2) on this file.</summary>
    public int Poll(PollEvents events, TimeSpan timeout, out PollEvents happened) =>
        _system.Poll((int)handle, events, timeout, out happened);

    /// <summary>mmap(2) of this file; the mapping, or null with the errno.</summary>
    public MappedMemory? Map(int length, long offset, out int errno)
    {
        errno = -_system.Map((int)handle, (nuint)length, offset, out nint address);
        return errno != 0 ? null : new MappedMemory(_system, address, length);
    }

    protected override bool ReleaseHandle() => _system.Close((int)handle) == 0;
}

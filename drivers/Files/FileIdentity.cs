using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Files;

/// <summary>Whether two paths name one file: the same path, a link of either kind, or the same folder mounted twice.</summary>
public static unsafe partial class FileIdentity
{
    // include/uapi/linux/stat.h: the same on every architecture.
    private const int StatxBytes = 256, InodeAt = 32, DeviceMajorAt = 136, DeviceMinorAt = 140;
    private const uint InodeWanted = 0x100;
    private const int CurrentFolder = -100; // AT_FDCWD

    /// <summary>Whether both are there and are one file.</summary>
    public static bool AreSame(string one, string other)
    {
        if (!File.Exists(one) || !File.Exists(other)) return false;
        if (Path.GetFullPath(one) == Path.GetFullPath(other)) return true;
        return OperatingSystem.IsLinux() && Of(one) is { } first && Of(other) is { } second && first == second;
    }

    /// <summary>Device and inode of an open file of this process, as stat(2) has them; null where it is none.</summary>
    /// <param name="descriptor">0, 1 and 2 are the standard streams.</param>
    public static (ulong Device, ulong Inode)? OfDescriptor(int descriptor)
    {
        if (Of($"/proc/self/fd/{descriptor}") is not var (inode, major, minor)) return null;

        // dev_t of the C libraries (gnu_dev_makedev(3)).
        ulong device = ((ulong)(major & 0xFFFF_F000) << 32) | ((ulong)(major & 0xFFF) << 8) | ((ulong)(minor & 0xFFFF_FF00) << 12) | (minor & 0xFF);
        return (device, inode);
    }

    private static (ulong Inode, uint Major, uint Minor)? Of(string path)
    {
        Span<byte> state = stackalloc byte[StatxBytes];
        fixed (byte* at = state)
        {
            if (Statx(CurrentFolder, path, 0, InodeWanted, at) != 0) return null;
        }

        return (BinaryPrimitives.ReadUInt64LittleEndian(state[InodeAt..]), BinaryPrimitives.ReadUInt32LittleEndian(state[DeviceMajorAt..]),
            BinaryPrimitives.ReadUInt32LittleEndian(state[DeviceMinorAt..]));
    }

    [LibraryImport("libc.so.6", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* state);
}

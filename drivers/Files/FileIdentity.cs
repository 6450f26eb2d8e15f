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

using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Native;

/// <summary>Whether this process may use a device node, by access(2): without opening it, which some devices answer with a
/// wait or a click.</summary>
public static partial class NodeAccess
{
    private const int Read = 4;
    private const int Write = 2;

    /// <summary>Whether the node may be read and written.</summary>
    public static bool CanReadAndWrite(string path) => Access(path, Read | Write) == 0;

    /// <summary>Whether the node may be written.</summary>
    public static bool CanWrite(string path) => Access(path, Write) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}

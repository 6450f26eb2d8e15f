using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OnBoard.Drivers.Files;

/// <summary>
/// Replaces a file so that a power cut at any moment leaves the old content or the new, never a mixture: written beside
/// it, fsynced, renamed over it, and the directory fsynced.
/// </summary>
public static partial class DurableFile
{
    private const int OpenReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC, the same on x64 and arm64

    /// <summary>Writes <paramref name="path"/> anew.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or refused.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        string directory = Path.GetDirectoryName(full)!;
        string temporary = full + ".new";
        try
        {
            Directory.CreateDirectory(directory);
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
            SynchronizeDirectory(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeviceFailedException(
                path, $"could not be written ({error.Message})", "Free space on the disk or choose another folder", error);
        }
    }

    private static void SynchronizeDirectory(string directory)
    {
        if (!OperatingSystem.IsLinux()) return;
        using SafeFileHandle handle = new(Open(directory, OpenReadOnlyCloseOnExec), ownsHandle: true);
        if (handle.IsInvalid || Fsync(handle) != 0)
            throw new IOException($"fsync of {directory} failed with errno {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle handle);
}

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OnBoard.Drivers.Files;

/// <summary>The operating system's files.</summary>
public sealed partial class LinuxFileSystem : IFileSystem
{
    private const int OpenReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC, the same on x64 and arm64

    private LinuxFileSystem()
    {
    }

    /// <summary>The one instance; it has no state.</summary>
    public static LinuxFileSystem Instance { get; } = new();

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        if (Directory.Exists(path)) return;
        string? above = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(above)) CreateDirectory(above);
        Directory.CreateDirectory(path);
        if (!string.IsNullOrEmpty(above)) SynchronizeDirectory(above);
    }

    /// <inheritdoc/>
    public Stream Create(string path) => new FileStream(path, FileMode.Create, FileAccess.Write);

    /// <inheritdoc/>
    public void Synchronize(Stream file) => ((FileStream)file).Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void SynchronizeDirectory(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        using SafeFileHandle handle = new(Open(path, OpenReadOnlyCloseOnExec), ownsHandle: true);
        if (handle.IsInvalid || Fsync(handle) != 0)
            throw new IOException($"fsync of {path} failed with errno {Marshal.GetLastPInvokeError()}");
    }

    /// <inheritdoc/>
    public byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle handle);
}

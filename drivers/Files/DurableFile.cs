namespace OnBoard.Drivers.Files;

/// <summary>
/// Replaces a file so that a power cut at any moment leaves the old content or the new, never a mixture: written beside
/// it, fsynced, renamed over it, and the directory fsynced.
/// </summary>
public static class DurableFile
{
    private const string Beside = ".new";

    /// <summary>Writes <paramref name="path"/> anew.</summary>
    /// <param name="path">The file to replace.</param>
    /// <param name="write">Writes the new content.</param>
    /// <param name="files">Where; the operating system's files by default.</param>
    /// <exception cref="DeviceFailedException">The disk is full or refused.</exception>
    public static void Write(string path, Action<Stream> write, IFileSystem? files = null)
    {
        files ??= LinuxFileSystem.Instance;
        string full = Path.GetFullPath(path);
        string directory = Path.GetDirectoryName(full)!;
        string temporary = full + Beside;
        try
        {
            files.CreateDirectory(directory);
            using (Stream stream = files.Create(temporary))
            {
                write(stream);
                files.Synchronize(stream);
            }

            files.Rename(temporary, full);
            files.SynchronizeDirectory(directory);
        }
        catch (Exception error)
        {
            Remove(files, temporary);
            if (error is not (IOException or UnauthorizedAccessException)) throw;
            throw new DeviceFailedException(
                path, $"could not be written ({error.Message})", "Free space on the disk or choose another folder", error);
        }
    }

    /// <summary>Removes what a write left beside <paramref name="path"/> that a power cut or a kill ended half way.</summary>
    /// <param name="path">The file that was to be replaced.</param>
    /// <param name="files">Where; the operating system's files by default.</param>
    public static void RemovePartial(string path, IFileSystem? files = null) =>
        Remove(files ?? LinuxFileSystem.Instance, Path.GetFullPath(path) + Beside);

    /// <summary>Leaves no half or empty file behind.</summary>
    private static void Remove(IFileSystem files, string temporary)
    {
        try
        {
            if (files.Read(temporary) is not null) files.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What kept it from being written may keep it from being removed; the first error is the one to report.
        }
    }
}

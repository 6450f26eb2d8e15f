namespace OnBoard.Drivers.Files;

/// <summary>
/// Replaces a file so that a power cut at any moment leaves the old content or the new, never a mixture: written beside
/// it, fsynced, renamed over it, and the directory fsynced.
/// </summary>
public static class DurableFile
{
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
        string temporary = full + ".new";
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
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Remove(files, temporary);
            throw new DeviceFailedException(
                path, $"could not be written ({error.Message})", "Free space on the disk or choose another folder", error);
        }
    }

    /// <summary>Leaves no half or empty file behind.</summary>
    private static void Remove(IFileSystem files, string temporary)
    {
        try
        {
            files.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What kept it from being written may keep it from being removed; the first error is the one to tell.
        }
    }
}

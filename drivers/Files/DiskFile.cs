namespace OnBoard.Drivers.Files;

/// <summary>Files that are written as things come.</summary>
public static class DiskFile
{
    /// <summary>Creates a file, or empties it; others may read it meanwhile.</summary>
    /// <exception cref="BadInputException">The file cannot be created there.</exception>
    /// <exception cref="DeviceFailedException">The disk is full.</exception>
    public static Stream Create(string path)
    {
        try
        {
            // No buffer in between: a failure shows at the write that meets it.
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (IOException error) when (DiskFailure.IsFull(error))
        {
            throw DiskFailure.Of(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(
                path, $"it cannot be created ({error.Message})", "Name a file in a folder that can be written", error);
        }
    }
}

using Microsoft.Win32.SafeHandles;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Standard input as a file that can be read from any place, as often as needed: what comes is kept in a file without a name,
/// which is gone with the program.
/// </summary>
internal static class StandardInputFile
{
    private static readonly Lazy<FileStream> Kept = new(Keep);

    /// <summary>A path that this program and its children can open.</summary>
    /// <exception cref="BadInputException">Standard input is a terminal or empty, or cannot be kept.</exception>
    public static string Path => $"/proc/{Environment.ProcessId}/fd/{Kept.Value.SafeFileHandle.DangerousGetHandle()}";

    private static FileStream Keep()
    {
        const string Name = "standard input";
        if (!Console.IsInputRedirected)
            throw new BadInputException(Name, "it is a terminal", "pipe a recording into the program, or name a file");
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());
        try
        {
            FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            File.Delete(path);
            using (SafeFileHandle handle = new(0, ownsHandle: false))
            using (FileStream input = new(handle, FileAccess.Read, bufferSize: 1, isAsync: false)) input.CopyTo(file);
            file.Flush();
            return file.Length > 0 ? file : throw new BadInputException(Name, "it is empty", "pipe a recording into the program");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(Name, $"it cannot be kept ({error.Message})", $"free space in {System.IO.Path.GetTempPath()}", error);
        }
    }
}

using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// The files below a folder, however deep, by the ending of their names. Symbolic links are followed, each folder once, so that a link to
/// a folder above ends nowhere. What cannot be read is left out and reported.
/// </summary>
internal static class FolderWalk
{
    /// <summary>Containers that hold frames.</summary>
    public static readonly string[] VideoEndings =
        [".mpg", ".mpeg", ".mp4", ".m4v", ".avi", ".mov", ".mkv", ".webm", ".vob", ".ts", ".wmv", ".flv", ".3gp"];

    /// <summary>Containers that hold sound alone.</summary>
    public static readonly string[] SoundEndings =
        [".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".aif", ".aiff", ".au", ".w64", ".caf", ".wma", ".sph"];

    /// <summary>Whether a file's name ends so, in whatever case.</summary>
    public static bool EndsIn(string path, string[] endings) =>
        endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) && !Path.GetFileName(path).StartsWith('.');

    /// <summary>All such files, in ordinal order of their paths.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="endings">With the dot.</param>
    /// <param name="unreadable">Takes the files and folders that cannot be read.</param>
    /// <exception cref="BadInputException">The folder itself is missing or cannot be read.</exception>
    public static List<string> Find(string root, string[] endings, List<string> unreadable)
    {
        if (!Directory.Exists(root))
            throw new BadInputException(root, File.Exists(root) ? "it is a file" : "there is no such folder", "name a folder of recordings");
        List<string> found = [];
        HashSet<string> visited = [];
        Stack<string> left = new([Path.GetFullPath(root)]);
        while (left.TryPop(out string? folder))
        {
            if (!visited.Add(Real(folder))) continue;
            try
            {
                foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
                {
                    if (Directory.Exists(entry.FullName)) left.Push(entry.FullName);
                    else if (EndsIn(entry.FullName, endings)) Take(entry.FullName);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(folder);
            }
        }

        if (found.Count == 0 && unreadable.Contains(Path.GetFullPath(root)))
            throw new BadInputException(root, "it cannot be read", "check its permissions");
        found.Sort(StringComparer.Ordinal);
        return found;

        void Take(string path)
        {
            try
            {
                File.OpenHandle(path).Dispose();
                found.Add(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(path);
            }
        }
    }

    /// <summary>Files that cannot be read, in a sentence; null where there are none.</summary>
    public static string? Describe(List<string> unreadable) => unreadable.Count switch
    {
        0 => null,
        1 => $"{unreadable[0]} cannot be read and is left out",
        _ => $"{unreadable.Count} files or folders cannot be read and are left out: {string.Join(", ", unreadable.Take(3))}{(unreadable.Count > 3 ? ", ..." : "")}",
    };

    /// <summary>The folder with all links on the way to it resolved.</summary>
    private static string Real(string folder)
    {
        string real = Path.GetPathRoot(folder)!;
        foreach (string part in folder[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            real = new DirectoryInfo(next).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next;
        }

        return real;
    }
}

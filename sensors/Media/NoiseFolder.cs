using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>A folder of noise recordings named <c>TYPE_name.flac</c> or <c>TYPE_name.wav</c>.</summary>
public static class NoiseFolder
{
    /// <summary>The recordings in ordinal order of their names.</summary>
    /// <exception cref="BadInputException">No folder, no recording in it, or one whose name has no type.</exception>
    public static IReadOnlyList<NoiseRecording> Open(string folder)
    {
        const string Remedy = "name a folder with files of the form TYPE_name.flac or TYPE_name.wav";
        if (!Directory.Exists(folder)) throw new BadInputException(folder, "there is no such folder", Remedy);
        string[] files = [.. Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".flac" or ".wav")];
        if (files.Length == 0) throw new BadInputException(folder, "it holds no noise recording", Remedy);
        Array.Sort(files, StringComparer.Ordinal);
        return [.. files.Select(Describe)];

        static NoiseRecording Describe(string path)
        {
            string name = Path.GetFileNameWithoutExtension(path);
            int underscore = name.IndexOf('_');
            if (underscore <= 0) throw new BadInputException(path, "its name does not start with a type", Remedy);
            return new NoiseRecording(path, name[..underscore], name[(underscore + 1)..]);
        }
    }
}

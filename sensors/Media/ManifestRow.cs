using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>One recording that a manifest lists: a CSV file with a header line and at least the columns file and split.</summary>
/// <param name="Path">Full path; the manifest's is relative to its own folder, or to the folder of recordings.</param>
/// <param name="Line">The manifest's line, from 1.</param>
/// <param name="Split">What the recording is for.</param>
/// <param name="Kind">What it is; null in a manifest without such a column.</param>
/// <param name="Speaker">Who talks; null in a manifest without such a column.</param>
/// <param name="Sex">The talker's, f or m; empty where it does not say.</param>
/// <param name="AgeGroup">The talker's: adult, teen, child; empty where it does not say.</param>
internal sealed record ManifestRow(string Path, int Line, string Split, string? Kind, string? Speaker, string Sex, string AgeGroup)
{
    /// <summary>The rows of the files below a folder, in the manifest's order.</summary>
    /// <exception cref="BadInputException">No such file, a column that is missing, or a line of another length.</exception>
    public static IEnumerable<ManifestRow> Read(string root, string manifest)
    {
        if (!File.Exists(manifest))
            throw new BadInputException(manifest, "there is no such file", "name a CSV manifest");
        string[] lines = File.ReadAllLines(manifest);
        List<string> header = lines.Length > 0 ? Csv.Split(lines[0]) : [];
        int file = Column("file");
        int split = Column("split");
        int kind = header.IndexOf("kind");
        int speaker = header.IndexOf("speaker");
        int sex = header.IndexOf("sex");
        int age = header.IndexOf("age_group");
        string within = System.IO.Path.GetFullPath(root).TrimEnd(System.IO.Path.DirectorySeparatorChar) + System.IO.Path.DirectorySeparatorChar;
        string origin = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(manifest))!;

        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) continue;
            List<string> fields = Csv.Split(lines[i]);
            if (fields.Count != header.Count)
            {
                throw new BadInputException($"{manifest} line {i + 1}",
                    $"it has {fields.Count} fields where the header has {header.Count}", "correct the manifest");
            }

            string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(origin, fields[file]));
            if (!File.Exists(path) && System.IO.Path.GetFullPath(System.IO.Path.Combine(within, fields[file])) is var below && File.Exists(below))
                path = below;
            if (!path.StartsWith(within, StringComparison.Ordinal)) continue;
            yield return new ManifestRow(
                path, i + 1, fields[split], kind >= 0 ? fields[kind] : null, speaker >= 0 ? fields[speaker] : null,
                sex >= 0 ? fields[sex] : "", age >= 0 ? fields[age] : "");
        }

        int Column(string name) => header.IndexOf(name) is >= 0 and var index
            ? index
            : throw new BadInputException(manifest, $"it has no column {name}",
                "name a CSV manifest with a header line");
    }

    /// <summary>Makes sure that the file is there.</summary>
    /// <param name="manifest">The manifest, for the message.</param>
    /// <exception cref="BadInputException">It is not.</exception>
    public void RefuseMissing(string manifest)
    {
        if (File.Exists(Path)) return;
        throw new BadInputException(Path, $"{manifest} lists it on line {Line} and it is not there",
            "copy the corpus again or correct the manifest");
    }
}

using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// A folder of recordings in GRID layout, <c>root/speaker/clip.mpg</c> with an optional <c>clip.align</c> beside each,
/// and an optional manifest that assigns splits.
/// </summary>
public sealed class GridCorpus
{
    private GridCorpus(IReadOnlyList<GridClip> clips) => Clips = clips;

    /// <summary>All recordings, by speaker, then by name (ordinal), so that every run sees the same order.</summary>
    public IReadOnlyList<GridClip> Clips { get; }

    /// <summary>The recordings of one split, in order.</summary>
    /// <exception cref="BadInputException">No recording is in it.</exception>
    public IReadOnlyList<GridClip> InSplit(string split)
    {
        GridClip[] chosen = [.. Clips.Where(c => c.Split == split)];
        if (chosen.Length > 0) return chosen;
        string known = string.Join(", ", Clips.Select(c => c.Split).Where(s => s.Length > 0).Distinct());
        throw new BadInputException($"split {split}", "the corpus has no recording in it",
            known.Length > 0 ? $"choose one of {known}" : "give a manifest with a split column");
    }

    /// <summary>Looks through a folder.</summary>
    /// <param name="root">The folder that holds one folder for each speaker.</param>
    /// <param name="manifest">
    /// CSV with at least the columns file (relative to the manifest's folder) and split, optionally kind (only grid_av
    /// is taken) and speaker. Recordings that it does not list are left out.
    /// </param>
    /// <exception cref="BadInputException">
    /// No folder, no recording in it, a manifest without the columns, or one that lists a recording that is not there.
    /// </exception>
    public static GridCorpus Open(string root, string? manifest = null)
    {
        if (!Directory.Exists(root))
        {
            throw new BadInputException(root, "there is no such folder",
                "name a folder with one folder for each speaker");
        }

        List<GridClip> clips = manifest is null ? ByFolder(root) : ByManifest(root, manifest);
        if (clips.Count == 0)
        {
            throw new BadInputException(root, "it holds no recording of the form speaker/clip.mpg",
                "name a folder in GRID layout");
        }

        clips.Sort((a, b) => (string.CompareOrdinal(a.Speaker, b.Speaker), string.CompareOrdinal(a.Name, b.Name)) switch
        {
            (0, var byName) => byName,
            var (bySpeaker, _) => bySpeaker,
        });
        return new GridCorpus(clips);
    }

    private static List<GridClip> ByFolder(string root) =>
    [
        .. Directory.EnumerateDirectories(root)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.mpg"))
            .Select(path => Describe(path, Path.GetFileName(Path.GetDirectoryName(path))!, split: "")),
    ];

    private static List<GridClip> ByManifest(string root, string manifest)
    {
        var clips = new List<GridClip>();
        foreach (ManifestRow row in ManifestRow.Read(root, manifest))
        {
            if (row.Kind is null ? !row.Path.EndsWith(".mpg", StringComparison.Ordinal) : row.Kind != "grid_av") continue;
            row.RefuseMissing(manifest);
            string folder = Path.GetFileName(Path.GetDirectoryName(row.Path))!;
            clips.Add(Describe(row.Path, row.Speaker ?? folder, row.Split));
        }

        return clips;
    }

    private static GridClip Describe(string path, string speaker, string split)
    {
        string alignment = Path.ChangeExtension(path, ".align");
        return new GridClip(path, Path.GetFileNameWithoutExtension(path), speaker, split,
            File.Exists(alignment) ? alignment : null);
    }
}

using System.Text.RegularExpressions;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// A folder of clips of talkers, as people lay them out: <c>root/s1/clip.mpg</c> (GRID), <c>s1/video/clip.mpg</c>, <c>video/s1/clip.mp4</c>,
/// deeper folders, one talker's folder alone; in whatever container, with an optional <c>clip.align</c> beside each or in a folder of
/// alignments. A manifest assigns splits where there is one; else they are split by hash (<see cref="HashSplit"/>).
/// </summary>
public sealed partial class GridCorpus
{
    // Folders that are not the talker's name.
    private static readonly HashSet<string> LayoutFolders = new(StringComparer.OrdinalIgnoreCase)
    {
        "video", "videos", "mpg", "mpeg", "mp4", "avi", "mov", "clips", "mpg_6000", "mpg_vcd", "vcd", "high", "normal", "raw", "data", "train",
        "dev", "val", "test", "main", "pretrain", "trainval",
    };

    private static readonly string[] AlignmentFolders = [".", "align", "../align", "../aligns", "../alignments"];

    private static readonly string[] VideoKinds = ["grid_av", "av", "video", "clip", ""];

    private GridCorpus(IReadOnlyList<GridClip> clips, IReadOnlyList<string> notes)
    {
        Clips = clips;
        Notes = notes;
    }

    /// <summary>What a person should know: how clips were split, what could not be read.</summary>
    public IReadOnlyList<string> Notes { get; }

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
            $"choose one of {known}");
    }

    /// <summary>Looks through a folder.</summary>
    /// <param name="root">The folder that holds one folder for each speaker, or one speaker's folder.</param>
    /// <param name="manifest">
    /// CSV with at least the columns file (relative to the manifest's folder, or to the root) and split, optionally kind (grid_av, av, video
    /// and clip are taken) and speaker. Recordings that it does not list are left out.
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

        List<string> notes = [];
        List<GridClip> clips = manifest is null ? ByFolder(root, notes) : ByManifest(root, manifest);
        if (clips.Count == 0)
        {
            throw new BadInputException(
                root, manifest is null ? $"it holds no clip of a talker ({string.Join(", ", FolderWalk.VideoEndings)})" : $"{manifest} lists no clip in it",
                "name a folder with one folder of clips for each talker");
        }

        clips.Sort((a, b) => (string.CompareOrdinal(a.Speaker, b.Speaker), string.CompareOrdinal(a.Name, b.Name)) switch
        {
            (0, 0) => string.CompareOrdinal(a.Path, b.Path),
            (0, var byName) => byName,
            var (bySpeaker, _) => bySpeaker,
        });
        if (manifest is not null) return new GridCorpus(clips, notes);
        (clips, string split) = HashSplit.Assign(clips);
        notes.Add(split);
        return new GridCorpus(clips, notes);
    }

    /// <summary>Whether a manifest has the columns and lists clips below a folder.</summary>
    public static bool Lists(string manifest, string root)
    {
        try
        {
            return ManifestRow.Read(root, manifest).Any(row => FolderWalk.EndsIn(row.Path, FolderWalk.VideoEndings));
        }
        catch (BadInputException)
        {
            return false;
        }
    }

    private static List<GridClip> ByFolder(string root, List<string> notes)
    {
        List<string> unreadable = [];
        string full = Path.GetFullPath(root);
        (string Path, string[] Folders)[] files =
        [
            .. FolderWalk.Find(root, FolderWalk.VideoEndings, unreadable).Select(path =>
                (path, Path.GetDirectoryName(Path.GetRelativePath(full, path))!.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))),
        ];
        if (FolderWalk.Describe(unreadable) is { } note) notes.Add(note);

        // What all clips have in common above them distinguishes no talkers.
        int common = files.Length == 0 ? 0 : files.Min(file => file.Folders.Length);
        for (int level = 0; level < common; level++)
        {
            if (files.Any(file => file.Folders[level] != files[0].Folders[level])) common = level;
        }

        Dictionary<(string, string), GridClip> clips = [];
        int twice = 0;
        foreach ((string path, string[] folders) in files)
        {
            GridClip clip = Describe(path, SpeakerOf(folders, common, full), split: "");

            // The same clip in another container, or in another size.
            if (!clips.TryAdd((clip.Speaker, clip.Name), clip)) twice++;
        }

        if (twice > 0) notes.Add($"{twice} clips are there more than once, by talker and name: the first of each is taken");
        return [.. clips.Values];
    }

    /// <summary>The talker by the folders between root and clip: one that is named as corpora number talkers, else the first that distinguishes clips.</summary>
    private static string SpeakerOf(string[] folders, int common, string root) =>
        folders.FirstOrDefault(folder => NumberedTalker().IsMatch(folder))
        ?? folders.Skip(common).FirstOrDefault(folder => !LayoutFolders.Contains(folder))
        ?? folders.LastOrDefault(folder => !LayoutFolders.Contains(folder))
        ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(root));

    [GeneratedRegex("^(s|id|p|spk|speaker|talker|m|f)[-_]?[0-9]+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NumberedTalker();

    private static List<GridClip> ByManifest(string root, string manifest)
    {
        var clips = new List<GridClip>();
        foreach (ManifestRow row in ManifestRow.Read(root, manifest))
        {
            if (!FolderWalk.EndsIn(row.Path, FolderWalk.VideoEndings) || (row.Kind is { } kind && !VideoKinds.Contains(kind))) continue;
            row.RefuseMissing(manifest);
            string folder = Path.GetFileName(Path.GetDirectoryName(row.Path))!;
            clips.Add(Describe(row.Path, row.Speaker ?? folder, row.Split));
        }

        return clips;
    }

    private static GridClip Describe(string path, string speaker, string split)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        string folder = Path.GetDirectoryName(path)!;
        string? alignment = AlignmentFolders
            .Select(beside => Path.GetFullPath(Path.Combine(folder, beside, name + ".align"))).FirstOrDefault(File.Exists);
        return new GridClip(path, name, speaker, split, alignment);
    }
}

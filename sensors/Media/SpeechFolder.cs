using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// A folder of clear speech of many talkers without video: one file for each talker, or one folder for each with files at any
/// depth, as LibriSpeech and VCTK have them. The manifest tells the splits where there is one, by talker; else the talker's name does.
/// </summary>
public sealed class SpeechFolder
{
    private const string Layout = "name a folder with one sound file (flac, wav, mp3, ogg, opus) or one folder of them for each talker";
    private static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase) { ".flac", ".wav", ".mp3", ".ogg", ".opus" };

    private SpeechFolder(List<SpeechRecording> recordings, bool splitByName)
    {
        Recordings = recordings;
        SplitByName = splitByName;
    }

    /// <summary>All recordings, by talker, then by path (ordinal), so that every run sees the same order.</summary>
    public IReadOnlyList<SpeechRecording> Recordings { get; }

    /// <summary>Whether the splits come from the talkers' names, because no manifest lists the folder.</summary>
    public bool SplitByName { get; }

    /// <summary>The talkers of a split, each with the recordings in order.</summary>
    public IReadOnlyList<IGrouping<string, SpeechRecording>> TalkersInSplit(string split) =>
        [.. Recordings.Where(recording => recording.Split == split).GroupBy(recording => recording.Talker)];

    /// <summary>Looks through a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="manifest">
    /// CSV with the columns file and split, optionally kind (only <c>speech</c> is taken) and speaker. Where it lists files of the
    /// folder, the others are left out; where it lists none, it does not count.
    /// </param>
    /// <exception cref="BadInputException">
    /// No folder, no speech in it, a file that the manifest lists and that is not there, or a talker in two splits.
    /// </exception>
    public static SpeechFolder Open(string folder, string? manifest = null)
    {
        if (!Directory.Exists(folder)) throw new BadInputException(folder, "there is no such folder", Layout);
        List<SpeechRecording> recordings = manifest is null ? [] : ByManifest(folder, manifest);
        bool listed = recordings.Count > 0;
        if (!listed) recordings = ByFolder(folder);
        if (recordings.Count == 0) throw new BadInputException(folder, "it holds no speech", Layout);
        recordings.Sort((a, b) => string.CompareOrdinal(a.Talker, b.Talker) is var byTalker and not 0
            ? byTalker
            : string.CompareOrdinal(a.Path, b.Path));
        RefuseTalkersInTwoSplits(recordings, manifest);
        return new SpeechFolder(recordings, splitByName: !listed);
    }

    /// <summary>The split of a talker whom no manifest lists: of ten names one is for dev, one for test.</summary>
    public static string SplitOf(string talker)
    {
        // FNV-1a: the same on every machine and in every process.
        uint hash = 2166136261;
        foreach (byte letter in System.Text.Encoding.UTF8.GetBytes(talker)) hash = (hash ^ letter) * 16777619;
        return ((hash ^ (hash >> 16)) % 10) switch { 0 => "dev", 1 => "test", _ => "train" };
    }

    private static List<SpeechRecording> ByManifest(string folder, string manifest)
    {
        List<SpeechRecording> recordings = [];
        string root = Path.GetFullPath(folder);
        foreach (ManifestRow row in ManifestRow.Read(root, manifest))
        {
            if (row.Kind is null ? !IsSound(row.Path) : row.Kind != "speech") continue;
            row.RefuseMissing(manifest);
            recordings.Add(new SpeechRecording(row.Path, row.Speaker is { Length: > 0 } named ? named : TalkerOf(root, row.Path), row.Split));
        }

        return recordings;
    }

    private static List<SpeechRecording> ByFolder(string folder)
    {
        // A download has a folder or two around the talkers: LibriSpeech/dev-clean/TALKER.
        string root = Path.GetFullPath(folder);
        while (!Directory.EnumerateFiles(root).Any(IsSound) && Directory.GetDirectories(root) is [var only]
               && Directory.GetDirectories(only).Length > 0)
            root = only;
        return
        [
            .. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(IsSound).Select(path =>
            {
                string talker = TalkerOf(root, path);
                return new SpeechRecording(path, talker, SplitOf(talker));
            }),
        ];
    }

    private static string TalkerOf(string root, string path)
    {
        string relative = Path.GetRelativePath(root, path);
        int separator = relative.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return separator < 0 ? Path.GetFileNameWithoutExtension(relative) : relative[..separator];
    }

    private static bool IsSound(string path) => Endings.Contains(Path.GetExtension(path));

    private static void RefuseTalkersInTwoSplits(List<SpeechRecording> recordings, string? manifest)
    {
        foreach (IGrouping<string, SpeechRecording> talker in recordings.GroupBy(recording => recording.Talker))
        {
            SpeechRecording first = talker.First();
            if (talker.FirstOrDefault(recording => recording.Split != first.Split) is not { } other) continue;
            throw new BadInputException(
                other.Path, $"talker {talker.Key} is in split {other.Split} here and in {first.Split} with {Path.GetFileName(first.Path)}",
                $"give all files of a talker one split in {manifest}, or what is scored was trained on");
        }
    }
}

using System.Text.RegularExpressions;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// A folder of noise recordings as people have them: <c>TYPE_name.flac</c>; CHiME-3's <c>BGD_date_number_PLACE.CHn.wav</c> (Barker et al.,
/// ASRU 2015); DEMAND's <c>PLACE/chNN.wav</c> (Thiemann et al., 2013); MUSAN and plain folders, where the folder is the type. Folders below
/// are looked through, endings may be in any case.
/// </summary>
public static partial class NoiseFolder
{
    private const string Remedy = "name a folder of sound files: TYPE_name.wav, or a folder for each type";

    // Folders that are not a type's name.
    private static readonly HashSet<string> LayoutFolders = new(StringComparer.OrdinalIgnoreCase)
    {
        "wav", "wavs", "flac", "audio", "sound", "sounds", "16k", "48k", "16khz", "48khz",
    };

    /// <summary>The recordings in ordinal order of their paths.</summary>
    /// <exception cref="BadInputException">No folder, or no recording in it.</exception>
    public static IReadOnlyList<NoiseRecording> Open(string folder) => Open(folder, out _);

    /// <summary>The same.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="note">What a person should know: what cannot be read; null for nothing.</param>
    /// <exception cref="BadInputException">No folder, or no recording in it.</exception>
    public static IReadOnlyList<NoiseRecording> Open(string folder, out string? note)
    {
        if (!Directory.Exists(folder)) throw new BadInputException(folder, "there is no such folder", Remedy);
        List<string> unreadable = [];
        List<string> files = FolderWalk.Find(folder, FolderWalk.SoundEndings, unreadable);
        note = FolderWalk.Describe(unreadable);
        if (files.Count == 0) throw new BadInputException(folder, $"it holds no noise recording{(note is null ? "" : $"; {note}")}", Remedy);
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return [.. files.Select(path => Describe(path, root))];
    }

    /// <summary>One file of each recording: its first channel.</summary>
    public static IReadOnlyList<NoiseRecording> OneChannelEach(IEnumerable<NoiseRecording> recordings) =>
        [.. recordings.DistinctBy(recording => recording.Recording)];

    private static NoiseRecording Describe(string path, string root)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        string folder = Path.GetDirectoryName(path)!;
        Match channel = ChannelSuffix().Match(name);
        string recording = channel.Success ? name[..channel.Index] : name;
        if (Chime().Match(recording) is { Success: true } chime)
            return new NoiseRecording(path, chime.Groups["place"].Value.ToUpperInvariant(), name) { Recording = recording };

        if (ChannelAlone().IsMatch(name))
        {
            // The folder is the recording, each file one of its channels.
            string place = TypeOfFolder(folder, root);
            return new NoiseRecording(path, place, $"{place}.{name}") { Recording = folder };
        }

        int underscore = name.IndexOf('_');
        bool nameHasType = underscore > 0 && (TypePrefix().IsMatch(name[..underscore]) || folder == root);
        return nameHasType
            ? new NoiseRecording(path, name[..underscore], name[(underscore + 1)..]) { Recording = $"{folder}/{recording}" }
            : new NoiseRecording(path, TypeOfFolder(folder, root), name) { Recording = $"{folder}/{recording}" };
    }

    private static string TypeOfFolder(string folder, string root)
    {
        while (folder != root && LayoutFolders.Contains(Path.GetFileName(folder))) folder = Path.GetDirectoryName(folder)!;
        return Path.GetFileName(folder);
    }

    [GeneratedRegex("[._-]ch[0-9]+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ChannelSuffix();

    [GeneratedRegex("^(ch|channel)[_-]?[0-9]+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ChannelAlone();

    [GeneratedRegex("^(BGD_[0-9]+_[0-9]+_(?<place>[A-Z]+)|[A-Z0-9]+_[A-Z0-9]+_(?<place>BUS|CAF|PED|STR|BTH))$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Chime();

    [GeneratedRegex("^[A-Z][A-Z0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex TypePrefix();
}

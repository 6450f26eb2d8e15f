using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>The recordings that can be scored on: talkers with a face and talkers heard only, chosen by split.</summary>
public sealed class EvaluationCorpus
{
    private const string FacePrefix = "face:", EarPrefix = "ear:";

    private readonly List<Recording> _recordings = [];
    private readonly List<string> _notes = [];

    private sealed record Recording(string Path, string Name, Talker Talker, string Split, bool HasFace);

    /// <summary>What a person should know of the clips: how they were split, what could not be read.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Looks through the folders.</summary>
    /// <param name="clips">Clips with faces, or null.</param>
    /// <param name="speech">Speech by ear, or null.</param>
    /// <param name="manifest">The manifest of the clips with faces; null looks in and above their folder.</param>
    /// <exception cref="BadInputException">A folder is missing or empty, or its manifest is wrong.</exception>
    public static EvaluationCorpus Open(string? clips, string? speech, string? manifest = null)
    {
        EvaluationCorpus corpus = new();
        if (clips is not null)
        {
            manifest ??= TrainingCorpus.ManifestOfClips(clips);
            GridCorpus faces = GridCorpus.Open(clips, manifest);
            corpus._notes.AddRange(faces.Notes);
            var listed = TalkerManifest.Read(clips, manifest);
            HashSet<string> twice = [.. faces.Clips.GroupBy(InFolder).Where(named => named.Count() > 1).Select(named => named.Key)];
            corpus._recordings.AddRange(faces.Clips.Select(clip => new Recording(
                clip.Path, twice.Contains(InFolder(clip)) ? $"{clip.Speaker}/{clip.Name}" : InFolder(clip),
                Describe(clip.Speaker, clip.Path, listed), clip.Split, HasFace: true)));
        }

        if (speech is not null)
        {
            string? speechManifest = TrainingCorpus.FindManifest(speech);
            var listed = TalkerManifest.Read(speech, speechManifest);
            corpus._recordings.AddRange(SpeechFolder.Open(speech, speechManifest).Recordings.Select(recording => new Recording(
                recording.Path, Path.ChangeExtension(Path.GetRelativePath(speech, recording.Path), null),
                Describe(recording.Talker, recording.Path, listed), recording.Split, HasFace: false)));
        }

        return corpus;

        static string InFolder(GridClip clip) => $"{Path.GetFileName(Path.GetDirectoryName(clip.Path))}/{clip.Name}";

        static Talker Describe(string name, string path, IReadOnlyDictionary<string, (string Sex, string AgeGroup)> listed) =>
            listed.TryGetValue(Path.GetFullPath(path), out (string Sex, string AgeGroup) facts)
                ? new Talker(name, facts.Sex, facts.AgeGroup)
                : new Talker(name, "", "");
    }

    /// <summary>The paths of the recordings of some splits, in order of talkers.</summary>
    /// <param name="splits">
    /// Splits of the manifest; <c>face:NAME</c> takes it of clips with faces only, <c>ear:NAME</c> of speech by ear only.
    /// </param>
    /// <param name="limit">At most so many recordings, drawn evenly over the talkers; null takes all.</param>
    /// <exception cref="BadInputException">A split has no recording.</exception>
    public EvaluationDraw Choose(IReadOnlyList<string> splits, int? limit)
    {
        List<Recording> chosen = [];
        foreach (string split in splits)
        {
            Recording[] members = [.. _recordings.Where(recording => IsIn(recording, split))];
            if (members.Length == 0) throw NoSuchSplit(split);
            chosen.AddRange(members.Except(chosen));
        }

        int all = chosen.Count;
        chosen = Draw([.. chosen.OrderBy(recording => recording.HasFace ? 0 : 1)
            .ThenBy(recording => recording.Talker.Name, StringComparer.Ordinal).ThenBy(recording => recording.Name, StringComparer.Ordinal)], limit ?? all);
        return new EvaluationDraw(all, chosen.Count, progress => Load(chosen, progress));
    }

    private static bool IsIn(Recording recording, string split)
    {
        if (split.StartsWith(FacePrefix, StringComparison.Ordinal)) return recording.HasFace && recording.Split == split[FacePrefix.Length..];
        if (split.StartsWith(EarPrefix, StringComparison.Ordinal)) return !recording.HasFace && recording.Split == split[EarPrefix.Length..];
        return recording.Split == split;
    }

    private BadInputException NoSuchSplit(string split)
    {
        string known = string.Join(", ", _recordings.Where(recording => recording.Split.Length > 0)
            .Select(recording => (recording.HasFace ? FacePrefix : EarPrefix) + recording.Split).Distinct().Order(StringComparer.Ordinal));
        return new BadInputException(
            $"split {split}", "the recordings have none of that name",
            known.Length > 0 ? $"choose among {known}, or leave out what is before the colon" : "give a manifest with a split column");
    }

    /// <summary>
    /// Evenly over the talkers: with fewer places than talkers every so manyth talker's first recording; else all talkers' first
    /// recordings, then their second, until the places are taken.
    /// </summary>
    private static List<Recording> Draw(IReadOnlyList<Recording> recordings, int count)
    {
        if (count >= recordings.Count) return [.. recordings];
        List<IGrouping<string, Recording>> talkers = [.. recordings.GroupBy(recording => recording.Talker.Name)];
        HashSet<Recording> drawn = count < talkers.Count
            ? [.. Enumerable.Range(0, count).Select(place => talkers[(int)((place + 0.5) * talkers.Count / count)].First())]
            :
            [
                .. talkers.SelectMany((talker, order) => talker.Select((recording, round) => (round, order, recording)))
                    .OrderBy(item => item.round).ThenBy(item => item.order).Take(count).Select(item => item.recording),
            ];
        return [.. recordings.Where(drawn.Contains)];
    }

    private static List<EvaluationClip> Load(List<Recording> recordings, Action<double>? progress)
    {
        List<EvaluationClip> clips = [];
        foreach (EvaluationClip clip in recordings.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(Read))
        {
            clips.Add(clip);
            progress?.Invoke((double)clips.Count / recordings.Count);
        }

        return clips;
    }

    private static EvaluationClip Read(Recording recording)
    {
        SpeechClip clip = recording.HasFace
            ? SpeechClipReader.Read(recording.Path)
            : new SpeechClip(
                recording.Name, SpeechStretch.Choose(new SpeechRecording(recording.Path, recording.Talker.Name, recording.Split).Load()), [], [], 0);
        return new EvaluationClip(recording.Name, clip, recording.Talker, recording.Split);
    }
}

/// <summary>Recordings that were chosen to be scored on.</summary>
/// <param name="Available">Recordings in the splits.</param>
/// <param name="Drawn">Recordings that were drawn of these.</param>
/// <param name="Load">Reads them; gets the share that is done, 0..1. Throws where a recording is damaged.</param>
public sealed record EvaluationDraw(int Available, int Drawn, Func<Action<double>?, IReadOnlyList<EvaluationClip>> Load);

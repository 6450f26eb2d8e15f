using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>A talker of a trial: what the learner hears of him, and other sentences of his to score it on.</summary>
/// <param name="Name">Who.</param>
/// <param name="Learning">Sentences that the learner hears, again and again.</param>
/// <param name="HeldOut">Sentences that it never hears.</param>
internal sealed record TrialTalker(string Name, IReadOnlyList<SpeechClip> Learning, IReadOnlyList<SpeechClip> HeldOut)
{
    /// <summary>The minimum of a talker's speech that a trial takes by default, seconds.</summary>
    public const double MinSeconds = 30;

    private static readonly HashSet<string> ClipEndings =
        new(StringComparer.OrdinalIgnoreCase) { ".mpg", ".mpeg", ".mp4", ".m4v", ".mov", ".mkv", ".avi", ".webm", ".y4m" };

    /// <summary>f, m, or empty where nobody says.</summary>
    public string Sex { get; init; } = "";

    /// <summary>adult, teen, child, or empty where nobody says.</summary>
    public string AgeGroup { get; init; } = "";

    /// <summary>Whether a camera sees him.</summary>
    public bool IsSeen => Learning.Any(sentence => sentence.Frames > 0);

    /// <summary>Whether what is scored is what was heard: a single sentence, looped.</summary>
    public bool IsLoop => ReferenceEquals(Learning, HeldOut);

    /// <summary>RMS of what the learner hears.</summary>
    public float Level
    {
        get
        {
            double energy = 0;
            long count = 0;
            foreach (SpeechClip sentence in Learning)
            {
                energy += System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(sentence.Samples);
                count += sentence.Samples.Length;
            }

            return (float)Math.Sqrt(energy / Math.Max(1, count));
        }
    }

    /// <summary>Talkers with faces: files of one talker, or a folder of them, or a folder with a folder for each talker.</summary>
    /// <param name="paths">Recordings, or one folder.</param>
    /// <exception cref="BadInputException">Nothing is there, or a recording is damaged.</exception>
    public static IReadOnlyList<TrialTalker> FromClips(IReadOnlyList<string> paths)
    {
        if (paths is [var folder] && Directory.Exists(folder))
        {
            string[] files = Clips(folder);
            if (files.Length > 0) return [FromFiles(NameOf(folder), files)];
            TrialTalker[] talkers =
            [
                .. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(talker => (talker, Files: Clips(talker)))
                    .Where(talker => talker.Files.Length > 0).Select(talker => FromFiles(NameOf(talker.talker), talker.Files)),
            ];
            return talkers.Length > 0
                ? talkers
                : throw new BadInputException(folder, "it holds no recording with video", "name a folder of one talker's clips");
        }

        return [FromFiles(Path.GetFileNameWithoutExtension(paths[0]), paths)];

        static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

        static string[] Clips(string path) =>
            [.. Directory.EnumerateFiles(path).Where(file => ClipEndings.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)];
    }

    /// <summary>Talkers who are heard only.</summary>
    /// <param name="path">A recording of one talker, or a folder: a file or a folder for each talker.</param>
    /// <param name="split">Of a folder with a manifest, the split.</param>
    /// <param name="minSeconds">Talkers of whom there is less are left out of a folder.</param>
    /// <exception cref="BadInputException">Nothing is there, it is no clear speech, or too little to score on other sentences.</exception>
    public static IReadOnlyList<TrialTalker> FromSpeech(string path, string split, double minSeconds)
    {
        if (!Directory.Exists(path))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            return [OfSentences(path, name, SentenceSplit.Cut(Speech(path, new SpeechRecording(path, name, "").Load())))];
        }

        string? manifest = TrainingCorpus.FindManifest(path);
        SpeechFolder speech = SpeechFolder.Open(path, manifest);
        IReadOnlyDictionary<string, (string Sex, string AgeGroup)> listed = TalkerManifest.Read(path, speech.SplitByName ? null : manifest);
        List<TrialTalker> talkers = [];
        foreach (IGrouping<string, SpeechRecording> talker in speech.Recordings
                     .Where(recording => speech.SplitByName || recording.Split == split).GroupBy(recording => recording.Talker))
        {
            SpeechClip[] recordings = [.. talker.Select(recording => Speech(recording.Path, recording.Load()))];
            SpeechClip[] sentences = [.. recordings.SelectMany(SentenceSplit.Cut)];
            if (sentences.Length < 2 || recordings.Sum(clip => clip.Samples.Length) < minSeconds * AudioFormat.SampleRate) continue;
            (string sex, string age) = listed.GetValueOrDefault(Path.GetFullPath(talker.First().Path), ("", ""));
            talkers.Add(OfSentences(path, talker.Key, sentences) with { Sex = sex, AgeGroup = age });
        }

        return talkers.Count > 0 ? talkers : throw new BadInputException(
            path, FormattableString.Invariant($"no talker of it has {minSeconds:0.#} s of speech") + (speech.SplitByName ? "" : $" in the split {split}"),
            "give more of each talker, another --split, or a lower --min-seconds");
    }

    private static SpeechClip Speech(string path, float[] samples) => SpeechCheck.Measure(samples).Fault is { } fault
        ? throw new BadInputException(path, fault.Cause, fault.Remedy)
        : new SpeechClip(Path.GetFileNameWithoutExtension(path), samples, [], [], 25);

    private static TrialTalker FromFiles(string name, IReadOnlyList<string> files)
    {
        SpeechClip[] sentences = [.. SpeechClipReader.ReadAll(files).SelectMany(SentenceSplit.Cut)];
        return sentences.Length == 1 ? new TrialTalker(name, sentences, sentences) : OfSentences(name, name, sentences);
    }

    private static TrialTalker OfSentences(string path, string name, IReadOnlyList<SpeechClip> sentences)
    {
        if (sentences.Count < 2)
        {
            throw new BadInputException(
                path, "it is a single sentence, so that there is no other to score on", "give more speech of this talker: at least two sentences");
        }

        (IReadOnlyList<SpeechClip> learning, IReadOnlyList<SpeechClip> heldOut) = SentenceSplit.Share(sentences);
        return new TrialTalker(name, learning, heldOut);
    }
}

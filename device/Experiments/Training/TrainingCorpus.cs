using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// The recordings of a training run, read whole: speech to train on and to validate with, noise to train on and unseen
/// noise to validate with.
/// </summary>
/// <param name="Training">Clips to train on.</param>
/// <param name="Validation">Clips to validate with.</param>
/// <param name="TrainingNoise">Noise to train on.</param>
/// <param name="UnseenNoise">Noise to validate with.</param>
public sealed record TrainingCorpus(
    IReadOnlyList<SpeechClip> Training,
    IReadOnlyList<SpeechClip> Validation,
    IReadOnlyList<float[]> TrainingNoise,
    IReadOnlyList<float[]> UnseenNoise)
{
    // Strangers tell whether it serves anybody: of the talker who is trained on so many clips count beside them.
    private const int KnownTalkersClips = 8;

    private const int ScalingSeconds = 3;

    /// <summary>Talkers to train on who are heard only, each in one recording; those to validate with are in <see cref="Validation"/>.</summary>
    public IReadOnlyList<SpeechClip> Talkers { get; init; } = [];

    /// <summary>What is worth saying about the recordings, lines.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Speech to measure the features' normalisation on: the clips, and a little of every talker who is heard only.</summary>
    public IReadOnlyList<SpeechClip> ForScaling =>
    [
        .. Training,
        .. Talkers.Select(talker => talker with
        {
            Samples = talker.Samples.AsSpan(0, Math.Min(talker.Samples.Length, ScalingSeconds * Clip.SampleRate)).ToArray(),
        }),
    ];

    /// <summary>
    /// Reads clips, talkers who are heard only, and noises.
    /// </summary>
    /// <param name="clips">
    /// A folder in GRID layout; its manifest's splits <c>train</c> and <c>train_other_speaker</c>, <c>dev</c> and
    /// <c>dev_other_speaker</c> are used.
    /// </param>
    /// <param name="noise">A folder of noise recordings.</param>
    /// <param name="talkers">How many synthetic talkers to train on beside the clips; 0 leaves out procedural noise too.</param>
    /// <param name="progress">Told the share that is done, 0..1.</param>
    /// <param name="trainingClips">At most so many clips to train on, by name.</param>
    /// <param name="validationClips">At most so many clips to validate with, by name.</param>
    /// <param name="speech">A folder of talkers who are heard only; null trains without.</param>
    /// <exception cref="BadInputException">A folder is empty, a file is damaged, or speech is none.</exception>
    /// <exception cref="DeviceMissingException">ffmpeg is not installed.</exception>
    public static TrainingCorpus Load(
        string clips, string noise, int talkers, Action<double>? progress = null,
        int trainingClips = int.MaxValue, int validationClips = int.MaxValue, string? speech = null)
    {
        GridCorpus corpus = GridCorpus.Open(clips, FindManifest(clips));
        (IReadOnlyList<NoiseRecording> seen, IReadOnlyList<NoiseRecording> unseen) = SplitNoise(NoiseFolder.Open(noise));
        HeardTalkers? heard = speech is null ? null : HeardTalkers.Open(speech);
        GridClip[] train = [.. corpus.InSplit("train").Concat(Others("train_other_speaker")).Take(trainingClips)];
        IReadOnlyList<GridClip> known = corpus.InSplit("dev");
        GridClip[] dev =
        [
            .. (heard is null ? known : HeardTalkers.Evenly(known, KnownTalkersClips)).Concat(Others("dev_other_speaker")).Take(validationClips),
        ];
        double all = train.Length + dev.Length + seen.Count + unseen.Count + talkers + (heard?.Count ?? 0);
        int done = 0;
        return new TrainingCorpus(
            [
                .. SpeechClipReader.ReadAll(train.Select(clip => clip.Path)).Select(Count),
                .. SyntheticRecordings.Talkers(talkers).Select(Count),
            ],
            [
                .. SpeechClipReader.ReadAll(dev.Select(clip => clip.Path)).Select(Count),
                .. heard?.ReadValidation(Done) ?? [],
            ],
            [
                .. seen.Select(recording => Count(recording.Load())),
                .. talkers > 0 ? SyntheticRecordings.Noises() : [],
            ],
            [.. unseen.Select(recording => Count(recording.Load()))])
        {
            Talkers = heard?.ReadTraining(Done) ?? [],
            Remarks = heard?.Remarks ?? [],
        };

        IEnumerable<GridClip> Others(string split) => corpus.Clips.Where(clip => clip.Split == split);

        void Done() => progress?.Invoke(++done / all);

        T Count<T>(T item)
        {
            Done();
            return item;
        }
    }

    /// <summary>The manifest in a corpus's folder or in the folder above it, or null.</summary>
    public static string? FindManifest(string clips)
    {
        string full = Path.GetFullPath(clips);
        string[] candidates = [Path.Combine(full, "manifest.csv"), Path.Combine(Path.GetDirectoryName(full) ?? full, "manifest.csv")];
        return candidates.FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// Of every type of noise the last recording by name is kept unseen, for validation and evaluation; a type with a
    /// single recording is trained on.
    /// </summary>
    public static (IReadOnlyList<NoiseRecording> Seen, IReadOnlyList<NoiseRecording> Unseen) SplitNoise(
        IReadOnlyList<NoiseRecording> recordings)
    {
        List<NoiseRecording> unseen =
        [
            .. recordings.GroupBy(recording => recording.Type)
                .Where(group => group.Count() > 1)
                .Select(group => group.OrderBy(recording => recording.Name, StringComparer.Ordinal).Last()),
        ];
        return ([.. recordings.Except(unseen)], unseen);
    }
}

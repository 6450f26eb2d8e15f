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
    /// <param name="manifest">The clips' manifest; null looks in and above their folder.</param>
    /// <exception cref="BadInputException">A folder is empty, a file is damaged, or speech is none.</exception>
    /// <exception cref="DeviceMissingException">ffmpeg is not installed.</exception>
    public static TrainingCorpus Load(
        string clips, string noise, int talkers, Action<double>? progress = null,
        int trainingClips = int.MaxValue, int validationClips = int.MaxValue, string? speech = null, string? manifest = null)
    {
        GridCorpus corpus = OpenClips(clips, manifest);
        (IReadOnlyList<NoiseRecording> seen, IReadOnlyList<NoiseRecording> unseen) = SplitNoise(
            NoiseFolder.OneChannelEach(NoiseFolder.Open(noise, out string? noiseNote)));
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
            Remarks = [.. corpus.Notes, .. new[] { noiseNote }.OfType<string>(), .. heard?.Remarks ?? []],
        };

        IEnumerable<GridClip> Others(string split) => corpus.Clips.Where(clip => clip.Split == split);

        void Done() => progress?.Invoke(++done / all);

        T Count<T>(T item)
        {
            Done();
            return item;
        }
    }

    /// <summary>A folder of clips by its manifest, or without one.</summary>
    /// <param name="clips">The folder.</param>
    /// <param name="manifest">The manifest; null looks for one, and goes without where it lists no clip of the folder.</param>
    /// <exception cref="BadInputException">As of <see cref="GridCorpus.Open"/>.</exception>
    public static GridCorpus OpenClips(string clips, string? manifest = null) => GridCorpus.Open(clips, manifest ?? ManifestOfClips(clips));

    /// <summary>The manifest that <see cref="FindManifest"/> finds, where it lists a clip of the folder; else null.</summary>
    public static string? ManifestOfClips(string clips) =>
        FindManifest(clips) is { } found && GridCorpus.Lists(found, clips) ? found : null;

    /// <summary>The manifest in a corpus's folder or in the folder above it, or null.</summary>
    public static string? FindManifest(string clips)
    {
        string full = Path.GetFullPath(clips);
        string[] candidates = [Path.Combine(full, "manifest.csv"), Path.Combine(Path.GetDirectoryName(full) ?? full, "manifest.csv")];
        return candidates.FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// Of every type of noise the last recording by name is kept unseen, for validation and evaluation, with all its channels; a type
    /// with a single recording is trained on. Where no type has two, every fifth recording by type is kept unseen.
    /// </summary>
    public static (IReadOnlyList<NoiseRecording> Seen, IReadOnlyList<NoiseRecording> Unseen) SplitNoise(
        IReadOnlyList<NoiseRecording> recordings)
    {
        HashSet<string> unseen =
        [
            .. recordings.GroupBy(recording => recording.Type)
                .Where(type => type.DistinctBy(recording => recording.Recording).Count() > 1)
                .Select(type => type.OrderBy(recording => recording.Name, StringComparer.Ordinal).Last().Recording),
        ];
        string[] all = [.. recordings.OrderBy(recording => recording.Type, StringComparer.Ordinal).Select(recording => recording.Recording).Distinct()];
        if (unseen.Count == 0 && all.Length > 1) unseen = [.. all.Where((_, index) => (all.Length - 1 - index) % 5 == 0)];
        return (
            [.. recordings.Where(recording => !unseen.Contains(recording.Recording))],
            [.. recordings.Where(recording => unseen.Contains(recording.Recording))]);
    }
}

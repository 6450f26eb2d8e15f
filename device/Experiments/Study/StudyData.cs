using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers.Files;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Experiments.Study;

/// <summary>The frames of a study: to learn from, to score with, and few of these for learning curves and damage.</summary>
/// <param name="Training">Learned from.</param>
/// <param name="Validation">Other sentences in other noise: never learned from.</param>
/// <param name="Probe">A part of <paramref name="Validation"/>.</param>
/// <param name="Strangers">Talkers never heard, in the noise of <paramref name="Validation"/>; none where there are none.</param>
internal sealed record StudyData(StudyFrames Training, StudyFrames Validation, StudyFrames Probe, StudyFrames Strangers)
{
    private const double MinRatio = -9, MaxRatio = 3;
    private const int ProbeShare = 3;

    /// <summary>The same change of all frames.</summary>
    public StudyData Select(Func<StudyFrames, StudyFrames> change) => new(
        change(Training), change(Validation), change(Probe), change(Strangers));

    /// <summary>Reads the recordings of a plan: of the talker who is trained on, and of the others of the folder.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="clips">A folder in GRID layout.</param>
    /// <param name="noise">A folder of noise recordings.</param>
    /// <param name="progress">Receives the share that is done, 0..1.</param>
    /// <exception cref="Drivers.BadInputException">A folder is empty, or a file is damaged.</exception>
    public static (TrainingCorpus Corpus, IReadOnlyList<SpeechClip> Strangers) Read(
        StudyPlan plan, string clips, string noise, Action<double> progress)
    {
        GridCorpus all = TrainingCorpus.OpenClips(clips);
        IEnumerable<GridClip> strangers = all.Clips.Where(clip => clip.Split is "train_other_speaker" or "dev_other_speaker");
        TrainingCorpus corpus = TrainingCorpus.Load(
            clips, noise, talkers: 0, progress, Math.Min(plan.TrainingClips, all.InSplit("train").Count),
            Math.Min(plan.ValidationClips, all.InSplit("dev").Count));
        return (corpus, [.. SpeechClipReader.ReadAll(strangers.Select(clip => clip.Path))]);
    }

    /// <summary>Mixes the frames of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="corpus">Speech of one talker, to learn from and to score with.</param>
    /// <param name="strangers">Speech of others.</param>
    public static StudyData Mix(StudyPlan plan, TrainingCorpus corpus, IReadOnlyList<SpeechClip> strangers)
    {
        MixtureOptions options = MixtureOptions.Plain;
        MixtureOptions scored = options with { MinRatio = MinRatio, MaxRatio = MaxRatio, BlindShare = 0 };
        FeatureScaling scaling = ScalingFit.Fit(corpus.Training, corpus.TrainingNoise, options, seed: 1);
        StudyFrames validation = StudyFrames.Mix(corpus.Validation, corpus.UnseenNoise, scaling, scored, mixtures: 1, seed: 2);
        return new StudyData(
            StudyFrames.Mix(corpus.Training, corpus.TrainingNoise, scaling, options, plan.Mixtures, seed: 1),
            validation, validation.First(Math.Max(1, validation.Utterances / ProbeShare)),
            StudyFrames.Mix(strangers, corpus.UnseenNoise, scaling, scored, mixtures: 1, seed: 3));
    }

    /// <summary>The frames that an earlier run left, or new ones, left for the next.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plan">What is studied.</param>
    /// <param name="read">Reads the recordings.</param>
    public static StudyData LoadOrMix(string path, StudyPlan plan, Func<(TrainingCorpus Corpus, IReadOnlyList<SpeechClip> Strangers)> read)
    {
        if (File.Exists(path))
        {
            using BinaryReader reader = new(File.OpenRead(path));
            return new StudyData(
                StudyFrames.Load(reader), StudyFrames.Load(reader), StudyFrames.Load(reader), StudyFrames.Load(reader));
        }

        (TrainingCorpus corpus, IReadOnlyList<SpeechClip> strangers) = read();
        StudyData data = Mix(plan, corpus, strangers);
        DurableFile.Write(path, stream =>
        {
            using BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            foreach (StudyFrames frames in (StudyFrames[])[data.Training, data.Validation, data.Probe, data.Strangers]) frames.Save(writer);
        });
        return data;
    }
}

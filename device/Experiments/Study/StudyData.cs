using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers.Files;

namespace OnBoard.Device.Experiments.Study;

/// <summary>The frames of a study: to learn from, to judge with, and few of these for learning curves and damage.</summary>
/// <param name="Training">Learned from.</param>
/// <param name="Validation">Other sentences in other noise: never learned from.</param>
/// <param name="Probe">A part of <paramref name="Validation"/>.</param>
internal sealed record StudyData(StudyFrames Training, StudyFrames Validation, StudyFrames Probe)
{
    private const double LowestRatio = -9, HighestRatio = 3;
    private const int ProbeShare = 3;

    /// <summary>The same change of all frames.</summary>
    public StudyData Select(Func<StudyFrames, StudyFrames> change) => new(change(Training), change(Validation), change(Probe));

    /// <summary>Mixes the frames of a plan.</summary>
    public static StudyData Mix(StudyPlan plan, TrainingCorpus corpus)
    {
        MixtureOptions options = MixtureOptions.Plain;
        MixtureOptions judged = options with { LowestRatio = LowestRatio, HighestRatio = HighestRatio, BlindShare = 0 };
        FeatureScaling scaling = ScalingFit.Fit(corpus.Training, corpus.TrainingNoise, options, seed: 1);
        StudyFrames validation = StudyFrames.Mix(corpus.Validation, corpus.UnseenNoise, scaling, judged, mixtures: 1, seed: 2);
        return new StudyData(
            StudyFrames.Mix(corpus.Training, corpus.TrainingNoise, scaling, options, plan.Mixtures, seed: 1),
            validation, validation.First(Math.Max(1, validation.Utterances / ProbeShare)));
    }

    /// <summary>The frames that an earlier run left, or new ones, left for the next.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plan">What is studied.</param>
    /// <param name="read">Reads the recordings.</param>
    public static StudyData LoadOrMix(string path, StudyPlan plan, Func<TrainingCorpus> read)
    {
        if (File.Exists(path))
        {
            using BinaryReader reader = new(File.OpenRead(path));
            return new StudyData(StudyFrames.Load(reader), StudyFrames.Load(reader), StudyFrames.Load(reader));
        }

        StudyData data = Mix(plan, read());
        DurableFile.Write(path, stream =>
        {
            using BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            foreach (StudyFrames frames in (StudyFrames[])[data.Training, data.Validation, data.Probe]) frames.Save(writer);
        });
        return data;
    }
}

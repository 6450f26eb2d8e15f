using OnBoard.Device.Experiments.Study;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Device.Experiments.Training;

namespace OnBoard.Tests.Unit.Device.Experiments.Study;

/// <summary>A study of seconds on synthetic recordings.</summary>
internal static class SmallStudy
{
    public static StudyPlan Plan { get; } = StudyPlan.Quick with
    {
        Name = "small",
        Frames = 1200,
        Network = StudyPlan.Quick.Network with { Cells = 16, Layers = 2 },
        Sizes = [(16, 1), (16, 3)],
        RecoverySteps = 100,
    };

    public static StudyData Data { get; } = StudyData.Mix(Plan, SyntheticSpeech.Corpus(), [SyntheticSpeech.Clip(21)]);

    /// <summary>Results as they would be read from a file: one of each variant and seed, with the same figures.</summary>
    public static StudyResults Results(StudyPlan plan, Func<StudyVariant, int, Dictionary<string, double>> figures) => new(plan,
    [
        .. plan.Trials().Select(trial =>
            new TrialResult("", trial.Variant.Name, trial.Seed, 1, figures(trial.Variant, trial.Seed), [])),
    ]);

    public static bool IsPoint(StudyVariant variant) => variant.Network.Law == ActivationLaw.Point;
}

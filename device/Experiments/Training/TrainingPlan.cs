using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Everything that decides how a training run goes; the same plan and data give the same network.</summary>
public sealed record TrainingPlan
{
    /// <summary>The network to train.</summary>
    public required NetworkDescription Description { get; init; }

    /// <summary>Seed of the first weights, the order and the mixing.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Epochs at the most.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Frames to train on in an epoch; null for as many as all speech has.</summary>
    public long? FramesPerEpoch { get; init; }

    /// <summary>Epochs without a better validation loss after which training ends.</summary>
    public int Patience { get; init; } = 20;

    /// <summary>The optimiser.</summary>
    public TrainingOptions Optimizer { get; init; } = new();

    /// <summary>How mixtures are made.</summary>
    public MixtureOptions Mixtures { get; init; } = new();

    /// <summary>By how many deviations a feature has to change to be sent, in training as later; see FeatureScaling.Delta.</summary>
    public float Delta { get; init; }

    /// <summary>Signal-to-noise ratios of the validation mixtures, dB.</summary>
    public IReadOnlyList<double> ValidationRatios { get; init; } = [-9, -3, 3];

    /// <summary>Share of the peak learning rate at an update: a short warm-up, then half a cosine down to 2 %.</summary>
    public static float Rate(long update, long updates)
    {
        const int warmUp = 200;
        double progress = Math.Clamp((double)update / updates, 0, 1);
        double cosine = 0.02 + (0.98 * 0.5 * (1 + Math.Cos(Math.PI * progress)));
        return (float)(cosine * Math.Min(1.0, (update + 1.0) / warmUp));
    }
}

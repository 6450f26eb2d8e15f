namespace OnBoard.Device.Experiments.Training;

/// <summary>How noisy mixtures for training are made.</summary>
public sealed record MixtureOptions
{
    /// <summary>Least signal-to-noise ratio, dB over the clip.</summary>
    public double LowestRatio { get; init; } = -12;

    /// <summary>Greatest signal-to-noise ratio, dB over the clip.</summary>
    public double HighestRatio { get; init; } = 9;

    /// <summary>Share of utterances without picture, so that the network also works with the camera covered.</summary>
    public double BlindShare { get; init; } = 0.1;

    /// <summary>
    /// Share of the clips whose mask is known, by seed the same in all epochs; on the others the streams learn to agree, see
    /// <see cref="MixtureSource.Teacher"/>.
    /// </summary>
    public double LabelledShare { get; init; } = 1;

    /// <summary>
    /// How much more a loud band counts than a faint one: by the energy of the mixture there, relative to the utterance's
    /// geometric mean, to this power; 0 for all alike. What is left over in loud bands is what is heard.
    /// </summary>
    public double Emphasis { get; init; } = 0.25;
}

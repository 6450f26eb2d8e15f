namespace OnBoard.Device.Training;

/// <summary>How noisy mixtures for training are made.</summary>
public sealed record MixtureOptions
{
    /// <summary>Least signal-to-noise ratio, dB over the clip.</summary>
    public double LowestRatio { get; init; } = -12;

    /// <summary>Greatest signal-to-noise ratio, dB over the clip.</summary>
    public double HighestRatio { get; init; } = 9;

    /// <summary>Share of utterances without picture, so that the network also works with the camera covered.</summary>
    public double BlindShare { get; init; } = 0.1;
}

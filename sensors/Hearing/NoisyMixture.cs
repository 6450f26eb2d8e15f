namespace OnBoard.Sensors.Hearing;

/// <summary>Speech in noise with its two parts; all three have the same length and the same scale.</summary>
/// <param name="Clean">The speech as it is in the mixture.</param>
/// <param name="Noise">The noise as it is in the mixture.</param>
/// <param name="Noisy">Their sum.</param>
/// <param name="Gain">What the speech was multiplied by: 1, or less where the mixture would have clipped.</param>
public sealed record NoisyMixture(float[] Clean, float[] Noise, float[] Noisy, float Gain);

using System.Numerics.Tensors;

namespace OnBoard.Sensors.Hearing;

/// <summary>The natural logarithm of band energies, with a floor.</summary>
public static class LogMelFeatures
{
    /// <summary>
    /// The minimum energy that is distinguished: the power per bin of 16-bit quantisation noise in one window
    /// (2^-30 / 12 per sample, times 160, the window's energy, is 1.2e-8), 120 dB below a full-scale tone.
    /// </summary>
    public const float Floor = 1.2e-8f;

    /// <summary>
    /// Writes ln(max(energy, <see cref="Floor"/>)) of each band; what is not a number counts as the floor.
    /// </summary>
    /// <param name="bandEnergies">Of <see cref="MelFilterBank.Apply"/>.</param>
    /// <param name="logEnergies">As many; written. May be the same memory.</param>
    public static void Compute(ReadOnlySpan<float> bandEnergies, Span<float> logEnergies)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logEnergies.Length, bandEnergies.Length);
        for (int band = 0; band < bandEnergies.Length; band++)
            logEnergies[band] = bandEnergies[band] > Floor ? bandEnergies[band] : Floor;
        TensorPrimitives.Log<float>(logEnergies, logEnergies);
    }
}

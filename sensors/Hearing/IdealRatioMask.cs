namespace OnBoard.Sensors.Hearing;

/// <summary>The ideal ratio mask: the training target (Wang, Narayanan and Wang 2014, with exponent 1/2).</summary>
public static class IdealRatioMask
{
    /// <summary>Writes sqrt(S / (S + N)) of each band; 0 where both are silent.</summary>
    /// <param name="cleanBandEnergies">S.</param>
    /// <param name="noiseBandEnergies">N.</param>
    /// <param name="mask">0 to 1; written.</param>
    public static void Compute(
        ReadOnlySpan<float> cleanBandEnergies, ReadOnlySpan<float> noiseBandEnergies, Span<float> mask)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(noiseBandEnergies.Length, cleanBandEnergies.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(mask.Length, cleanBandEnergies.Length);
        for (int band = 0; band < mask.Length; band++)
        {
            float clean = cleanBandEnergies[band];
            float total = clean + noiseBandEnergies[band];
            mask[band] = total > 0 ? MathF.Sqrt(clean / total) : 0;
        }
    }
}

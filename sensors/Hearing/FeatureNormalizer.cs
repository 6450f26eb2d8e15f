namespace OnBoard.Sensors.Hearing;

/// <summary>
/// Log band energies to network inputs of about zero mean and unit variance, causally: the tracked level is subtracted,
/// so that the microphone's gain does not matter, then each band's mean and deviation of the training set, so that the
/// shape of the spectrum, which tells speech from noise, is kept. Per-band running statistics would take that shape
/// away.
/// </summary>
public sealed class FeatureNormalizer
{
    /// <summary>Features are held within plus or minus this many deviations.</summary>
    public const float Limit = 5;

    private readonly LevelTracker _level = new();
    private readonly float[] _mean;
    private readonly float[] _deviation;

    /// <param name="mean">Per band, of log energies relative to the level; [48].</param>
    /// <param name="deviation">Per band, above zero; [48].</param>
    public FeatureNormalizer(ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(deviation.Length, mean.Length);
        foreach (float value in mean)
        {
            if (!float.IsFinite(value)) throw new ArgumentException("A mean is not a finite number.", nameof(mean));
        }

        foreach (float value in deviation)
        {
            if (!float.IsFinite(value) || value <= 0)
                throw new ArgumentException("A deviation is not a finite number above zero.", nameof(deviation));
        }

        _mean = mean.ToArray();
        _deviation = deviation.ToArray();
    }

    /// <summary>Per band, of log energies relative to the level; to be stored beside the weights.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>Per band; to be stored beside the weights.</summary>
    public ReadOnlySpan<float> Deviation => _deviation;

    /// <summary>Normalises the next hop of a stream.</summary>
    /// <param name="logEnergies">[48], of <see cref="LogMelFeatures.Compute"/>.</param>
    /// <param name="features">[48]; written. May be the same memory.</param>
    public void Normalize(ReadOnlySpan<float> logEnergies, Span<float> features)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logEnergies.Length, _mean.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, _mean.Length);
        float level = _level.Update(logEnergies);
        for (int band = 0; band < _mean.Length; band++)
        {
            float feature = (logEnergies[band] - level - _mean[band]) / _deviation[band];
            features[band] = Math.Clamp(feature, -Limit, Limit);
        }
    }

    /// <summary>Copies the tracked level, see <see cref="LevelTracker.Save"/>.</summary>
    public void Save(Span<float> state) => _level.Save(state);

    /// <summary>Goes on from a tracked level.</summary>
    public void Restore(ReadOnlySpan<float> state) => _level.Restore(state);

    /// <summary>Forgets the level: the start of an utterance or of a stream.</summary>
    public void Reset() => _level.Reset();
}

namespace OnBoard.Sensors.Hearing;

/// <summary>Gathers what a <see cref="FeatureNormalizer"/> needs from the hops of a training set.</summary>
public sealed class FeatureStatistics
{
    /// <summary>The least deviation, so that a band that never moved does not blow up.</summary>
    private const double LeastDeviation = 1e-3;

    private readonly LevelTracker _level = new();
    private readonly double[] _mean = new double[AudioFormat.Bands];
    private readonly double[] _squares = new double[AudioFormat.Bands];

    /// <summary>Hops seen so far.</summary>
    public long Hops { get; private set; }

    /// <summary>Starts a new utterance: forgets the level, keeps the statistics.</summary>
    public void BeginUtterance() => _level.Reset();

    /// <summary>Takes the next hop of the utterance.</summary>
    /// <param name="logEnergies">[48], of <see cref="LogMelFeatures.Compute"/>, of the noisy signal.</param>
    public void Add(ReadOnlySpan<float> logEnergies)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logEnergies.Length, AudioFormat.Bands);
        double level = _level.Update(logEnergies);
        Hops++;
        for (int band = 0; band < AudioFormat.Bands; band++)
        {
            // Welford's recursion: no large sums that cancel.
            double relative = logEnergies[band] - level;
            double before = relative - _mean[band];
            _mean[band] += before / Hops;
            _squares[band] += before * (relative - _mean[band]);
        }
    }

    /// <summary>The normaliser of what was seen.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public FeatureNormalizer ToNormalizer()
    {
        if (Hops == 0) throw new InvalidOperationException("No hop was added: there is nothing to normalise by.");
        return new FeatureNormalizer(
            [.. _mean.Select(mean => (float)mean)],
            [.. _squares.Select(squares => (float)Math.Max(Math.Sqrt(squares / Hops), LeastDeviation))]);
    }
}

namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.1, envelope-based delay estimation: the lag at which the log envelopes agree best, to a resolution
/// of one window.
/// </summary>
internal sealed class EnvelopeAlignment(AlignmentSignal reference, AlignmentSignal degraded, int windowLength)
{
    private readonly double[] _reference = reference.Envelope.LogLevel;
    private readonly double[] _degraded = degraded.Envelope.LogLevel;

    /// <summary>The delay, in samples, of the whole degraded signal behind the reference.</summary>
    public int WholeDelay() =>
        windowLength * BestLag(CrossCorrelation.AllLags(_reference, _degraded), _reference.Length);

    /// <summary>
    /// The delay, in samples, of a part of the signal: windows <paramref name="start"/> to <paramref name="end"/> of
    /// the reference against the same number of windows of the degraded signal around the <paramref name="expected"/>
    /// delay. With it the correlation at all lags, which is empty where there is too little to compare.
    /// </summary>
    public (int Delay, double[] Correlation) DelayOf(int start, int end, int expected)
    {
        int shift = expected / windowLength;
        if (start + shift < 0) start = -shift;
        int count = end - start;
        int degradedCount = Math.Min(count, _degraded.Length - (start + shift));
        if (count <= 1 || degradedCount <= 1) return (expected, []);
        double[] correlation = CrossCorrelation.AllLags(
            _reference.AsSpan(start, count), _degraded.AsSpan(start + shift, degradedCount));
        return (expected + windowLength * BestLag(correlation, count), correlation);
    }

    private static int BestLag(double[] correlation, int referenceCount)
    {
        int noLag = referenceCount - 1;
        int best = noLag;
        double highest = 0;
        for (int i = 0; i < correlation.Length; i++)
        {
            if (correlation[i] <= highest) continue;
            highest = correlation[i];
            best = i;
        }

        return best - noLag;
    }
}

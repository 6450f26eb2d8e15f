namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.1, computation of the overall system gain: both signals are brought to the same power in the
/// telephone band. After it the level at which they came no longer matters.
/// </summary>
internal static class LevelAlignment
{
    /// <summary>The nominal level: the mean square of the telephone band, in units of 16-bit samples.</summary>
    private const double TargetPower = 1e7;

    private static readonly GainCurve TelephoneBand = new(
        (0, -500), (300, -500), (350, 0), (3250, 0), (3500, -500), (8000, -500));

    /// <summary>
    /// Scales <paramref name="signal"/> to the nominal level and returns the mean square that it had in the telephone
    /// band; a signal without power there is left as it is and gives 0.
    /// </summary>
    /// <param name="signal">Scaled in place.</param>
    /// <param name="averagedLength">Samples over which the power is averaged, the same for both signals.</param>
    /// <param name="sampleRate">Hz.</param>
    public static double Apply(GuardedSignal signal, int averagedLength, int sampleRate)
    {
        double[] filtered = signal.SpeechAndTail.ToArray();
        TelephoneBand.Apply(filtered, sampleRate);
        double power = SumOfSquares(filtered) / averagedLength;
        if (power > 0)
        {
            double scale = Math.Sqrt(TargetPower / power);
            foreach (ref double sample in signal.Speech) sample *= scale;
        }

        return power;
    }

    private static double SumOfSquares(ReadOnlySpan<double> samples)
    {
        double sum = 0;
        foreach (double sample in samples) sum += sample * sample;
        return sum;
    }
}

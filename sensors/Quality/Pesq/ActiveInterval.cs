namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.2, computation of the active speech time interval: digital silence at the two ends of the
/// reference is not scored.
/// </summary>
/// <param name="FirstFrame">The first frame that is scored.</param>
/// <param name="FrameCount">Frames up to the last that is scored, counted from the start of the signal.</param>
internal readonly record struct ActiveInterval(int FirstFrame, int FrameCount)
{
    /// <summary>Five samples in a row whose magnitudes stay below this sum are silence.</summary>
    private const double SilentSum = 500;

    private const int SilentSamples = 5;

    /// <summary>Finds the interval in a reference at the nominal level.</summary>
    public static ActiveInterval Of(GuardedSignal reference, SamplingConstants constants)
    {
        double[] samples = reference.Samples;
        int hop = constants.FrameLength / 2;
        int first = constants.GuardLength;
        int last = samples.Length - constants.GuardLength - 1;
        int maxSkipped = (samples.Length - constants.TailLength) / 2;

        int skippedAtStart = 0;
        while (skippedAtStart < maxSkipped && IsSilent(samples, first + skippedAtStart)) skippedAtStart++;
        int skippedAtEnd = 0;
        while (skippedAtEnd < maxSkipped && IsSilent(samples, last - skippedAtEnd - SilentSamples + 1)) skippedAtEnd++;
        return new ActiveInterval(skippedAtStart / hop, (last + 1 - first - skippedAtEnd) / hop);
    }

    private static bool IsSilent(double[] samples, int start)
    {
        double sum = 0;
        foreach (double sample in samples.AsSpan(start, SilentSamples)) sum += Math.Abs(sample);
        return sum < SilentSum;
    }
}

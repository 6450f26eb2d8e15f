namespace OnBoard.Sensors.Quality;

/// <summary>
/// The framing that STOI is defined on: 256 samples at 10 kHz, half overlapping, MATLAB's <c>hanning</c> window.
/// </summary>
internal static class IntelligibilityFrames
{
    public const int SampleRate = 10_000;
    public const int Length = 256;
    public const int Hop = Length / 2;

    private const double DynamicRangeDecibels = 40;

    /// <summary>[256], without the zeros at the ends.</summary>
    public static double[] Window { get; } =
        [.. Enumerable.Range(1, Length).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / (Length + 1))))];

    /// <summary>
    /// Frames in a signal. The frame that would end with the very last sample is left out, as the authors' code does.
    /// </summary>
    public static int Count(int samples) => samples <= Length ? 0 : (samples - Length + Hop - 1) / Hop;

    /// <summary>
    /// Leaves out of both signals the frames in which the clean one is 40 dB or more below its loudest frame, and adds
    /// the windowed rest up again, closed up.
    /// </summary>
    public static (double[] Clean, double[] Processed) RemoveSilence(double[] clean, double[] processed)
    {
        double[] decibels = [.. Enumerable.Range(0, Count(clean.Length)).Select(frame => Loudness(clean, frame))];
        if (decibels.Length == 0) return ([], []);
        double threshold = decibels.Max() - DynamicRangeDecibels;
        int[] kept = [.. Enumerable.Range(0, decibels.Length).Where(frame => decibels[frame] > threshold)];
        return (OverlapAdd(clean, kept), OverlapAdd(processed, kept));
    }

    private static double Loudness(double[] signal, int frame)
    {
        double energy = 0;
        for (int n = 0; n < Length; n++)
        {
            double sample = Window[n] * signal[(frame * Hop) + n];
            energy += sample * sample;
        }

        return 20 * Math.Log10(Math.Sqrt(energy) + double.BitIncrement(1) - 1);
    }

    private static double[] OverlapAdd(double[] signal, int[] frames)
    {
        var sum = new double[((frames.Length - 1) * Hop) + Length];
        for (int i = 0; i < frames.Length; i++)
        {
            for (int n = 0; n < Length; n++)
                sum[(i * Hop) + n] += Window[n] * signal[(frames[i] * Hop) + n];
        }

        return sum;
    }
}

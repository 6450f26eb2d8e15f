using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>Chooses the stretch of a long recording of speech that is scored.</summary>
public static class SpeechStretch
{
    /// <summary>How long it is, seconds; shorter recordings are taken whole.</summary>
    public const double Seconds = 4;

    private const double ActiveDecibels = 30;
    private const int Length = (int)(Seconds * AudioFormat.HopsPerSecond);
    private const int Step = AudioFormat.HopsPerSecond / 10;

    /// <summary>
    /// The four seconds with the most speech in them (hops that are less than 30 dB below the loudest one), the first of equal ones,
    /// in steps of 0.1 s. The same recording gives the same stretch.
    /// </summary>
    public static float[] Choose(float[] samples)
    {
        int hops = samples.Length / AudioFormat.HopLength;
        if (hops <= Length) return samples;
        double[] energies =
        [
            .. Enumerable.Range(0, hops).Select(hop =>
                (double)System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(
                    samples.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength))),
        ];
        double threshold = energies.Max() * Math.Pow(10, -ActiveDecibels / 10);
        int best = 0, most = -1;
        for (int start = 0; start + Length <= hops; start += Step)
        {
            int active = energies.AsSpan(start, Length).ToArray().Count(energy => energy > threshold);
            if (active <= most) continue;
            most = active;
            best = start;
        }

        return samples.AsSpan(best * AudioFormat.HopLength, Length * AudioFormat.HopLength).ToArray();
    }
}

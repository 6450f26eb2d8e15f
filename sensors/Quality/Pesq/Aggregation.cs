namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.2, aggregation of the disturbance over time: first with a high exponent within split seconds,
/// because one loud click spoils a syllable, then as root mean square over the whole signal.
/// </summary>
internal static class Aggregation
{
    /// <summary>Frames in one split second (320 ms); they overlap by half.</summary>
    private const int SplitSecond = 20;

    private const double MaxDisturbance = 45;

    /// <summary>Frames from which on later ones weigh more than earlier ones (16 s).</summary>
    private const int LongSignal = 1000;

    /// <summary>
    /// P.862 clause 10.2, emphasis on soft parts of the original: what disturbs a soft frame counts slightly more.
    /// Weights and limits the disturbances in place.
    /// </summary>
    public static void EmphasizeSoftParts(DisturbanceTrack track, PitchPowerDensity reference)
    {
        for (int frame = 0; frame < track.Frames; frame++)
        {
            double level = Math.Pow((reference.AudiblePower(frame, 1) + 1e5) / 1e7, 0.04);
            track.Symmetric[frame] = Math.Min(track.Symmetric[frame] / level, MaxDisturbance);
            track.Asymmetric[frame] = Math.Min(track.Asymmetric[frame] / level, MaxDisturbance);
        }
    }

    /// <summary>One figure for the whole signal.</summary>
    /// <param name="disturbances">One value a frame.</param>
    /// <param name="first">The first frame that is scored.</param>
    /// <param name="speechFrames">Frames in the longer signal, which the recency factor goes by.</param>
    public static double OverTime(double[] disturbances, int first, int speechFrames)
    {
        double sum = 0, total = 0;
        for (int start = first; start < disturbances.Length; start += SplitSecond / 2)
        {
            double sixthPowers = 0;
            foreach (double value in disturbances.AsSpan(start, Math.Min(SplitSecond, disturbances.Length - start)))
                sixthPowers += Math.Pow(value, 6);
            double weight = RecencyWeight(start - first, disturbances.Length, speechFrames);
            double weighted = weight * Math.Pow(sixthPowers / SplitSecond, 1.0 / 6);
            sum += weighted * weighted;
            total += weight * weight;
        }

        return Math.Sqrt(sum / total);
    }

    private static double RecencyWeight(int frame, int frames, int speechFrames)
    {
        if (frames <= LongSignal) return 1;
        double share = Math.Min((speechFrames - LongSignal) / 5500.0, 0.5);
        return 1 - share + share * frame / speechFrames;
    }
}

using OnBoard.Drivers;

namespace OnBoard.Sensors.Quality;

/// <summary>Scale-invariant signal-to-distortion ratio (Le Roux, Wisdom, Erdogan and Hershey, ICASSP 2019).</summary>
public static class ScaleInvariantSdr
{
    /// <summary>
    /// 10 log10(|a s|^2 / |a s - e|^2) with a = e.s / s.s: how much of the estimate is the reference, whatever its
    /// gain.
    /// </summary>
    /// <param name="reference">s, the clean signal.</param>
    /// <param name="estimate">e, as long as the reference.</param>
    /// <param name="removeMeans">Whether the mean of each signal is taken away first; the definition keeps it.</param>
    /// <returns>
    /// dB; positive infinity where the estimate is the reference but for a gain, negative infinity where none of it is.
    /// </returns>
    /// <exception cref="BadInputException">
    /// The reference is empty, silent, or of another length than the estimate.
    /// </exception>
    public static double Compute(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, bool removeMeans = false)
    {
        SignalPair.Check(reference, estimate);
        double referenceMean = removeMeans ? Mean(reference) : 0;
        double estimateMean = removeMeans ? Mean(estimate) : 0;
        double referenceEnergy = 0;
        double product = 0;
        for (int n = 0; n < reference.Length; n++)
        {
            double s = reference[n] - referenceMean;
            referenceEnergy += s * s;
            product += s * (estimate[n] - estimateMean);
        }

        if (referenceEnergy <= 0) throw SignalPair.Silent();
        double gain = product / referenceEnergy;
        double target = 0;
        double distortion = 0;
        for (int n = 0; n < reference.Length; n++)
        {
            double scaled = gain * (reference[n] - referenceMean);
            double rest = scaled - (estimate[n] - estimateMean);
            target += scaled * scaled;
            distortion += rest * rest;
        }

        return target <= 0 ? double.NegativeInfinity : 10 * Math.Log10(target / distortion);
    }

    private static double Mean(ReadOnlySpan<float> signal)
    {
        double sum = 0;
        foreach (float sample in signal) sum += sample;
        return sum / signal.Length;
    }
}

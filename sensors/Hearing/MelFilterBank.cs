namespace OnBoard.Sensors.Hearing;

/// <summary>
/// 48 triangular bands from 60 Hz to 7.9 kHz, centres equally apart on Slaney's mel scale (linear to 1 kHz, logarithmic
/// above: Auditory Toolbox, 1998), peak 1, each foot on its neighbour's centre. Slaney's and not HTK's: its lowest
/// bands are 60 Hz apart, what a window of 20 ms can tell apart; HTK's would be 38 Hz apart and repeat one another.
/// </summary>
public static class MelFilterBank
{
    /// <summary>The lower foot of the first band, Hz.</summary>
    public const double LowestFrequency = 60;

    /// <summary>The upper foot of the last band, Hz.</summary>
    public const double HighestFrequency = 7_900;

    private const double BinWidth = (double)AudioFormat.SampleRate / AudioFormat.FftLength;

    private static readonly double[] Feet = ComputeFeet();
    private static readonly int[] LowerBand = new int[AudioFormat.Bins];
    private static readonly float[] UpperShare = new float[AudioFormat.Bins];
    private static readonly int FirstBin;
    private static readonly int BinAfterLast;

    static MelFilterBank()
    {
        FirstBin = (int)Math.Floor(LowestFrequency / BinWidth) + 1;
        BinAfterLast = (int)Math.Ceiling(HighestFrequency / BinWidth);
        int upper = 0;
        for (int bin = FirstBin; bin < BinAfterLast; bin++)
        {
            double frequency = bin * BinWidth;
            while (Feet[upper + 1] <= frequency) upper++;

            // Between foot i and foot i + 1 band i - 1 falls and band i rises; -1 and 48 stand for no band.
            LowerBand[bin] = upper - 1;
            UpperShare[bin] = (float)((frequency - Feet[upper]) / (Feet[upper + 1] - Feet[upper]));
        }
    }

    /// <summary>The centre of a band, Hz.</summary>
    /// <param name="band">0 to 47.</param>
    public static double Centre(int band)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(band);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(band, AudioFormat.Bands);
        return Feet[band + 1];
    }

    /// <summary>Sums the power of the bins under each triangle.</summary>
    /// <param name="power">|X|^2 of each bin, [257].</param>
    /// <param name="bandEnergies">[48]; written.</param>
    public static void Apply(ReadOnlySpan<float> power, Span<float> bandEnergies)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(power.Length, AudioFormat.Bins);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bandEnergies.Length, AudioFormat.Bands);
        bandEnergies.Clear();
        for (int bin = FirstBin; bin < BinAfterLast; bin++)
        {
            int lower = LowerBand[bin];
            float toUpper = UpperShare[bin] * power[bin];
            if (lower >= 0) bandEnergies[lower] += power[bin] - toUpper;
            if (lower + 1 < AudioFormat.Bands) bandEnergies[lower + 1] += toUpper;
        }
    }

    /// <summary>
    /// Interpolates band gains to bin gains, linearly in frequency between the centres; below the first and above the
    /// last centre the nearest band's gain holds. Equal band gains give exactly that gain in every bin.
    /// </summary>
    /// <param name="bandGains">[48].</param>
    /// <param name="binGains">[257]; written.</param>
    public static void SpreadGains(ReadOnlySpan<float> bandGains, Span<float> binGains)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bandGains.Length, AudioFormat.Bands);
        ArgumentOutOfRangeException.ThrowIfNotEqual(binGains.Length, AudioFormat.Bins);
        binGains[..FirstBin].Fill(bandGains[0]);
        binGains[BinAfterLast..].Fill(bandGains[^1]);
        for (int bin = FirstBin; bin < BinAfterLast; bin++)
        {
            float lower = bandGains[Math.Max(LowerBand[bin], 0)];
            float upper = bandGains[Math.Min(LowerBand[bin] + 1, AudioFormat.Bands - 1)];
            binGains[bin] = lower + (UpperShare[bin] * (upper - lower));
        }
    }

    /// <summary>
    /// Slaney's mel of a frequency: 3 mel in 200 Hz up to 1 kHz (mel 15), then 27 mel in each factor of 6.4.
    /// </summary>
    /// <param name="frequency">Hz.</param>
    public static double Mel(double frequency) =>
        frequency < 1_000 ? frequency * 3 / 200 : 15 + (27 * Math.Log(frequency / 1_000) / Math.Log(6.4));

    /// <summary>The frequency of a Slaney mel, Hz.</summary>
    /// <param name="mel">On the scale of <see cref="Mel"/>.</param>
    public static double Frequency(double mel) =>
        mel < 15 ? mel * 200 / 3 : 1_000 * Math.Pow(6.4, (mel - 15) / 27);

    private static double[] ComputeFeet()
    {
        double lowest = Mel(LowestFrequency);
        double step = (Mel(HighestFrequency) - lowest) / (AudioFormat.Bands + 1);
        return [.. Enumerable.Range(0, AudioFormat.Bands + 2).Select(i => Frequency(lowest + (i * step)))];
    }
}

namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// The critical bands of the perceptual model (P.862 clause 10.2, precomputation of constant settings): a modified Bark
/// scale on which each band is slightly wider than the one below.
/// </summary>
internal sealed class BarkBands
{
    /// <summary>Bark, from the lowest band up; 49 bands reach 8 kHz, the first 42 of them 4 kHz.</summary>
    private static readonly double[] BarkWidths =
    [
        0.157344, 0.317994, 0.322441, 0.326934, 0.331474, 0.336061, 0.340697, 0.345381, 0.350114, 0.354897,
        0.359729, 0.364611, 0.369544, 0.374529, 0.379565, 0.384653, 0.389794, 0.394989, 0.400236, 0.405538,
        0.410894, 0.416306, 0.421773, 0.427297, 0.432877, 0.438514, 0.444209, 0.449962, 0.455774, 0.461645,
        0.467577, 0.473569, 0.479621, 0.485736, 0.491912, 0.498151, 0.504454, 0.510819, 0.517250, 0.523745,
        0.530308, 0.536934, 0.543629, 0.550390, 0.557220, 0.564119, 0.571085, 0.578125, 0.585232,
    ];

    private static readonly double[] HertzWidths =
    [
        15.734426, 31.799433, 32.244064, 32.693359, 33.147385, 33.606140, 34.069702, 34.538116, 35.011429, 35.489655,
        35.972870, 36.461121, 36.954407, 37.452911, 40.269653, 42.311859, 45.992554, 51.348511, 55.040527, 56.775208,
        58.699402, 62.445862, 64.820923, 69.195374, 76.745667, 84.016235, 90.825684, 97.931152, 103.348877, 107.801880,
        113.552246, 121.490601, 130.420410, 143.431763, 158.486816, 176.872803, 198.314697, 219.549561, 240.600098,
        268.702393, 306.060059, 349.937012, 398.686279, 454.713867, 506.841797, 564.863770, 637.261230, 794.717285,
        931.068359,
    ];

    /// <summary>The absolute hearing threshold at the middle of each band, as a power level in dB.</summary>
    private static readonly double[] ThresholdLevels =
    [
        77.1, 63.9, 48.5, 36.9, 30.7, 25.9, 20.2, 16.6, 12.5, 9.9, 6.9, 4.9, 2.8, 1.0, -0.1, -1.4, -2.5, -3.4, -4.1,
        -4.8, -5.3, -5.7, -5.9, -6.0, -6.0, -6.0, -6.0, -5.8, -5.4, -5.1, -4.7, -4.3, -4.0, -3.6, -3.3, -3.1, -3.0,
        -3.0, -2.9, -2.8, -2.8, -2.8, -2.9, -3.2, -3.7, -4.3, -4.4, -3.8, -2.7,
    ];

    /// <summary>How many bins of 31.25 Hz lie in each band.</summary>
    private static readonly int[] WideBandBins =
    [
        1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 3, 4, 5, 4, 5, 6, 6,
        7, 8, 9, 9, 12, 12, 15, 16, 18, 21, 25, 20,
    ];

    private BarkBands(int[] bins)
    {
        Count = bins.Length;
        Bins = bins;
        Widths = BarkWidths[..Count];
        Centres = new double[Count];
        DensityScales = new double[Count];
        Thresholds = new double[Count];
        double edge = 0;
        for (int band = 0; band < Count; band++)
        {
            Centres[band] = edge + Widths[band] / 2;
            edge += Widths[band];
            DensityScales[band] = HertzWidths[band] / (Widths[band] * bins[band]);
            Thresholds[band] = Math.Pow(10, ThresholdLevels[band] / 10);
        }
    }

    /// <summary>The 49 bands of signals at 16 kHz.</summary>
    public static BarkBands To8Kilohertz { get; } = new(WideBandBins);

    /// <summary>The 42 bands of signals at 8 kHz; the top one is cut at half the sampling rate.</summary>
    public static BarkBands To4Kilohertz { get; } = new([.. WideBandBins[..41], 11]);

    /// <summary>How many bands there are.</summary>
    public int Count { get; }

    /// <summary>Bins of the short-term spectrum in each band, from bin zero up without gaps.</summary>
    public int[] Bins { get; }

    /// <summary>Width of each band in Bark.</summary>
    public double[] Widths { get; }

    /// <summary>Middle of each band in Bark.</summary>
    public double[] Centres { get; }

    /// <summary>What turns the summed power of a band's bins into a density per Bark.</summary>
    public double[] DensityScales { get; }

    /// <summary>The absolute hearing threshold of each band as a pitch power density.</summary>
    public double[] Thresholds { get; }
}

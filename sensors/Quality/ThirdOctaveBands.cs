using OnBoard.Sensors.Hearing;

namespace OnBoard.Sensors.Quality;

/// <summary>The magnitudes of 15 third-octave bands from 150 Hz (centre) to 3.8 kHz in each frame of STOI.</summary>
internal static class ThirdOctaveBands
{
    public const int Count = 15;

    private const int FftLength = 512;
    private const double MinCentre = 150;

    /// <summary>The first bin of each band; the last entry is the bin after the last band.</summary>
    private static readonly int[] FirstBins =
    [
        .. Enumerable.Range(0, Count + 1)
            .Select(band => NearestBin(MinCentre * Math.Pow(2, ((2 * band) - 1) / 6.0))),
    ];

    /// <summary>[15][frames].</summary>
    /// <param name="signal">At 10 kHz.</param>
    public static double[][] Magnitudes(double[] signal)
    {
        int frames = IntelligibilityFrames.Count(signal.Length);
        double[][] bands = [.. Enumerable.Range(0, Count).Select(_ => new double[frames])];
        var fft = new RealFft<double>(FftLength);
        var padded = new double[FftLength];
        var real = new double[fft.Bins];
        var imaginary = new double[fft.Bins];
        for (int frame = 0; frame < frames; frame++)
        {
            for (int n = 0; n < IntelligibilityFrames.Length; n++)
                padded[n] = IntelligibilityFrames.Window[n] * signal[(frame * IntelligibilityFrames.Hop) + n];
            fft.Forward(padded, real, imaginary);
            for (int band = 0; band < Count; band++)
            {
                double energy = 0;
                for (int bin = FirstBins[band]; bin < FirstBins[band + 1]; bin++)
                    energy += (real[bin] * real[bin]) + (imaginary[bin] * imaginary[bin]);
                bands[band][frame] = Math.Sqrt(energy);
            }
        }

        return bands;
    }

    private static int NearestBin(double frequency) =>
        (int)Math.Round(frequency * FftLength / IntelligibilityFrames.SampleRate);
}

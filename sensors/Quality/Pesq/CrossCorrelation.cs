using System.Numerics;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>The linear cross-correlation of two signals at all lags.</summary>
internal static class CrossCorrelation
{
    /// <summary>
    /// Sum over k of a[k] b[k + lag]. Element i of the result belongs to lag i - (a.Length - 1), so that the result has
    /// a.Length + b.Length - 1 elements and a delay of b is a positive lag.
    /// </summary>
    public static double[] AllLags(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int lags = a.Length + b.Length - 1;
        var fft = new RealFft<double>(Math.Max(4, (int)BitOperations.RoundUpToPowerOf2((uint)lags)));
        var time = new double[fft.Length];
        double[] realA = new double[fft.Bins], imaginaryA = new double[fft.Bins];
        double[] realB = new double[fft.Bins], imaginaryB = new double[fft.Bins];

        // A correlation is a convolution with the first signal reversed.
        a.CopyTo(time);
        time.AsSpan(0, a.Length).Reverse();
        fft.Forward(time, realA, imaginaryA);
        Array.Clear(time);
        b.CopyTo(time);
        fft.Forward(time, realB, imaginaryB);
        for (int bin = 0; bin < fft.Bins; bin++)
        {
            double real = realA[bin] * realB[bin] - imaginaryA[bin] * imaginaryB[bin];
            imaginaryA[bin] = realA[bin] * imaginaryB[bin] + imaginaryA[bin] * realB[bin];
            realA[bin] = real;
        }

        fft.Inverse(realA, imaginaryA, time);
        return time[..lags];
    }
}

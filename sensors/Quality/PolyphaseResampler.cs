namespace OnBoard.Sensors.Quality;

/// <summary>
/// Changes the sampling rate by a fraction with the filter of Octave's <c>resample</c> (a windowed sinc by Kaiser's
/// formulas: stop band from the lower Nyquist frequency on, rejection 60 dB, roll-off a tenth of the cut-off): the
/// published values of STOI were computed with it. For measuring whole signals, not for the hop path.
/// </summary>
public static class PolyphaseResampler
{
    private const double RejectionDecibels = 60;

    /// <summary>The signal at the new rate, in time with the old one; ceil(length * to / from) samples.</summary>
    /// <param name="signal">
    /// At rate <paramref name="from"/>; taken as silent before its start and after its end.
    /// </param>
    /// <param name="from">Samples per second, above zero.</param>
    /// <param name="to">Samples per second, above zero.</param>
    public static double[] Resample(ReadOnlySpan<double> signal, int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        if (from == to) return signal.ToArray();
        int divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(from, to);
        int up = to / divisor;
        int down = from / divisor;
        double[] filter = Filter(up, down);
        int half = filter.Length / 2;
        var output = new double[(((long)signal.Length * up) + down - 1) / down];
        for (int m = 0; m < output.Length; m++)
        {
            // Input sample n stands at n * up on the common time axis, output sample m at m * down.
            long at = (long)m * down;
            long first = Math.Max(0, (at - half + up - 1) / up);
            long last = Math.Min(signal.Length - 1, (at + half) / up);
            double sum = 0;
            for (long n = first; n <= last; n++) sum += signal[(int)n] * filter[at - (n * up) + half];
            output[m] = sum;
        }

        return output;
    }

    /// <summary>The low-pass filter at the common rate; its taps add to <paramref name="up"/>.</summary>
    private static double[] Filter(int up, int down)
    {
        double cutOff = 1.0 / (2 * Math.Max(up, down));
        double rollOff = cutOff / 10;
        int half = (int)Math.Ceiling((RejectionDecibels - 8) / (28.714 * rollOff));
        double beta = 0.1102 * (RejectionDecibels - 8.7);
        var filter = new double[(2 * half) + 1];
        for (int n = -half; n <= half; n++)
        {
            double x = 2 * Math.PI * cutOff * n;
            double sinc = n == 0 ? 1 : Math.Sin(x) / x;
            double position = (double)n / half;
            filter[n + half] = sinc * Bessel(beta * Math.Sqrt(1 - (position * position)));
        }

        double scale = up / filter.Sum();
        for (int n = 0; n < filter.Length; n++) filter[n] *= scale;
        return filter;
    }

    /// <summary>The modified Bessel function of the first kind and order 0, by its power series.</summary>
    private static double Bessel(double x)
    {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > 1e-17 * sum; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }

        return sum;
    }
}

using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Service.Recording;

/// <summary>
/// SI-SDR (as <see cref="Sensors.Quality.ScaleInvariantSdr"/> defines it) of noisy and enhanced sound over the last seconds,
/// kept up hop by hop from running products. Used by one thread; allocates nothing.
/// </summary>
public sealed class SlidingScore
{
    /// <summary>Hops in the window: five seconds, so that some speech is always in it.</summary>
    public const int Window = 5 * AudioFormat.HopsPerSecond;

    private const double MinCleanPower = 1e-8;

    private readonly Products[] _hops = new Products[Window];
    private long _count;

    /// <summary>Hops without a reference begin the window anew.</summary>
    public void Reset() => _count = 0;

    /// <summary>Takes the same hop clean, noisy and enhanced.</summary>
    public void Add(ReadOnlySpan<float> clean, ReadOnlySpan<float> noisy, ReadOnlySpan<float> enhanced)
    {
        Products products = default;
        for (int n = 0; n < clean.Length; n++)
        {
            double s = clean[n], x = noisy[n], e = enhanced[n];
            products.CleanClean += s * s;
            products.CleanNoisy += s * x;
            products.NoisyNoisy += x * x;
            products.CleanEnhanced += s * e;
            products.EnhancedEnhanced += e * e;
        }

        _hops[_count++ % Window] = products;
    }

    /// <summary>SI-SDR of both over the window, dB; not a number before the window is full or where the talker is silent.</summary>
    public (double Noisy, double Enhanced) Compute()
    {
        if (_count < Window) return (double.NaN, double.NaN);
        Products sum = default;
        foreach (ref readonly Products hop in _hops.AsSpan())
        {
            sum.CleanClean += hop.CleanClean;
            sum.CleanNoisy += hop.CleanNoisy;
            sum.NoisyNoisy += hop.NoisyNoisy;
            sum.CleanEnhanced += hop.CleanEnhanced;
            sum.EnhancedEnhanced += hop.EnhancedEnhanced;
        }

        if (sum.CleanClean < MinCleanPower * Window * AudioFormat.HopLength) return (double.NaN, double.NaN);
        return (
            Decibels(sum.CleanClean, sum.CleanNoisy, sum.NoisyNoisy),
            Decibels(sum.CleanClean, sum.CleanEnhanced, sum.EnhancedEnhanced));
    }

    /// <summary>|a s|^2 = (e.s)^2 / s.s and |a s - e|^2 = e.e - |a s|^2.</summary>
    private static double Decibels(double cleanClean, double product, double estimate)
    {
        double target = product * product / cleanClean;
        return 10 * Math.Log10(target / Math.Max(estimate - target, double.Epsilon));
    }

    private struct Products
    {
        public double CleanClean;
        public double CleanNoisy;
        public double NoisyNoisy;
        public double CleanEnhanced;
        public double EnhancedEnhanced;
    }
}

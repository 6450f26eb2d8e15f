using System.Numerics.Tensors;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>The last sixteen seconds of sound, by hops counted from the first. Allocates nothing after it was made.</summary>
internal sealed class HeardPast
{
    /// <summary>How many hops are remembered.</summary>
    public const int Memory = 16 * AudioFormat.HopsPerSecond;

    private readonly float[] _samples = new float[Memory * AudioFormat.HopLength];
    private readonly float[] _energies = new float[Memory];
    private readonly float[] _sorted = new float[Memory];

    /// <summary>Hops heard so far.</summary>
    public long Hops { get; private set; }

    /// <summary>Takes the next hop.</summary>
    /// <param name="noisy">[160] samples.</param>
    public void Push(ReadOnlySpan<float> noisy)
    {
        int place = (int)(Hops++ % Memory);
        noisy.CopyTo(_samples.AsSpan(place * AudioFormat.HopLength));
        _energies[place] = TensorPrimitives.SumOfSquares(noisy) / noisy.Length;
    }

    /// <summary>Forgets all hops: the next one is the first.</summary>
    public void Clear() => Hops = 0;

    /// <summary>Mean square of a hop that is remembered.</summary>
    public float Energy(long hop) => _energies[hop % Memory];

    /// <summary>Mean square from one hop up to another; infinite where there is none.</summary>
    public float MeanEnergy(long from, long end)
    {
        float sum = 0;
        for (long hop = from; hop < end; hop++) sum += Energy(hop);
        return end > from ? sum / (end - from) : float.PositiveInfinity;
    }

    /// <summary>Mean square that the quietest tenth of the hops from one up to another lies under.</summary>
    public float QuietestTenth(long from, long end)
    {
        Span<float> sorted = _sorted.AsSpan(0, (int)(end - from));
        for (int i = 0; i < sorted.Length; i++) sorted[i] = Energy(from + i);
        sorted.Sort();
        return sorted[sorted.Length / 10];
    }

    /// <summary>By how many dB the quietest tenth of the hops from one up to another lies under their mean, which is known.</summary>
    public double Dip(long from, long end, float mean) => -Decibels(QuietestTenth(from, end) / mean);

    /// <summary>Copies so many hops.</summary>
    public void Copy(long from, int hops, float[] target)
    {
        for (int hop = 0; hop < hops; hop++)
        {
            int place = (int)((from + hop) % Memory);
            _samples.AsSpan(place * AudioFormat.HopLength, AudioFormat.HopLength)
                .CopyTo(target.AsSpan(hop * AudioFormat.HopLength));
        }
    }

    /// <summary>A ratio of energies in dB.</summary>
    public static double Decibels(float ratio) => 10 * Math.Log10(Math.Max(ratio, 1e-12f));
}

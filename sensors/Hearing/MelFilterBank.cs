using System.Numerics.Tensors;

namespace OnBoard.Sensors.Hearing;

/// <summary>
/// Triangular bands from 60 Hz to 7.9 kHz, centres equally apart on Slaney's mel scale (linear to 1 kHz, logarithmic
/// above: Auditory Toolbox, 1998), peak 1, each foot on its neighbour's centre. Slaney's and not HTK's: of 48 the lowest
/// are 60 Hz apart, what a window of 20 ms can resolve; HTK's would be 38 Hz apart and repeat one another.
/// </summary>
public sealed class MelFilterBank
{
    /// <summary>The lower foot of the first band, Hz.</summary>
    public const double MinFrequency = 60;

    /// <summary>The upper foot of the last band, Hz.</summary>
    public const double MaxFrequency = 7_900;

    private const double BinWidth = (double)AudioFormat.SampleRate / AudioFormat.FftLength;

    private readonly double[] _feet;
    private readonly int[] _feetBins; // the first bin from each foot on
    private readonly float[] _upperShare = new float[AudioFormat.Bins];
    private readonly int _firstBin;
    private readonly int _binAfterLast;

    /// <param name="bands">How many; at most one for each bin, so that no triangle lies between two bins.</param>
    public MelFilterBank(int bands)
    {
        Bands = bands;
        _feet = ComputeFeet(bands);
        _firstBin = (int)Math.Floor(MinFrequency / BinWidth) + 1;
        _binAfterLast = (int)Math.Ceiling(MaxFrequency / BinWidth);
        _feetBins = [.. _feet.Select(foot => Math.Clamp((int)Math.Ceiling(foot / BinWidth), _firstBin, _binAfterLast))];
        for (int foot = 0; foot <= bands; foot++)
        {
            for (int bin = _feetBins[foot]; bin < _feetBins[foot + 1]; bin++)
                _upperShare[bin] = (float)(((bin * BinWidth) - _feet[foot]) / (_feet[foot + 1] - _feet[foot]));
        }
    }

    /// <summary>How many bands.</summary>
    public int Bands { get; }

    /// <summary>The centre of a band, Hz.</summary>
    /// <param name="band">From 0.</param>
    public double Centre(int band)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(band);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(band, Bands);
        return _feet[band + 1];
    }

    /// <summary>Sums the power of the bins under each triangle.</summary>
    /// <param name="power">|X|^2 of each bin, [257].</param>
    /// <param name="bandEnergies">[<see cref="Bands"/>]; written.</param>
    public void Apply(ReadOnlySpan<float> power, Span<float> bandEnergies)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(power.Length, AudioFormat.Bins);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bandEnergies.Length, Bands);
        float falling = 0;
        for (int foot = 0; foot <= Bands; foot++)
        {
            // Between two feet one band falls and the next rises.
            float rising = 0;
            for (int bin = _feetBins[foot]; bin < _feetBins[foot + 1]; bin++)
            {
                float toUpper = _upperShare[bin] * power[bin];
                falling += power[bin] - toUpper;
                rising += toUpper;
            }

            if (foot > 0) bandEnergies[foot - 1] = falling;
            falling = rising;
        }
    }

    /// <summary>
    /// Interpolates band gains to bin gains, linearly in frequency between the centres; below the first and above the
    /// last centre the nearest band's gain holds. Equal band gains give exactly that gain in every bin.
    /// </summary>
    /// <param name="bandGains">[<see cref="Bands"/>].</param>
    /// <param name="binGains">[257]; written.</param>
    public void SpreadGains(ReadOnlySpan<float> bandGains, Span<float> binGains)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bandGains.Length, Bands);
        ArgumentOutOfRangeException.ThrowIfNotEqual(binGains.Length, AudioFormat.Bins);
        binGains[.._firstBin].Fill(bandGains[0]);
        binGains[_binAfterLast..].Fill(bandGains[^1]);
        for (int foot = 0; foot <= Bands; foot++)
        {
            float lower = bandGains[Math.Max(foot - 1, 0)], rise = bandGains[Math.Min(foot, Bands - 1)] - lower;
            for (int bin = _feetBins[foot]; bin < _feetBins[foot + 1]; bin++) binGains[bin] = lower + (_upperShare[bin] * rise);
        }
    }

    /// <summary>
    /// Sums over bins a square and a product of the gains that <see cref="SpreadGains"/> gives, as sums over bands: with bin gains G and
    /// band gains g, sum(squares G^2) = sum(own g^2) + 2 sum(next g[b] g[b+1]) and sum(products G) = sum(once g).
    /// </summary>
    /// <param name="squares">What each bin's squared gain counts, [257].</param>
    /// <param name="products">What each bin's gain counts, [257].</param>
    /// <param name="own">[<see cref="Bands"/>]; written.</param>
    /// <param name="next">[<see cref="Bands"/>], the last is 0; written.</param>
    /// <param name="once">[<see cref="Bands"/>]; written.</param>
    public void SumOverBins(ReadOnlySpan<float> squares, ReadOnlySpan<float> products, Span<float> own, Span<float> next, Span<float> once)
    {
        next.Clear();
        own.Clear();
        once.Clear();
        own[0] = TensorPrimitives.Sum(squares[.._firstBin]);
        once[0] = TensorPrimitives.Sum(products[.._firstBin]);
        own[^1] += TensorPrimitives.Sum(squares[_binAfterLast..]);
        once[^1] += TensorPrimitives.Sum(products[_binAfterLast..]);
        for (int foot = 0; foot <= Bands; foot++)
        {
            int lower = Math.Max(foot - 1, 0), upper = Math.Min(foot, Bands - 1);
            float lowerSquare = 0, upperSquare = 0, both = 0, lowerOnce = 0, upperOnce = 0;
            for (int bin = _feetBins[foot]; bin < _feetBins[foot + 1]; bin++)
            {
                float toUpper = _upperShare[bin], toLower = 1 - toUpper;
                lowerSquare += toLower * toLower * squares[bin];
                upperSquare += toUpper * toUpper * squares[bin];
                both += toLower * toUpper * squares[bin];
                lowerOnce += toLower * products[bin];
                upperOnce += toUpper * products[bin];
            }

            own[lower] += lowerSquare;
            own[upper] += upperSquare;
            once[lower] += lowerOnce;
            once[upper] += upperOnce;
            if (lower == upper) own[lower] += 2 * both;
            else next[lower] = both;
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

    private static double[] ComputeFeet(int bands)
    {
        double lowest = Mel(MinFrequency);
        double step = (Mel(MaxFrequency) - lowest) / (bands + 1);
        return [.. Enumerable.Range(0, bands + 2).Select(i => Frequency(lowest + (i * step)))];
    }
}

using System.Numerics.Tensors;
using OnBoard.Device.Enhancement;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// How far the sound that gains let through is from the clean speech, and which way the network's outputs are to move to bring it
/// nearer. That is what SI-SDR measures and what a loss of masks does not see: bands overlap, gains are sharpened and raised to a power
/// before they are applied, and within a bin speech and noise cancel or add. Of one mixture, hop by hop; reused.
/// </summary>
/// <remarks>
/// The squared error of the spectra over all bins, |G X - S|^2, in units of the mean energy of a bin of the noise: as a logarithm of
/// the error would, it lets mixtures of all ratios count alike.
/// </remarks>
/// <param name="format">Bands and windows.</param>
/// <param name="rule">How gains are applied where the network is sure of them.</param>
internal sealed class SoundError(AnalysisFormat format, GainRule rule) : IMixtureError
{
    // Where there is less noise than 13 dB below the speech, errors count as if there were so much.
    private const double LeastNoise = 0.05;

    private readonly int _bands = format.Bands;
    private readonly AppliedGains _gains = new(rule, format.Bands);
    private readonly float[] _power = new float[AudioFormat.Bins], _product = new float[AudioFormat.Bins];
    private readonly float[] _byApplied = new float[format.Bands];

    // Of each hop and band what its squared gain counts, the product with the next band's, and its gain: Square, Next, Once.
    private float[] _sums = [];
    private float[] _speech = [];
    private double _speechEnergy, _noiseEnergy;
    private int _hops;

    /// <inheritdoc/>
    public void Begin(int hops)
    {
        if (_speech.Length < hops)
        {
            _sums = new float[3 * hops * _bands];
            _speech = new float[hops];
        }

        _speechEnergy = _noiseEnergy = 0;
        _hops = 0;
    }

    /// <inheritdoc/>
    public void Add(Spectrum clean, Spectrum noisy)
    {
        clean.Power(_power);
        float speech = TensorPrimitives.Sum<float>(_power);
        noisy.Power(_power);
        TensorPrimitives.Multiply<float>(clean.Real, noisy.Real, _product);
        TensorPrimitives.MultiplyAdd<float>(clean.Imaginary, noisy.Imaginary, _product, _product);
        format.FilterBank.SumOverBins(_power, _product, Sums(_hops, 0), Sums(_hops, 1), Sums(_hops, 2));

        // |X - S|^2
        _noiseEnergy += TensorPrimitives.Sum<float>(_power) - (2 * TensorPrimitives.Sum<float>(_product)) + speech;
        _speechEnergy += speech;
        _speech[_hops++] = speech;
    }

    /// <inheritdoc/>
    public void End()
    {
        double unit = Math.Max(_noiseEnergy, LeastNoise * _speechEnergy) / ((double)_hops * AudioFormat.Bins);
        float scale = unit > 0 ? (float)(1 / unit) : 0;
        Span<float> sums = _sums.AsSpan(0, 3 * _hops * _bands), speech = _speech.AsSpan(0, _hops);
        TensorPrimitives.Multiply(sums, scale, sums);
        TensorPrimitives.Multiply(speech, scale, speech);
    }

    /// <summary>Energy of a hop's speech, in the errors' unit.</summary>
    public float Speech(int hop) => _speech[hop];

    /// <inheritdoc/>
    /// <returns>The squared error, summed over the hop's bins.</returns>
    public float Of(int hop, ReadOnlySpan<float> gains)
    {
        ReadOnlySpan<float> applied = _gains.Of(gains), once = Sums(hop, 2);
        float error = _speech[hop];
        for (int band = 0; band < _bands; band++) error += applied[band] * (Half(hop, band) - once[band]);
        return MathF.Max(0, error);
    }

    /// <inheritdoc/>
    public void AddSlopes(int hop, ReadOnlySpan<float> gains, float weight, Span<float> slopes)
    {
        _gains.Of(gains);
        for (int band = 0; band < _bands; band++) _byApplied[band] = 2 * weight * Half(hop, band);
        _gains.AddBack(_byApplied, slopes);
    }

    /// <summary>Half the slope of the error by a band's applied gain.</summary>
    private float Half(int hop, int band) => _gains.HalfSlope(Sums(hop, 0), Sums(hop, 1), band) - Sums(hop, 2)[band];

    private Span<float> Sums(int hop, int kind) => _sums.AsSpan(((3 * hop) + kind) * _bands, _bands);
}

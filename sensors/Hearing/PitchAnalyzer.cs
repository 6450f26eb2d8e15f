using System.Numerics.Tensors;

namespace OnBoard.Sensors.Hearing;

/// <summary>
/// How periodic each band is at the talker's pitch: the correlation of the newest window with the window one pitch period
/// earlier, band by band, as in RNNoise (Valin, arXiv:1709.08243). Voiced speech repeats itself, most noise does not, whatever
/// the voice, the level and the microphone. Allocates nothing after it was made; used by one thread.
/// </summary>
/// <param name="format">Bands and windows; the standard ones by default.</param>
public sealed class PitchAnalyzer(AnalysisFormat? format = null)
{
    /// <summary>Numbers that <see cref="Push"/> writes beside those of the bands: the correlation over all, the pitch.</summary>
    public const int WholeFeatures = 2;

    /// <summary>Numbers of its state: the samples that are still needed.</summary>
    public const int StateLength = Kept;

    // The search runs at 4 kHz over 40 ms; periods of 2 to 16 ms are 500 to 62.5 Hz.
    private const int Decimation = 4;
    private const int SearchLength = 160;
    private const int MinLag = 8;
    private const int MaxLag = 64;
    private const int Kept = 1024;
    private const int KeptDecimated = Kept / Decimation;

    // A half or a third of the period is the truth where it is nearly as good.
    private const float ShorterIsEnough = 0.85f;

    private readonly AnalysisFormat _format = format ?? AnalysisFormat.Standard;
    private readonly float[] _samples = new float[Kept];
    private readonly float[] _decimated = new float[KeptDecimated];
    private readonly float[] _correlations = new float[MaxLag + 1];
    private readonly RealFft<float> _fft = new(AudioFormat.FftLength);
    private readonly float[] _padded = new float[AudioFormat.FftLength];
    private readonly Spectrum _earlier = new();
    private readonly float[] _power = new float[AudioFormat.Bins];
    private readonly float[] _crossBands = new float[(format ?? AnalysisFormat.Standard).Bands];
    private readonly float[] _earlierBands = new float[(format ?? AnalysisFormat.Standard).Bands];

    /// <summary>Numbers that <see cref="Push"/> writes.</summary>
    public int FeatureCount => _format.Bands + WholeFeatures;

    /// <summary>Takes the next hop.</summary>
    /// <param name="hop">The hop, analysed.</param>
    /// <param name="features">
    /// [<see cref="FeatureCount"/>]; written: a correlation for each band, -1 to 1, the normalised correlation at the pitch over all of 4 kHz,
    /// and the pitch in octaves about 177 Hz times that correlation, so that it fades where nothing is voiced.
    /// </param>
    public void Push(HopAnalysis hop, Span<float> features)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, FeatureCount);
        Take(hop.Samples);
        int lag = FindLag(out float correlation);
        Correlate(hop, lag, features[.._format.Bands]);
        features[_format.Bands] = correlation;
        features[_format.Bands + 1] = correlation * MathF.Log2(90.5f / lag);
    }

    /// <summary>Copies the samples that are still needed.</summary>
    /// <param name="state">[<see cref="StateLength"/>]; written.</param>
    public void Save(Span<float> state) => _samples.CopyTo(state);

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> state)
    {
        state.CopyTo(_samples);
        for (int i = 0; i < KeptDecimated; i++) _decimated[i] = Decimate(i);
    }

    /// <summary>Forgets everything: the start of a stream.</summary>
    public void Reset()
    {
        _samples.AsSpan().Clear();
        _decimated.AsSpan().Clear();
    }

    private void Take(ReadOnlySpan<float> hop)
    {
        _samples.AsSpan(hop.Length).CopyTo(_samples);
        Span<float> newest = _samples.AsSpan(Kept - hop.Length);
        for (int i = 0; i < hop.Length; i++) newest[i] = float.IsFinite(hop[i]) ? hop[i] : 0f;
        int fresh = hop.Length / Decimation;
        _decimated.AsSpan(fresh).CopyTo(_decimated);
        for (int i = KeptDecimated - fresh; i < KeptDecimated; i++) _decimated[i] = Decimate(i);
    }

    /// <summary>A short triangle over eight samples: enough of a low-pass for a search that is refined afterwards.</summary>
    private float Decimate(int index)
    {
        int end = (index + 1) * Decimation;
        if (end < 8) return 0f;
        ReadOnlySpan<float> s = _samples.AsSpan(end - 8, 8);
        return (s[0] + s[7] + (2 * (s[1] + s[6])) + (3 * (s[2] + s[5])) + (4 * (s[3] + s[4]))) / 20f;
    }

    private int FindLag(out float correlation)
    {
        ReadOnlySpan<float> now = _decimated.AsSpan(KeptDecimated - SearchLength);
        float energy = TensorPrimitives.SumOfSquares(now);
        float earlier = TensorPrimitives.SumOfSquares(_decimated.AsSpan(KeptDecimated - SearchLength - MinLag, SearchLength));
        int best = MinLag;
        for (int lag = MinLag; lag <= MaxLag; lag++)
        {
            int first = KeptDecimated - SearchLength - lag;
            float product = TensorPrimitives.Dot(now, _decimated.AsSpan(first, SearchLength));
            _correlations[lag] = product / MathF.Sqrt(MathF.Max(energy * earlier, 1e-18f));
            if (_correlations[lag] > _correlations[best]) best = lag;

            // The window of the next lag begins one sample earlier.
            if (lag == MaxLag) break;
            earlier += (_decimated[first - 1] * _decimated[first - 1])
                - (_decimated[first + SearchLength - 1] * _decimated[first + SearchLength - 1]);
            earlier = MathF.Max(earlier, 0f);
        }

        for (int part = 3; part >= 2; part--)
        {
            int shorter = (best + (part / 2)) / part;
            if (shorter < MinLag) continue;
            int nearby = shorter;
            for (int lag = Math.Max(MinLag, shorter - 1); lag <= shorter + 1; lag++)
                if (_correlations[lag] > _correlations[nearby]) nearby = lag;
            if (_correlations[nearby] < ShorterIsEnough * _correlations[best]) continue;
            best = nearby;
            break;
        }

        correlation = Math.Clamp(_correlations[best], 0f, 1f);
        return Refine(best * Decimation);
    }

    /// <summary>The best lag at 16 kHz about that of the search, over the newest window.</summary>
    private int Refine(int coarse)
    {
        ReadOnlySpan<float> now = _samples.AsSpan(Kept - _format.WindowLength);
        int best = coarse;
        float most = float.NegativeInfinity;
        for (int lag = coarse - 3; lag <= coarse + 3; lag++)
        {
            ReadOnlySpan<float> then = _samples.AsSpan(Kept - _format.WindowLength - lag, _format.WindowLength);
            float product = TensorPrimitives.Dot(now, then);
            if (product <= most) continue;
            most = product;
            best = lag;
        }

        return best;
    }

    private void Correlate(HopAnalysis hop, int lag, Span<float> correlations)
    {
        ReadOnlySpan<float> then = _samples.AsSpan(Kept - _format.WindowLength - lag, _format.WindowLength);
        TensorPrimitives.Multiply(then, _format.AnalysisWindow, _padded.AsSpan(0, _format.WindowLength));
        _fft.Forward(_padded, _earlier.Real, _earlier.Imaginary);
        TensorPrimitives.Multiply<float>(hop.Spectrum.Real, _earlier.Real, _power);
        TensorPrimitives.MultiplyAdd<float>(hop.Spectrum.Imaginary, _earlier.Imaginary, _power, _power);
        _format.FilterBank.Apply(_power, _crossBands);
        _earlier.Power(_power);
        _format.FilterBank.Apply(_power, _earlierBands);
        TensorPrimitives.Max(hop.Energies, LogMelFeatures.Floor, correlations);
        TensorPrimitives.Max(_earlierBands, LogMelFeatures.Floor, _earlierBands);
        TensorPrimitives.Multiply(correlations, _earlierBands, correlations);
        TensorPrimitives.Sqrt(correlations, correlations);
        TensorPrimitives.Divide(_crossBands, correlations, correlations);
        TensorPrimitives.Clamp(correlations, -1f, 1f, correlations);
    }
}

using System.Numerics.Tensors;
using OnBoard.Device.Enhancement;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// How far the envelopes of the sound that gains let through are from following those of the clean speech, and which way the network's
/// outputs are to move so that they follow better. That is what STOI (Taal et al., IEEE TASLP 2011) and ESTOI (Jensen and Taal, IEEE/ACM
/// TASLP 2016) measure: magnitudes in third octaves over 0.38 s, correlated along time in each of them after what is much too loud was
/// clipped, and from one to the next after each was normalised over that time.
/// </summary>
/// <remarks>
/// A hop is judged in the stretch that ends with it, as later gains are not known yet while errors are collected; what it does to hops
/// before it by their mean and length is left out. Only hops with speech count, as in the originals; the bands are those of the
/// network, gathered into third octaves by their centres.
/// </remarks>
/// <param name="format">Bands and windows.</param>
/// <param name="rule">How gains are applied where the network is sure of them.</param>
internal sealed class ClarityError(AnalysisFormat format, GainRule rule) : IMixtureError
{
    // Hops: 30 frames of 12.8 ms in the originals.
    private const int Stretch = 38;

    private const int MaxOctaves = 15;
    private const double LowestOctave = 150; // Hz

    // Hops more than 40 dB below the loudest hold no speech; bins up to 5 kHz count.
    private const float Range = 1e-4f;
    private const int SpeechBins = (5_000 * AudioFormat.FftLength / AudioFormat.SampleRate) + 1;

    // 15 dB of distortion: along time magnitudes above the clean one's times this are clipped.
    private const float Clip = 1 + 5.6234133f;

    private const float Tiny = 1e-12f;

    private readonly int _bands = format.Bands;
    private readonly int[] _octaves = ThirdOctaves(format.FilterBank);
    private readonly int _count = ThirdOctaves(format.FilterBank).Max() + 1;
    private readonly AppliedGains _gains = new(rule, format.Bands);
    private readonly float[] _power = new float[AudioFormat.Bins], _energies = new float[format.Bands], _unused = new float[format.Bands];

    // The magnitudes that were heard in the last hops with speech, in turn, and which hops they were.
    private readonly float[] _heard = new float[Stretch * MaxOctaves];
    private readonly int[] _heardAt = new int[Stretch];

    // Of each third octave of the hop: normalised magnitudes, clean and heard, and what the latter were divided by.
    private readonly float[] _x = new float[MaxOctaves], _y = new float[MaxOctaves], _length = new float[MaxOctaves];

    // The correlation along time and its slope by the magnitude heard; the slope of the one across by the normalised one.
    private readonly float[] _along = new float[MaxOctaves], _alongSlopes = new float[MaxOctaves], _across = new float[MaxOctaves];
    private readonly float[] _byEnergy = new float[MaxOctaves], _byApplied = new float[format.Bands];

    // Of each hop and band what its squared gain counts and the product with the next band's; its speech in third octaves and in all.
    private float[] _sums = [], _clean = [], _speech = [];
    private float _leastSpeech;
    private int _hops, _filled;

    /// <summary>Hops that are judged together, so that each stands in as many stretches.</summary>
    public static int HopsJudged => Stretch;

    /// <summary>Whether the hop asked for last was judged: it holds speech, and a stretch ends with it.</summary>
    public bool Judged { get; private set; }

    /// <summary>Correlation along time in its stretch, -1..1, the mean over third octaves: as STOI's.</summary>
    public float Along { get; private set; }

    /// <summary>Correlation from one third octave to the next at its end, -1..1: as ESTOI's.</summary>
    public float Across { get; private set; }

    /// <inheritdoc/>
    public void Begin(int hops)
    {
        if (_speech.Length < hops)
        {
            _sums = new float[2 * hops * _bands];
            _clean = new float[hops * _count];
            _speech = new float[hops];
        }

        _hops = 0;
    }

    /// <inheritdoc/>
    public void Add(Spectrum clean, Spectrum noisy)
    {
        clean.Power(_power);
        format.FilterBank.Apply(_power, _energies);
        Span<float> octaves = _clean.AsSpan(_hops * _count, _count);
        octaves.Clear();
        for (int band = 0; band < _bands; band++)
        {
            if (_octaves[band] >= 0) octaves[_octaves[band]] += _energies[band];
        }

        _speech[_hops] = TensorPrimitives.Sum<float>(_power.AsSpan(0, SpeechBins));
        TensorPrimitives.Sqrt(octaves, octaves);
        noisy.Power(_power);
        format.FilterBank.SumOverBins(_power, _power, Squares(_hops), Nexts(_hops), _unused);
        _hops++;
    }

    /// <inheritdoc/>
    public void End() => _leastSpeech = Range * TensorPrimitives.Max<float>(_speech.AsSpan(0, _hops));

    /// <inheritdoc/>
    /// <returns>1 less the mean of both correlations, for each of the bands; 0 where nothing is judged.</returns>
    public float Of(int hop, ReadOnlySpan<float> gains)
    {
        Hear(hop, gains);
        return !Judged ? 0 : _bands * (1 - ((Along + Across) / 2));
    }

    /// <inheritdoc/>
    /// <remarks>A hop stands in as many stretches as they are long: along time each of them counts as the one that ends with it does.</remarks>
    public void AddSlopes(int hop, ReadOnlySpan<float> gains, float weight, Span<float> slopes)
    {
        Hear(hop, gains);
        if (!Judged) return;
        float half = -weight * _bands / 2;
        const float inside = 1 - (1f / Stretch);
        ReadOnlySpan<float> heard = Heard(_filled - 1);
        for (int octave = 0; octave < _count; octave++)
        {
            float along = Stretch * _alongSlopes[octave] / _count;
            float across = _across[octave] * (inside - (_y[octave] * _y[octave])) / _length[octave];
            _byEnergy[octave] = half * (along + across) / (2 * (heard[octave] + Tiny));
        }

        ReadOnlySpan<float> applied = _gains.Last, squares = Squares(hop), nexts = Nexts(hop);
        _byApplied.AsSpan().Clear();
        for (int band = 0; band < _bands; band++)
        {
            float own = ByEnergy(band);
            _byApplied[band] += 2 * own * squares[band] * applied[band];
            if (band + 1 == _bands) break;
            float both = (own + ByEnergy(band + 1)) * nexts[band];
            _byApplied[band] += both * applied[band + 1];
            _byApplied[band + 1] += both * applied[band];
        }

        _gains.AddBack(_byApplied, slopes);

        float ByEnergy(int band) => _octaves[band] < 0 ? 0 : _byEnergy[_octaves[band]];
    }

    /// <summary>Takes what is heard in a hop and compares the stretch that ends with it.</summary>
    private void Hear(int hop, ReadOnlySpan<float> gains)
    {
        if (hop == 0) _filled = 0;
        Judged = false;
        if (_speech[hop] <= _leastSpeech) return;
        Span<float> heard = Heard(_filled);
        heard.Clear();
        ReadOnlySpan<float> applied = _gains.Of(gains), squares = Squares(hop), nexts = Nexts(hop);
        for (int band = 0; band < _bands; band++)
        {
            if (_octaves[band] >= 0) heard[_octaves[band]] += _gains.HalfSlope(squares, nexts, band) * applied[band];
        }

        TensorPrimitives.Sqrt(heard, heard);
        _heardAt[_filled++ % Stretch] = hop;
        Judged = _filled >= Stretch;
        if (!Judged) return;
        for (int octave = 0; octave < _count; octave++) CompareAlong(octave);
        Along = TensorPrimitives.Sum<float>(_along.AsSpan(0, _count)) / _count;
        CompareAcross();
    }

    private void CompareAlong(int octave)
    {
        Span<float> x = stackalloc float[Stretch], y = stackalloc float[Stretch], clipped = stackalloc float[Stretch], slopes = stackalloc float[Stretch];
        for (int i = 0; i < Stretch; i++)
        {
            x[i] = _clean[(_heardAt[i] * _count) + octave];
            y[i] = _heard[(i * _count) + octave];
        }

        // As loud as the clean ones, and clipped where they stand out of them.
        int last = (_filled - 1) % Stretch;
        float loudness = TensorPrimitives.Norm<float>(y) + Tiny, gain = TensorPrimitives.Norm<float>(x) / loudness, now = y[last];
        TensorPrimitives.Multiply(x, Clip, slopes);
        TensorPrimitives.Multiply(y, gain, clipped);
        TensorPrimitives.Min(clipped, slopes, clipped);
        Standardize(x);
        float length = Standardize(clipped);
        float correlation = TensorPrimitives.Dot<float>(x, clipped);

        // By each magnitude where it is not clipped; all of them depend on the gain, too.
        float byGain = 0;
        for (int i = 0; i < Stretch; i++)
        {
            slopes[i] = gain * y[i] > slopes[i] ? 0 : (x[i] - (correlation * clipped[i])) / length;
            byGain += slopes[i] * y[i];
        }

        _along[octave] = correlation;
        _alongSlopes[octave] = gain * (slopes[last] - (byGain * now / (loudness * loudness)));
        _length[octave] = Standardize(y);
        _x[octave] = x[last];
        _y[octave] = y[last];
    }

    private void CompareAcross()
    {
        Span<float> x = stackalloc float[_count], y = _across.AsSpan(0, _count);
        _x.AsSpan(0, _count).CopyTo(x);
        _y.AsSpan(0, _count).CopyTo(y);
        Standardize(x);
        float length = Standardize(y);
        Across = TensorPrimitives.Dot<float>(x, y);

        // By the heard ones: what of the clean ones is not theirs already.
        for (int octave = 0; octave < _count; octave++) _across[octave] = (x[octave] - (Across * y[octave])) / length;
    }

    /// <summary>To zero mean and unit length.</summary>
    /// <returns>The length that they had.</returns>
    private static float Standardize(Span<float> values)
    {
        TensorPrimitives.Subtract(values, TensorPrimitives.Sum<float>(values) / values.Length, values);
        float length = TensorPrimitives.Norm<float>(values) + Tiny;
        TensorPrimitives.Divide(values, length, values);
        return length;
    }

    private Span<float> Heard(int turn) => _heard.AsSpan(turn % Stretch * _count, _count);

    private Span<float> Squares(int hop) => _sums.AsSpan(2 * hop * _bands, _bands);

    private Span<float> Nexts(int hop) => _sums.AsSpan(((2 * hop) + 1) * _bands, _bands);

    /// <summary>Of each band the third octave that its centre lies in, those that have one counted from 0; -1 below and above the fifteen.</summary>
    private static int[] ThirdOctaves(MelFilterBank bank)
    {
        int[] octaves = new int[bank.Bands];
        int last = -1, count = 0;
        for (int band = 0; band < octaves.Length; band++)
        {
            int octave = (int)Math.Round(3 * Math.Log2(bank.Centre(band) / LowestOctave));
            octaves[band] = -1;
            if (octave is < 0 or >= MaxOctaves) continue;
            if (octave != last) count++;
            last = octave;
            octaves[band] = count - 1;
        }

        return octaves;
    }
}

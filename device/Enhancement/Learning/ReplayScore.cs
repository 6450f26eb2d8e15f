using OnBoard.Fabric.Learning;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>How well gains do on held-out speech in noise.</summary>
/// <param name="Loss">Binary cross-entropy of the mask, nats per band.</param>
/// <param name="Clarity">
/// Mean correlation of the bands' envelopes with those of the clean speech over 300 ms, 0..1: what STOI measures, in the bands of
/// the network.
/// </param>
/// <param name="Fidelity">Energy of the speech over that of all that differs from it, dB.</param>
/// <param name="Swallowed">Share of the speech's energy that is taken away.</param>
internal readonly record struct ReplayScore(double Loss, double Clarity, double Fidelity, double Swallowed)
{
    /// <summary>Nothing was validated.</summary>
    public static ReplayScore None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN);
}

/// <summary>Computes a <see cref="ReplayScore"/> frame by frame, of gains as a <see cref="GainGuard"/> applies them. Allocates nothing after it was made.</summary>
/// <param name="rule">How the network's gains are applied.</param>
/// <param name="bands">How many it gives.</param>
/// <param name="trusts">Whether the guard trusts them.</param>
internal sealed class ReplayValidator(GainRule rule, int bands, bool trusts)
{
    /// <summary>Hops of one comparison of envelopes: STOI's 384 ms, rounded to ours.</summary>
    private const int Span = 30;

    private const int Every = 10;

    /// <summary>A band takes part in a comparison where its speech is not fainter than the loudest band's by more than 30 dB.</summary>
    private const float Faintest = 0.0316f; // amplitude

    private readonly GainGuard _guard = new(rule, bands) { Trust = trusts ? 1 : 0 };
    private readonly float[] _applied = new float[bands];
    private readonly float[] _clean = new float[Span * bands];
    private readonly float[] _enhanced = new float[Span * bands];
    private MaskLoss _loss;
    private double _speech, _error, _swallowed, _correlation;
    private long _compared;
    private int _hops;

    /// <summary>Begins a validation.</summary>
    public void Reset()
    {
        _guard.Reset();
        _loss = default;
        _speech = _error = _swallowed = _correlation = 0;
        _compared = 0;
        _hops = 0;
    }

    /// <summary>Another utterance begins: envelopes are not compared across.</summary>
    public void Cut() => _hops = 0;

    /// <summary>Takes a frame.</summary>
    /// <param name="gains">What the network gives, for each band.</param>
    /// <param name="target">The ideal ratio mask, for each band.</param>
    /// <param name="heard">The mixture.</param>
    /// <param name="inputs">What the network was given of it.</param>
    public void Add(ReadOnlySpan<float> gains, ReadOnlySpan<float> target, HopAnalysis heard, NetworkInputs inputs)
    {
        _loss += MaskLoss.Of(gains, target);
        _guard.Hear(inputs);
        _guard.Observe(gains, heard.Energies, _applied);
        int place = _hops++ % Span * bands;
        ReadOnlySpan<float> energies = heard.LogEnergies;
        for (int band = 0; band < bands; band++)
        {
            // The gain as it is applied, and the mixture split by its mask.
            float gain = _applied[band];
            float mixture = MathF.Exp(energies[band]), clean = target[band] * target[band] * mixture, noise = mixture - clean;
            _speech += clean;
            _error += (clean * (1 - gain) * (1 - gain)) + (noise * gain * gain);
            _swallowed += clean * (1 - (gain * gain));
            _clean[place + band] = MathF.Sqrt(clean);
            _enhanced[place + band] = gain * MathF.Sqrt(mixture);
        }

        if (_hops >= Span && _hops % Every == 0) Compare();
    }

    /// <summary>The score of all frames since <see cref="Reset"/>.</summary>
    public ReplayScore Read() => new(
        _loss.CrossEntropy, _compared > 0 ? _correlation / _compared : double.NaN,
        10 * Math.Log10(_speech / Math.Max(_error, 1e-12)), _speech > 0 ? _swallowed / _speech : 0);

    private void Compare()
    {
        float loudest = 0;
        foreach (float value in _clean) loudest = Math.Max(loudest, value);
        if (loudest <= 0) return;
        for (int band = 0; band < bands; band++)
        {
            float cleanMean = 0, enhancedMean = 0, most = 0;
            for (int i = band; i < _clean.Length; i += bands)
            {
                cleanMean += _clean[i] / Span;
                enhancedMean += _enhanced[i] / Span;
                most = Math.Max(most, _clean[i]);
            }

            if (most < Faintest * loudest) continue;
            float product = 0, cleanSquare = 0, enhancedSquare = 0;
            for (int i = band; i < _clean.Length; i += bands)
            {
                float clean = _clean[i] - cleanMean, enhanced = _enhanced[i] - enhancedMean;
                product += clean * enhanced;
                cleanSquare += clean * clean;
                enhancedSquare += enhanced * enhanced;
            }

            _correlation += product / MathF.Sqrt(MathF.Max(cleanSquare * enhancedSquare, 1e-24f));
            _compared++;
        }
    }
}

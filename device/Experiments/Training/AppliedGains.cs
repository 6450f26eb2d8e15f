using System.Numerics.Tensors;
using OnBoard.Device.Enhancement;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>What becomes of a hop's gains before they meet the sound, where the network is sure of them, and the slopes' way back.</summary>
/// <param name="rule">How gains are applied.</param>
/// <param name="bands">How many gains.</param>
internal sealed class AppliedGains(GainRule rule, int bands)
{
    private readonly BandContrast _contrast = new(rule.Contrast, bands);
    private readonly float[] _sharp = new float[bands], _applied = new float[bands], _slopes = new float[bands];

    /// <summary>What <see cref="Of"/> gave last.</summary>
    public ReadOnlySpan<float> Last => _applied;

    /// <summary>The gains as they are applied: sharpened and raised to the rule's power.</summary>
    /// <param name="gains">What the network gives, for each band.</param>
    /// <returns>Of each band; until the next call.</returns>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> gains)
    {
        _contrast.Apply(gains, _sharp);
        TensorPrimitives.Pow(_sharp, rule.Exponent, _applied);
        return _applied;
    }

    /// <summary>
    /// What a band's gain, as <see cref="Of"/> applied it last, is multiplied by in a square summed over bins; half the slope by it.
    /// </summary>
    /// <param name="own">Of each band: what its squared gain counts, see <see cref="MelFilterBank.SumOverBins"/>.</param>
    /// <param name="next">Of each band: what the product with the next one's counts.</param>
    /// <param name="band">The band.</param>
    public float HalfSlope(ReadOnlySpan<float> own, ReadOnlySpan<float> next, int band)
    {
        float slope = own[band] * _applied[band];
        if (band > 0) slope += next[band - 1] * _applied[band - 1];
        if (band + 1 < _applied.Length) slope += next[band] * _applied[band + 1];
        return slope;
    }

    /// <summary>Carries slopes back to the logits of the gains that <see cref="Of"/> was given last.</summary>
    /// <param name="byApplied">By the applied gains.</param>
    /// <param name="slopes">By the logits of the network's; added to.</param>
    public void AddBack(ReadOnlySpan<float> byApplied, Span<float> slopes)
    {
        for (int band = 0; band < _slopes.Length; band++)
            _slopes[band] = byApplied[band] * rule.Exponent * _applied[band] * (1 - _sharp[band]);
        _contrast.AddBack(_slopes, slopes);
    }
}

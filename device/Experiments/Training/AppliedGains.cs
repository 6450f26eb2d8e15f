using System.Numerics.Tensors;
using OnBoard.Device.Enhancement;

namespace OnBoard.Device.Experiments.Training;

/// <summary>What becomes of a hop's gains before they meet the sound, where the network is sure of them, and the slopes' way back.</summary>
/// <param name="rule">How gains are applied.</param>
/// <param name="bands">How many gains.</param>
internal sealed class AppliedGains(GainRule rule, int bands)
{
    private readonly BandContrast _contrast = new(rule.Contrast, bands);
    private readonly float[] _sharp = new float[bands], _applied = new float[bands], _slopes = new float[bands];

    /// <summary>The gains as they are applied: sharpened and raised to the rule's power.</summary>
    /// <param name="gains">What the network gives, for each band.</param>
    /// <returns>Of each band; until the next call.</returns>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> gains)
    {
        _contrast.Apply(gains, _sharp);
        TensorPrimitives.Pow(_sharp, rule.Exponent, _applied);
        return _applied;
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

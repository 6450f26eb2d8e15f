using System.Numerics.Tensors;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// Sets a band's gain apart from its neighbours'. Bands overlap and windows leak, so what a network learns of a band is blurred by the
/// two on each side: a harmonic's gain is too low, the gap's beside it too high. Adding some of the difference to them, in
/// logits, undoes that, as lateral inhibition does along the cochlea. Gains of 0 and 1 stay. Allocates nothing after it was made.
/// </summary>
/// <remarks>Figures with it and without: device/docs/figures.md.</remarks>
/// <param name="strength">How much of the difference to the mean of the four neighbours is added, in logits; 0 changes nothing.</param>
/// <param name="bands">How many gains at the most.</param>
public sealed class BandContrast(float strength, int bands)
{
    /// <summary>The greatest strength whose odds are still numbers.</summary>
    public const float MaxStrength = 5;

    private const int Reach = 2;

    // Gains nearer to 0 or 1 than this say no more of their neighbours.
    private const float Least = 1e-3f;

    private readonly float[] _logits = new float[bands + (2 * Reach)];
    private readonly float[] _odds = new float[bands];

    /// <summary>Sharpens the gains of a hop.</summary>
    /// <param name="gains">Of each band, 0..1, in the order of frequency.</param>
    /// <param name="sharpened">As many, 0..1; written. May be the same memory.</param>
    public void Apply(ReadOnlySpan<float> gains, Span<float> sharpened)
    {
        if (strength == 0 || gains.IsEmpty)
        {
            gains.CopyTo(sharpened);
            return;
        }

        Span<float> logits = _logits.AsSpan(0, gains.Length + (2 * Reach)), own = logits.Slice(Reach, gains.Length), odds = _odds.AsSpan(0, gains.Length);
        TensorPrimitives.Max(gains, Least, own);
        TensorPrimitives.Min(own, 1 - Least, own);
        TensorPrimitives.Subtract(1f, own, odds);
        TensorPrimitives.Divide(own, odds, own);
        TensorPrimitives.Log(own, own);
        logits[..Reach].Fill(own[0]);
        logits[^Reach..].Fill(own[^1]);
        for (int band = 0; band < odds.Length; band++)
        {
            float neighbours = logits[band] + logits[band + 1] + logits[band + Reach + 1] + logits[band + (2 * Reach)];
            odds[band] = strength * (logits[band + Reach] - (neighbours / 4));
        }

        // The odds of each gain are multiplied by that.
        TensorPrimitives.Exp(odds, odds);
        for (int band = 0; band < odds.Length; band++)
        {
            float gain = gains[band], raised = gain * odds[band];
            sharpened[band] = raised / (raised + (1 - gain));
        }
    }

    /// <summary>
    /// Carries slopes of a loss back through <see cref="Apply"/>: from the sharpened gains' logits to those of the gains. Where a gain is
    /// so near to 0 or 1 that it says no more of its neighbours they are a little too great.
    /// </summary>
    /// <param name="slopes">By the sharpened gains' logits.</param>
    /// <param name="back">By the gains' logits; added to.</param>
    public void AddBack(ReadOnlySpan<float> slopes, Span<float> back)
    {
        int last = slopes.Length - 1;
        for (int band = 0; band < slopes.Length; band++)
        {
            float lent = strength * slopes[band] / (2 * Reach);
            back[band] += slopes[band] * (1 + strength);
            for (int away = 1; away <= Reach; away++)
            {
                back[Math.Max(band - away, 0)] -= lent;
                back[Math.Min(band + away, last)] -= lent;
            }
        }
    }
}

namespace OnBoard.Fabric.Network;

/// <summary>
/// The activation laws in floating point: A(R, C) before clipping, and its two derivatives.
/// Source: arXiv:2211.01950 and the follow-up papers of the same group (2207.07338, 2305.10449) for the laws' forms;
/// the clamp of <c>cooperation</c> at its vertex R = -1 is this project's choice, without it the cell fires again for R below -2.
/// </summary>
public static class LawFunctions
{
    /// <summary>Outputs are clipped to this range's upper end; the lower end is 0.</summary>
    public const float MaximumOutput = 6f;

    /// <summary>k1 of the law <c>kay</c>.</summary>
    public const float KayK1 = 0.5f;

    /// <summary>k2 of the law <c>kay</c>.</summary>
    public const float KayK2 = 2f;

    /// <summary>The gate of the law <c>gated</c> moves while C is within plus or minus this: g = C/4 + 1/2.</summary>
    public const float GateReach = 2f;

    /// <summary>e^x beyond this is far outside of what a clipped output can show; it keeps every law finite.</summary>
    private const float MaxExponent = 20f;

    /// <summary>A(R, C), not yet clipped to 0..6; of <c>gated</c> what a cell comes to whose state is 0.</summary>
    public static float Value(ActivationLaw law, float r, float c) => law switch
    {
        ActivationLaw.Cooperation => CooperationValue(MathF.Max(r, -1f), c),
        ActivationLaw.Point => r + c,
        ActivationLaw.Tm2 => r + (r * c),
        ActivationLaw.Sq or ActivationLaw.Gated => Value(law, r, c, out _, out _),
        _ => r * Gain(law, r * c, out _),
    };

    /// <summary>A(R, C) and its derivatives by R and by C, not yet gated by the clip.</summary>
    public static float Value(ActivationLaw law, float r, float c, out float byR, out float byC)
    {
        switch (law)
        {
            case ActivationLaw.Cooperation:
                float clamped = MathF.Max(r, -1f);
                byR = r < -1f ? 0f : (2f * r) + 2f + (c * MathF.Sign(r));
                byC = 1f + MathF.Abs(clamped);
                return CooperationValue(clamped, c);
            case ActivationLaw.Point:
                byR = 1f;
                byC = 1f;
                return r + c;
            case ActivationLaw.Tm2:
                byR = 1f + c;
                byC = r;
                return r + (r * c);
            case ActivationLaw.Sq:
                float z = MathF.Max(r + c, 0f);
                byR = byC = z > 0f ? (2f * z) + 2f : 0f;
                return (z * z) + (2f * z);
            case ActivationLaw.Gated:
                return Gated(r, c, 0f, out byR, out byC, out _);
            default:
                // The other laws are R g(RC): d/dR = g + RC g', d/dC = R^2 g'.
                float product = r * c;
                float gain = Gain(law, product, out float slope);
                byR = gain + (product * slope);
                byC = r * r * slope;
                return r * gain;
        }
    }

    /// <summary>One step of a cell of the law <c>gated</c>: s' = s + g (clip(R, 0, 6) - s) with g = clip(C/4 + 1/2, 0, 1).</summary>
    /// <param name="r">R.</param>
    /// <param name="c">C.</param>
    /// <param name="state">The state s that the last step left, 0..6; 0 where an utterance begins.</param>
    /// <param name="byR">ds'/dR.</param>
    /// <param name="byC">ds'/dC.</param>
    /// <param name="byState">ds'/ds.</param>
    /// <returns>The state s', which is also the output.</returns>
    public static float Gated(float r, float c, float state, out float byR, out float byC, out float byState)
    {
        float gate = Math.Clamp((c * (0.5f / GateReach)) + 0.5f, 0f, 1f);
        float change = Math.Clamp(r, 0f, MaximumOutput) - state;
        byR = r is > 0f and < MaximumOutput ? gate : 0f;
        byC = c is > -GateReach and < GateReach ? change * (0.5f / GateReach) : 0f;
        byState = 1f - gate;
        return state + (gate * change);
    }

    /// <summary>The scalar gain g of the laws of the form A = R g(RC), and its slope.</summary>
    /// <param name="law">One of <c>tm1</c>, <c>tm3</c>, <c>tm4</c> and <c>kay</c>.</param>
    /// <param name="product">R times C.</param>
    /// <param name="slope">dg/d(RC).</param>
    public static float Gain(ActivationLaw law, float product, out float slope)
    {
        switch (law)
        {
            case ActivationLaw.Tm1:
                slope = 0.5f * Exponential(product);
                return 0.5f + slope;
            case ActivationLaw.Tm3:
                float tanh = MathF.Tanh(product);
                slope = 1f - (tanh * tanh);
                return 1f + tanh;
            case ActivationLaw.Tm4:
                const float ln2 = 0.693147181f;
                float power = Exponential(product * ln2);
                slope = ln2 * power;
                return power;
            case ActivationLaw.Kay:
                float exponential = (1f - KayK1) * Exponential(KayK2 * product);
                slope = KayK2 * exponential;
                return KayK1 + exponential;
            default:
                throw new ArgumentOutOfRangeException(nameof(law), law, "has no gain function of RC");
        }
    }

    private static float CooperationValue(float r, float c) => (r * r) + (2f * r) + (c * (1f + MathF.Abs(r)));

    private static float Exponential(float x) => MathF.Exp(MathF.Min(x, MaxExponent));
}

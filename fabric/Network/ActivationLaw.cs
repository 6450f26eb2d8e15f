using System.Text.Json.Serialization;

namespace OnBoard.Fabric.Network;

/// <summary>
/// How a two-point cell joins its somatic sum R and its apical sum C into one output, before that is clipped to 0..6.
/// The functions themselves are in <see cref="LawFunctions"/>.
/// </summary>
public enum ActivationLaw
{
    /// <summary>R^2 + 2R + C(1+|R|), R clamped to -1 and above: the default.</summary>
    [JsonStringEnumMemberName("cooperation")] Cooperation,

    /// <summary>R/2 (1 + e^(RC)).</summary>
    [JsonStringEnumMemberName("tm1")] Tm1,

    /// <summary>R + RC.</summary>
    [JsonStringEnumMemberName("tm2")] Tm2,

    /// <summary>R (1 + tanh RC).</summary>
    [JsonStringEnumMemberName("tm3")] Tm3,

    /// <summary>R 2^(RC).</summary>
    [JsonStringEnumMemberName("tm4")] Tm4,

    /// <summary>R (1/2 + 1/2 e^(2RC)), the law of Kay and Phillips with k1 = 1/2 and k2 = 2.</summary>
    [JsonStringEnumMemberName("kay")] Kay,

    /// <summary>R + C: a point neuron with the same synapses, the baseline.</summary>
    [JsonStringEnumMemberName("point")] Point,

    /// <summary>
    /// z^2 + 2z with z = max(R + C, 0): a point neuron with the curve that <c>cooperation</c> has for R above 0, its control.
    /// </summary>
    [JsonStringEnumMemberName("sq")] Sq,

    /// <summary>
    /// A gated memory cell: y(t) = y(t-1) + g (clip(R, 0, 6) - y(t-1)) with the gate g = clip(C/4 + 1/2, 0, 1). R says what to
    /// take up, context says when. Kin: minimal gated units, EGRU (arXiv:2206.07178).
    /// </summary>
    [JsonStringEnumMemberName("gated")] Gated,
}

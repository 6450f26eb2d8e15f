namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// What a band is trained towards, in 16 bits: the mask (<see cref="MaskFormat"/>) in bits 12..0 and in bits 15..13, signed, how much
/// its error counts, as a power of two.
/// <code>
/// error of the read-out = sat13(round((gain - mask) 2^weight))     weight -4..3
/// </code>
/// Without weights a target is the mask alone, and its error the derivative of binary cross-entropy by z.
/// </summary>
public static class TargetFormat
{
    /// <summary>The least weight: a sixteenth.</summary>
    public const int MinWeight = -4;

    /// <summary>The greatest weight: eight times.</summary>
    public const int MaxWeight = 3;

    private const int MaskBits = 13;

    /// <summary>A target.</summary>
    /// <param name="mask">Q.12, 0..4096.</param>
    /// <param name="weight">Power of two, -4..3.</param>
    public static short Of(short mask, int weight) => (short)(mask + (weight << MaskBits));

    /// <summary>The error of a gain, Q.12, saturated.</summary>
    /// <param name="gain">Q.12.</param>
    /// <param name="target">See <see cref="Of"/>.</param>
    public static short Error(short gain, short target)
    {
        int difference = gain - (target & ((1 << MaskBits) - 1)), weight = target >> MaskBits;
        return ErrorFormat.Saturate(weight >= 0 ? difference << weight : FixedPoint.RoundShift(difference, -weight));
    }

    /// <summary>Whether none of these targets has a weight.</summary>
    public static bool AreMasks(ReadOnlySpan<short> targets) => !targets.ContainsAnyExceptInRange((short)0, (short)MaskFormat.One);
}

namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// Rounding and saturation, the same everywhere. All integers are two's complement; sums and products of 32 bits wrap,
/// and <see cref="Engines.OverflowBound"/> shows that they do not.
/// </summary>
public static class FixedPoint
{
    /// <summary>Divides by 2^shift, halves rounded up: (value + 2^(shift-1)) >> shift; the value itself for shift 0.</summary>
    public static int RoundShift(int value, int shift) => unchecked(value + ((1 << shift) >> 1)) >> shift;

    /// <summary>Clamped to 16 bits.</summary>
    public static short Saturate16(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}

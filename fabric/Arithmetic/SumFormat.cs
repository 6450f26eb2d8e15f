namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// The sums R, C and the read-out z: Q5.10, -16..16, out of 32-bit accumulators of weight (scale s) times event (5 fraction
/// bits).
/// </summary>
public static class SumFormat
{
    /// <summary>Bits behind the binary point.</summary>
    public const int FractionBits = 10;

    /// <summary>1.0.</summary>
    public const int One = 1 << FractionBits;

    /// <summary>-16.</summary>
    public const int Minimum = -16 * One;

    /// <summary>16 less one step.</summary>
    public const int Maximum = (16 * One) - 1;

    /// <summary>How far the accumulator of a matrix of scale 2^-s is shifted: s + 5 - 10, never negative as s is at least 5.</summary>
    public static int Shift(int weightScale) => weightScale + EventFormat.FractionBits - FractionBits;

    /// <summary>The sum in an accumulator, rounded half up and saturated.</summary>
    public static short FromAccumulator(int accumulator, int weightScale) =>
        (short)Math.Clamp(FixedPoint.RoundShift(accumulator, Shift(weightScale)), Minimum, Maximum);
}

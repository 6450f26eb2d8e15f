namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// Errors: Q.12, 13 bits signed, saturated to -4095..4095 (just under 1). The read-out's error is <see cref="TargetFormat.Error"/>.
/// <code>
/// contribution of a matrix to a cell   (row . errors + 2^(s-1)) >> s
/// e = sat13(sum of contributions + activity penalty), 0 where the cell's gate is closed
/// error by R = sat13((e dR + 512) >> 10)          error by C = sat13((e dC + 512) >> 10)
/// </code>
/// </summary>
public static class ErrorFormat
{
    /// <summary>1.0.</summary>
    public const int One = 4096;

    /// <summary>Bits behind the binary point.</summary>
    public const int FractionBits = 12;

    /// <summary>The largest magnitude.</summary>
    public const int Maximum = 4095;

    /// <summary>Clamped to -4095..4095.</summary>
    public static short Saturate(int error) => (short)Math.Clamp(error, -Maximum, Maximum);

    /// <summary>What a matrix contributes to the error of one cell, Q.12.</summary>
    /// <param name="product">Dot product of the cell's row of weights with the errors of the columns.</param>
    /// <param name="weightScale">The matrix's s.</param>
    public static int FromProduct(int product, int weightScale) => FixedPoint.RoundShift(product, weightScale);

    /// <summary>An error through a derivative (Q.10).</summary>
    public static short Through(short error, short derivative) =>
        Saturate(FixedPoint.RoundShift(error * derivative, SumFormat.FractionBits));
}

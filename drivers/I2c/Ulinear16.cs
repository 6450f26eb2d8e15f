namespace OnBoard.Drivers.I2c;

/// <summary>
/// PMBus ULINEAR16: an unsigned word times two to the exponent that VOUT_MODE gives (PMBus 1.3, part II, section
/// 8.3.1).
/// </summary>
public static class Ulinear16
{
    /// <summary>
    /// The exponent in VOUT_MODE, or null where the mode (bits 6-5) is not linear but VID, direct or half float. Bit 7
    /// says that limits are relative to VOUT_COMMAND, and nothing of READ_VOUT: 0x97 is linear too.
    /// </summary>
    public static int? ExponentOf(byte voutMode) => ((voutMode >> 5) & 0b11) == 0 ? (sbyte)(voutMode << 3) >> 3 : null;

    /// <summary>The value of a word.</summary>
    public static double Decode(ushort word, int exponent) => Math.ScaleB(word, exponent);

    /// <summary>The nearest word.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The word does not hold the value.</exception>
    public static ushort Encode(double value, int exponent)
    {
        double word = Math.Round(Math.ScaleB(value, -exponent));
        if (word is not (>= 0 and <= ushort.MaxValue))
            throw new ArgumentOutOfRangeException(nameof(value), value, "outside of ULINEAR16");
        return (ushort)word;
    }
}

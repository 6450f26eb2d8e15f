namespace OnBoard.Drivers.I2c;

/// <summary>
/// PMBus LINEAR11: an 11-bit signed mantissa times two to a 5-bit signed exponent (PMBus 1.3, part II, section 7.3).
/// </summary>
public static class Linear11
{
    /// <summary>The value of a word.</summary>
    public static double Decode(ushort word)
    {
        int exponent = (short)word >> 11;
        int mantissa = (short)(word << 5) >> 5;
        return Math.ScaleB(mantissa, exponent);
    }

    /// <summary>The nearest word, with the finest exponent that holds the value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No exponent holds the value.</exception>
    public static ushort Encode(double value)
    {
        for (int exponent = -16; exponent <= 15; exponent++)
        {
            double mantissa = Math.Round(Math.ScaleB(value, -exponent));
            if (mantissa is >= -1024 and <= 1023) return (ushort)((exponent << 11) | ((int)mantissa & 0x7ff));
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, "outside of LINEAR11");
    }
}

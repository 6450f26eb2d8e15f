namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// How a weight changes: w -= error x event x 2^-rate, rounded up or down at random so that the mean is exact. The random
/// bits depend on (seed, step, matrix, row, column) alone, so the result does not depend on the number of lanes or on the
/// order of the work.
/// <code>
/// step key    k = mix(seed + step * 0x9E3779B9)                      once per step
/// row key     h = mix(k + (row &lt;&lt; 7 | matrix)),  a = low 16 bits,  b = high 16 bits     once per row
/// column      x = a + column * 0x9E37          (16 bits from here on; additions wrap, >> is logical)
///             x ^= x >> 2;  x += x &lt;&lt; 5;  x ^= b;  x += x &lt;&lt; 7;  x ^= x >> 5;  x += a;  x += x &lt;&lt; 3;  x ^= x >> 9
/// r           n &lt;= 16: x >> (16 - n)           n &gt; 16: x &lt;&lt; (n - 16) | 1 &lt;&lt; (n - 17)
/// delta       sat16((error * event + r) >> n)
/// w           sat16(w - delta)
/// </code>
/// with n = rate + 17 - s clamped to 1..24 (12 fraction bits of errors, 5 of events, s of weights). mix is a 32-bit finalizer
/// of two multiplications (constants from C. Wellons' search for low bias); the column's part needs none, so every lane
/// can have one. Above n = 16 the half step keeps the mean right; products below 2^(n-17) then never move a weight.
/// </summary>
public static class UpdateRounding
{
    /// <summary>The minimum shift of a product to a weight.</summary>
    public const int MinimumShift = 1;

    /// <summary>The maximum shift of a product to a weight.</summary>
    public const int MaximumShift = 24;

    /// <summary>From one column's constant to the next.</summary>
    public const ushort ColumnConstant = 0x9E37;

    /// <summary>n: how far the product of error and event is shifted to the grid of a matrix of scale 2^-s.</summary>
    /// <param name="rateShift">The learning rate is 2^-rateShift.</param>
    /// <param name="weightScale">The matrix's s.</param>
    public static int Shift(int rateShift, int weightScale) => Math.Clamp(
        rateShift + ErrorFormat.FractionBits + EventFormat.FractionBits - weightScale, MinimumShift, MaximumShift);

    /// <summary>The key of a step.</summary>
    public static uint StepKey(uint seed, uint step) => Mix(unchecked(seed + (step * 0x9E3779B9u)));

    /// <summary>The key of a row of a matrix (by its index in the topology) at a step.</summary>
    public static uint RowKey(uint stepKey, int matrix, int row) => Mix(unchecked(stepKey + (((uint)row << 7) | (uint)matrix)));

    /// <summary>The 16 random bits of a column.</summary>
    public static ushort Draw(uint rowKey, int column)
    {
        unchecked
        {
            ushort a = (ushort)rowKey, b = (ushort)(rowKey >> 16);
            ushort x = (ushort)(a + (column * ColumnConstant));
            x ^= (ushort)(x >> 2);
            x += (ushort)(x << 5);
            x ^= b;
            x += (ushort)(x << 7);
            x ^= (ushort)(x >> 5);
            x += a;
            x += (ushort)(x << 3);
            x ^= (ushort)(x >> 9);
            return x;
        }
    }

    /// <summary>What is taken off the weight.</summary>
    /// <param name="product">Error times event.</param>
    /// <param name="shift">n of <see cref="Shift"/>.</param>
    /// <param name="draw">16 random bits.</param>
    public static short Delta(int product, int shift, ushort draw)
    {
        int random = shift <= 16 ? draw >> (16 - shift) : (draw << (shift - 16)) | (1 << (shift - 17));
        return FixedPoint.Saturate16((product + random) >> shift);
    }

    private static uint Mix(uint x)
    {
        unchecked
        {
            x ^= x >> 16;
            x *= 0x21F0AAAD;
            x ^= x >> 15;
            x *= 0xD35A2D97;
            return x ^ (x >> 15);
        }
    }
}

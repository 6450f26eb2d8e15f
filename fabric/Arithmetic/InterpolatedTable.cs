namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// A function over [-8, 8) by 256 straight segments: 257 entries, 1/16 apart, and in between, with x in Q.10,
/// <code>
/// x  = clamp(x, -8192, 8191)
/// i  = (x + 8192) >> 6          f = x &amp; 63
/// y  = T[i] + (((T[i+1] - T[i]) * f + 32) >> 6)
/// </code>
/// </summary>
public sealed class InterpolatedTable
{
    /// <summary>Entries: one more than segments.</summary>
    public const int Length = 257;

    /// <summary>The clamped argument's minimum, -8.</summary>
    public const int Minimum = -8 * SumFormat.One;

    /// <summary>The clamped argument's maximum, 8 less one step.</summary>
    public const int Maximum = (8 * SumFormat.One) - 1;

    private const int SegmentBits = 6;
    private readonly short[] _entries;

    private InterpolatedTable(short[] entries) => _entries = entries;

    /// <summary>The entries, as a memory of the fabric holds them.</summary>
    public ReadOnlySpan<short> Entries => _entries;

    /// <summary>
    /// Tabulates a function: entry i is floor(scale f(i/16 - 8) + 1/2), at most 32767. The functions in use stay so far from
    /// the rounding boundaries that the last bit of the platform's exponential does not matter (a test pins the entries).
    /// </summary>
    internal static InterpolatedTable Of(Func<double, double> function, int scale)
    {
        short[] entries = new short[Length];
        for (int i = 0; i < Length; i++)
        {
            double x = ((i << SegmentBits) + Minimum) / (double)SumFormat.One;
            entries[i] = (short)Math.Min(Math.Floor((scale * function(x)) + 0.5), short.MaxValue);
        }

        return new InterpolatedTable(entries);
    }

    /// <summary>The function at <paramref name="x"/> (Q.10), and the rise of its segment, T[i+1] - T[i].</summary>
    public int At(int x, out int rise)
    {
        int offset = Math.Clamp(x, Minimum, Maximum) - Minimum;
        int low = _entries[offset >> SegmentBits];
        rise = _entries[(offset >> SegmentBits) + 1] - low;
        return low + FixedPoint.RoundShift(rise * (offset & ((1 << SegmentBits) - 1)), SegmentBits);
    }

    /// <summary>The function at <paramref name="x"/> (Q.10).</summary>
    public int At(int x) => At(x, out _);
}

using System.Numerics;

namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// Events: what travels from cell to cell. One signed 9-bit value with 5 fraction bits serves cell outputs (UQ3.5,
/// 0..192), inputs (SQ2.5, -128..127), the universal summary (0..192) and the constant one (32). Zero is no event.
/// </summary>
public static class EventFormat
{
    /// <summary>Bits behind the binary point.</summary>
    public const int FractionBits = 5;

    /// <summary>Bits behind the binary point of 16-bit values that remember more finely than events tell: 0..6 is 0..49152.</summary>
    public const int FineFractionBits = 13;

    /// <summary>The event of the constant 1, which the bias rows hear.</summary>
    public const int One = 1 << FractionBits;

    /// <summary>The largest output of a cell: 6.</summary>
    public const int MaximumOutput = 6 * One;

    /// <summary>The smallest input: -4.</summary>
    public const int MinimumInput = -128;

    /// <summary>The largest input: 3.97.</summary>
    public const int MaximumInput = 127;

    /// <summary>The event of an input: 32 x rounded half up, clamped to -128..127; not-a-number gives 0.</summary>
    public static short FromInput(float value) =>
        float.IsNaN(value)
            ? (short)0
            : (short)Math.Clamp(MathF.Floor((value * One) + 0.5f), MinimumInput, MaximumInput);

    /// <summary><see cref="FromInput"/> of each value.</summary>
    /// <param name="values">The values.</param>
    /// <param name="events">As many; written.</param>
    public static void FromInputs(ReadOnlySpan<float> values, Span<short> events)
    {
        int next = 0;
        for (; next + (2 * Vector<float>.Count) <= values.Length; next += 2 * Vector<float>.Count)
            Vector.Narrow(Rounded(new(values[next..])), Rounded(new(values[(next + Vector<float>.Count)..]))).CopyTo(events[next..]);
        for (int i = next; i < values.Length; i++) events[i] = FromInput(values[i]);

        static Vector<int> Rounded(Vector<float> values)
        {
            // Comparisons are false for not-a-number, which so becomes 0.
            Vector<float> rounded = Vector.Floor((values * new Vector<float>(One)) + new Vector<float>(0.5f));
            Vector<float> clamped = Vector.Min(Vector.Max(rounded, new Vector<float>(MinimumInput)), new Vector<float>(MaximumInput));
            return Vector.ConvertToInt32(Vector.ConditionalSelect(Vector.Equals(values, values), clamped, Vector<float>.Zero));
        }
    }

    /// <summary>The nearest event of a value with <see cref="FineFractionBits"/>, halves up: (value + 128) >> 8.</summary>
    public static byte FromFine(ushort value) => (byte)FixedPoint.RoundShift(value, FineFractionBits - FractionBits);

    /// <summary>What an event stands for.</summary>
    public static float ToFloat(int value) => value / (float)One;
}

using System.Numerics;

namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// The universal summary u: per group of n cells (n a power of two, 256 at most) a running mean of their outputs, in 16
/// bits with 13 fraction bits (0..6 is 0..49152).
/// <code>
/// mean = (sum of the n output events) &lt;&lt; (8 - log2 n)      u += (mean - u) >> shift      event = (u + 128) >> 8
/// </code>
/// </summary>
public static class UniversalSummary
{
    private const int EventShift = EventFormat.FineFractionBits - EventFormat.FractionBits;

    /// <summary>u after a step.</summary>
    /// <param name="summary">u before it.</param>
    /// <param name="sum">Sum of the group's output events of the step.</param>
    /// <param name="cells">Cells of the group, a power of two up to 256.</param>
    /// <param name="shift">The smoothing: a 2^shift-th of the way is gone per step.</param>
    public static ushort Next(ushort summary, int sum, int cells, int shift)
    {
        int mean = sum << (EventShift - BitOperations.Log2((uint)cells));
        return (ushort)(summary + ((mean - summary) >> shift));
    }

    /// <summary>The event of u.</summary>
    public static short ToEvent(ushort summary) => EventFormat.FromFine(summary);
}

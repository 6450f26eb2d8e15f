namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// The cell of the law <c>gated</c>, which remembers: a state s of 16 bits with 13 fraction bits (0..6 is 0..49152), zero at
/// the start of an utterance. R says what to take up, C how much of it at this step.
/// <code>
/// g  = clamp(C + 2048, 0, 4096)                        the gate C/4 + 1/2, Q.12
/// v  = clamp(R, 0, 6144) &lt;&lt; 3                        what it would take up, Q.13
/// s' = s + ((g (v - s) + 2048) >> 12)                  y = (s' + 128) >> 8
/// dR = 0 &lt; R &lt; 6144 ? (g + 2) >> 2 : 0
/// dC = -2048 &lt; C &lt; 2048 ? (v - s + 16) >> 5 : 0     Q.10; s is the state before the step, a constant
/// </code>
/// Every product and sum fits 32 bits, and s' lies between s and v.
/// </summary>
public static class GatedMemory
{
    /// <summary>C at which the gate is wide open; at its negative it is shut: 2, Q.10.</summary>
    internal const int HalfRange = 2 * SumFormat.One;

    /// <summary>R from which on no more is taken up: 6, Q.10.</summary>
    internal const int MaximumInput = 6 * SumFormat.One;

    /// <summary>Bits behind the binary point of the gate.</summary>
    internal const int GateFractionBits = 12;

    /// <summary>From R to the state.</summary>
    internal const int InputShift = EventFormat.FineFractionBits - SumFormat.FractionBits;

    /// <summary>From a difference of states, a quarter of it, to Q.10.</summary>
    private const int SlopeShift = InputShift + 2;

    /// <summary>The state after a step.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="r">What to take up, Q.10.</param>
    /// <param name="c">When, Q.10.</param>
    public static ushort Next(ushort state, short r, short c) =>
        (ushort)(state + FixedPoint.RoundShift(Gate(c) * (Input(r) - state), GateFractionBits));

    /// <summary>dy/dR and dy/dC, Q.10; zero where R or C is out of its range.</summary>
    /// <param name="state">The state before the step.</param>
    /// <param name="r">R of the step.</param>
    /// <param name="c">C of the step.</param>
    /// <param name="byR">dy/dR.</param>
    /// <param name="byC">dy/dC.</param>
    public static void Derivatives(ushort state, short r, short c, out short byR, out short byC)
    {
        byR = r is > 0 and < MaximumInput
            ? (short)FixedPoint.RoundShift(Gate(c), GateFractionBits - SumFormat.FractionBits)
            : (short)0;
        byC = c is > -HalfRange and < HalfRange
            ? (short)FixedPoint.RoundShift(Input(r) - state, SlopeShift)
            : (short)0;
    }

    private static int Gate(short c) => Math.Clamp(c + HalfRange, 0, 2 * HalfRange);

    private static int Input(short r) => Math.Clamp((int)r, 0, MaximumInput) << InputShift;
}

using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// The activation laws in integers. R and C are Q5.10; A is Q.20 in 32 bits and exact for <c>cooperation</c>, <c>point</c>,
/// <c>tm2</c> and <c>sq</c>; <c>tm1</c>, <c>tm3</c>, <c>tm4</c> and <c>kay</c> are R g(RC) with g from a table. <c>gated</c> is
/// in <see cref="GatedMemory"/>.
/// <code>
/// cooperation  Rc = max(R, -1024)   A = Rc Rc + 2048 Rc + C (1024 + |Rc|)
///              dR = R &lt; -1024 ? 0 : 2 Rc + 2048 + C sgn(Rc)     dC = 1024 + |Rc|
/// point        A = (R + C) &lt;&lt; 10                      dR = dC = 1024
/// sq           z = max(R + C, 0)   A = z z + 2048 z      dR = dC = z > 0 ? 2 z + 2048 : 0
/// tm2          A = R (1024 + C)                       dR = 1024 + C    dC = R
/// others       p = clamp((R C + 512) >> 10, -8192, 8191)   g, rise from the table at p   A = R g
///              dR = g + ((p rise + 32) >> 6)          dC = (sat16((R rise + 32) >> 6) R + 512) >> 10
/// y = clamp((A + 2^14) >> 15, 0, 192); derivatives are saturated to 16 bits, Q.10
/// </code>
/// The slope of the table's segment, 16 rise, is the derivative of g: forward and backward agree. The floating-point laws
/// are in <see cref="LawFunctions"/>.
/// </summary>
public sealed class IntegerLaw
{
    private const int One = SumFormat.One;
    /// <summary>From A to events.</summary>
    internal const int OutputShift = (2 * SumFormat.FractionBits) - EventFormat.FractionBits;
    private const int SegmentBits = 6;

    private readonly InterpolatedTable? _gain;

    /// <summary>The law's unit.</summary>
    public IntegerLaw(ActivationLaw law)
    {
        Law = law;
        _gain = law is ActivationLaw.Tm1 or ActivationLaw.Tm3 or ActivationLaw.Tm4 or ActivationLaw.Kay
            ? InterpolatedTable.Of(product => Gain(law, product), One)
            : null;
    }

    /// <summary>Which law.</summary>
    public ActivationLaw Law { get; }

    /// <summary>The table of g, Q.10, or null where the law needs none.</summary>
    public InterpolatedTable? GainTable => _gain;

    /// <summary>Whether a cell has a state of its own, which its output follows.</summary>
    public bool HasMemory => Law == ActivationLaw.Gated;

    /// <summary>The output event of a cell without memory, 0..192.</summary>
    public byte Output(short r, short c) =>
        (byte)Math.Clamp(FixedPoint.RoundShift(Value(r, c), OutputShift), 0, EventFormat.MaximumOutput);

    /// <summary>The error of a cell, Q.12.</summary>
    /// <remarks>
    /// The gate of the derivative is taken from the rounded output: 0 &lt; y &lt; 192. A cell with memory has its gate in the
    /// derivatives; the penalty is for cells that say something.
    /// </remarks>
    /// <param name="arrived">What came back through the rows that were read; nothing comes back through a silent cell's.</param>
    /// <param name="output">The cell's output event.</param>
    /// <param name="penalty">See <see cref="Engines.IntegerLearning.ActivityPenalty"/>.</param>
    public short Error(int arrived, int output, int penalty) => HasMemory
        ? ErrorFormat.Saturate(arrived + (output > 0 ? penalty : 0))
        : output is > 0 and < EventFormat.MaximumOutput ? ErrorFormat.Saturate(arrived + penalty) : (short)0;

    /// <summary>A(R, C), Q.20, not clipped; of a law without memory.</summary>
    public int Value(short r, short c)
    {
        switch (Law)
        {
            case ActivationLaw.Cooperation:
                int clamped = Math.Max((int)r, -One);
                return (clamped * clamped) + (2 * One * clamped) + (c * (One + Math.Abs(clamped)));
            case ActivationLaw.Point:
                return (r + c) << SumFormat.FractionBits;
            case ActivationLaw.Sq:
                int above = Math.Max(r + c, 0);
                return above * (above + (2 * One));
            case ActivationLaw.Tm2:
                return r * (One + c);
            case ActivationLaw.Gated:
                throw new NotSupportedException("The value of a cell with memory depends on its state: GatedMemory.Next");
            default:
                return r * _gain!.At(Product(r, c));
        }
    }

    /// <summary>dA/dR and dA/dC, Q.10, not gated by the output.</summary>
    /// <param name="r">R.</param>
    /// <param name="c">C.</param>
    /// <param name="state">Of a cell with memory: its state before the step.</param>
    /// <param name="byR">dA/dR.</param>
    /// <param name="byC">dA/dC.</param>
    public void Derivatives(short r, short c, ushort state, out short byR, out short byC)
    {
        switch (Law)
        {
            case ActivationLaw.Cooperation:
                int clamped = Math.Max((int)r, -One);
                byR = r < -One ? (short)0 : FixedPoint.Saturate16((2 * clamped) + (2 * One) + (c * Math.Sign(clamped)));
                byC = (short)(One + Math.Abs(clamped));
                break;
            case ActivationLaw.Point:
                byR = One;
                byC = One;
                break;
            case ActivationLaw.Sq:
                int above = r + c;
                byR = above > 0 ? FixedPoint.Saturate16((2 * above) + (2 * One)) : (short)0;
                byC = byR;
                break;
            case ActivationLaw.Gated:
                GatedMemory.Derivatives(state, r, c, out byR, out byC);
                break;
            case ActivationLaw.Tm2:
                byR = (short)(One + c);
                byC = r;
                break;
            default:
                int product = Math.Clamp(Product(r, c), InterpolatedTable.Minimum, InterpolatedTable.Maximum);
                int gain = _gain!.At(product, out int rise);
                byR = FixedPoint.Saturate16(gain + FixedPoint.RoundShift(product * rise, SegmentBits));
                int slope = FixedPoint.Saturate16(FixedPoint.RoundShift(r * rise, SegmentBits));
                byC = FixedPoint.Saturate16(FixedPoint.RoundShift(slope * r, SumFormat.FractionBits));
                break;
        }
    }

    /// <summary>R C in Q.10, rounded half up.</summary>
    private static int Product(short r, short c) => FixedPoint.RoundShift(r * c, SumFormat.FractionBits);

    /// <summary>g in double precision, for the table; <see cref="LawFunctions.Gain"/> is the same in single precision.</summary>
    private static double Gain(ActivationLaw law, double product) => law switch
    {
        ActivationLaw.Tm1 => 0.5 * (1.0 + Math.Exp(product)),
        ActivationLaw.Tm3 => 1.0 + Math.Tanh(product),
        ActivationLaw.Tm4 => Math.Pow(2.0, product),
        _ => LawFunctions.KayK1 + ((1.0 - LawFunctions.KayK1) * Math.Exp(LawFunctions.KayK2 * product)),
    };
}

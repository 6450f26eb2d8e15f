using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// The activation laws in integers. R and C are Q5.10; A is Q.20 in 32 bits and exact for <c>cooperation</c>, <c>point</c>
/// and <c>tm2</c>; <c>tm1</c>, <c>tm3</c>, <c>tm4</c> and <c>kay</c> are R g(RC) with g from a table.
/// <code>
/// cooperation  Rc = max(R, -1024)   A = Rc Rc + 2048 Rc + C (1024 + |Rc|)
///              dR = R &lt; -1024 ? 0 : 2 Rc + 2048 + C sgn(Rc)     dC = 1024 + |Rc|
/// point        A = (R + C) &lt;&lt; 10                      dR = dC = 1024
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

    /// <summary>The gate of the derivative, taken from the rounded output: 0 &lt; y &lt; 192.</summary>
    public static bool IsOpen(int output) => output is > 0 and < EventFormat.MaximumOutput;

    /// <summary>The output event of a cell, 0..192.</summary>
    public byte Output(short r, short c) =>
        (byte)Math.Clamp(FixedPoint.RoundShift(Value(r, c), OutputShift), 0, EventFormat.MaximumOutput);

    /// <summary>A(R, C), Q.20, not clipped.</summary>
    public int Value(short r, short c)
    {
        switch (Law)
        {
            case ActivationLaw.Cooperation:
                int clamped = Math.Max((int)r, -One);
                return (clamped * clamped) + (2 * One * clamped) + (c * (One + Math.Abs(clamped)));
            case ActivationLaw.Point:
                return (r + c) << SumFormat.FractionBits;
            case ActivationLaw.Tm2:
                return r * (One + c);
            default:
                return r * _gain!.At(Product(r, c));
        }
    }

    /// <summary>dA/dR and dA/dC, Q.10, not gated.</summary>
    public void Derivatives(short r, short c, out short byR, out short byC)
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

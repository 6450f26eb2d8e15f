using System.Numerics;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Float;

/// <summary>
/// A law applied to all cells of a layer, some vectors at a time. Cells come in sixteens, so that no vector is cut.
/// </summary>
internal abstract class LayerActivation
{
    /// <summary>The activation of a law.</summary>
    public static LayerActivation Of(ActivationLaw law) => law switch
    {
        ActivationLaw.Cooperation => new Memoryless<Cooperation>(default),
        ActivationLaw.Point => new Memoryless<Point>(default),
        ActivationLaw.Sq => new Memoryless<Sq>(default),
        ActivationLaw.Gated => new Gated(),
        _ => new Memoryless<ElementByElement>(new ElementByElement(law)),
    };

    /// <summary>Whether a cell remembers more than its output.</summary>
    public virtual bool HasState => false;

    /// <summary>One step.</summary>
    /// <param name="cells">The sums; outputs and state, and with slopes also those, are written.</param>
    /// <param name="round">Outputs are rounded to 1/32; slopes are those of the unrounded ones inside of the clip.</param>
    /// <param name="slopes">Whether slopes take the sums' places.</param>
    public abstract void Apply(LayerCells cells, bool round, bool slopes);

    private static Vector<float> Clip(Vector<float> value, float maximum) =>
        Vector.Min(Vector.Max(value, Vector<float>.Zero), new Vector<float>(maximum));

    private static Vector<float> Rounded(Vector<float> value) =>
        Vector.Floor((value * 32f) + new Vector<float>(0.5f)) * (1f / 32f);

    /// <summary>What <paramref name="then"/> holds where a value lies between two bounds, zero elsewhere.</summary>
    private static Vector<float> Where(Vector<float> value, float above, float below, Vector<float> then) =>
        Vector.ConditionalSelect(
            Vector.GreaterThan(value, new Vector<float>(above)) & Vector.LessThan(value, new Vector<float>(below)),
            then, Vector<float>.Zero);

    /// <summary>A law whose output depends on this step's sums alone.</summary>
    private interface ILaw
    {
        /// <inheritdoc cref="LawFunctions.Value(ActivationLaw, float, float, out float, out float)"/>
        Vector<float> Value(Vector<float> r, Vector<float> c, out Vector<float> byR, out Vector<float> byC);
    }

    private readonly struct Cooperation : ILaw
    {
        public Vector<float> Value(Vector<float> r, Vector<float> c, out Vector<float> byR, out Vector<float> byC)
        {
            Vector<float> one = Vector<float>.One;
            Vector<float> clamped = Vector.Max(r, -one);
            Vector<float> size = one + Vector.Abs(clamped);
            Vector<float> signed = Vector.ConditionalSelect(
                Vector.LessThan(r, Vector<float>.Zero), -c, Where(r, 0f, float.PositiveInfinity, c));
            byR = Vector.ConditionalSelect(
                Vector.LessThan(r, -one), Vector<float>.Zero, (2f * r) + new Vector<float>(2f) + signed);
            byC = size;
            return (clamped * clamped) + (2f * clamped) + (c * size);
        }
    }

    private readonly struct Point : ILaw
    {
        public Vector<float> Value(Vector<float> r, Vector<float> c, out Vector<float> byR, out Vector<float> byC)
        {
            byR = byC = Vector<float>.One;
            return r + c;
        }
    }

    private readonly struct Sq : ILaw
    {
        public Vector<float> Value(Vector<float> r, Vector<float> c, out Vector<float> byR, out Vector<float> byC)
        {
            Vector<float> z = Vector.Max(r + c, Vector<float>.Zero);
            byR = byC = Where(z, 0f, float.PositiveInfinity, (2f * z) + new Vector<float>(2f));
            return (z * z) + (2f * z);
        }
    }

    /// <summary>Laws with an exponential.</summary>
    private readonly struct ElementByElement(ActivationLaw law) : ILaw
    {
        public Vector<float> Value(Vector<float> r, Vector<float> c, out Vector<float> byR, out Vector<float> byC)
        {
            Span<float> value = stackalloc float[Vector<float>.Count];
            Span<float> slopeR = stackalloc float[Vector<float>.Count];
            Span<float> slopeC = stackalloc float[Vector<float>.Count];
            for (int i = 0; i < value.Length; i++)
                value[i] = LawFunctions.Value(law, r[i], c[i], out slopeR[i], out slopeC[i]);
            byR = new Vector<float>(slopeR);
            byC = new Vector<float>(slopeC);
            return new Vector<float>(value);
        }
    }

    private sealed class Memoryless<TLaw>(TLaw law) : LayerActivation
        where TLaw : struct, ILaw
    {
        public override void Apply(LayerCells cells, bool round, bool slopes)
        {
            for (int i = 0; i < cells.Outputs.Length; i += Vector<float>.Count)
            {
                Span<float> r = cells.R[i..], c = cells.C[i..];
                Vector<float> value = law.Value(
                    new Vector<float>(r), new Vector<float>(c), out Vector<float> byR, out Vector<float> byC);
                value = Clip(value, LawFunctions.MaximumOutput);
                if (round) value = Rounded(value);
                value.CopyTo(cells.Outputs[i..]);
                if (!slopes) continue;
                Where(value, 0f, LawFunctions.MaximumOutput, byR).CopyTo(r);
                Where(value, 0f, LawFunctions.MaximumOutput, byC).CopyTo(c);
            }
        }
    }

    private sealed class Gated : LayerActivation
    {
        public override bool HasState => true;

        /// <inheritdoc/>
        /// <remarks>The law is <see cref="LawFunctions.Gated(float, float, float, out float, out float, out float)"/>.</remarks>
        public override void Apply(LayerCells cells, bool round, bool slopes)
        {
            const float reach = LawFunctions.GateReach;
            for (int i = 0; i < cells.Outputs.Length; i += Vector<float>.Count)
            {
                Vector<float> r = new(cells.R[i..]), c = new(cells.C[i..]), state = new(cells.State[i..]);
                Vector<float> gate = Clip((c * (0.5f / reach)) + new Vector<float>(0.5f), 1f);
                Vector<float> change = Clip(r, LawFunctions.MaximumOutput) - state;
                state += gate * change;
                state.CopyTo(cells.State[i..]);
                (round ? Rounded(state) : state).CopyTo(cells.Outputs[i..]);
                if (!slopes) continue;
                Where(r, 0f, LawFunctions.MaximumOutput, gate).CopyTo(cells.R[i..]);
                Where(c, -reach, reach, change * (0.5f / reach)).CopyTo(cells.C[i..]);
                (Vector<float>.One - gate).CopyTo(cells.Keep[i..]);
            }
        }
    }
}

/// <summary>The cells of a layer, all lanes, for one step.</summary>
/// <param name="r">Somatic sums; with slopes overwritten by the output's derivative by R.</param>
/// <param name="c">Apical sums; with slopes overwritten by the output's derivative by C.</param>
/// <param name="outputs">Outputs, written.</param>
/// <param name="state">State of laws that have one, from step to step.</param>
/// <param name="keep">With slopes: the new state's derivative by the old one, of laws that have a state.</param>
internal readonly ref struct LayerCells(
    Span<float> r, Span<float> c, Span<float> outputs, Span<float> state, Span<float> keep)
{
    public Span<float> R { get; } = r;

    public Span<float> C { get; } = c;

    public Span<float> Outputs { get; } = outputs;

    public Span<float> State { get; } = state;

    public Span<float> Keep { get; } = keep;
}

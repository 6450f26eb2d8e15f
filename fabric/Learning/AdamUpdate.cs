using System.Numerics;

namespace OnBoard.Fabric.Learning;

/// <summary>One Adam update of an array of weights, vectorised.</summary>
internal static class AdamUpdate
{
    public static void Apply(
        Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> average,
        Factors factors, int decayed)
    {
        // Decay ends at the biases, which stand last and begin on a whole row.
        Part(weights, gradient, first, second, average, factors, 0, decayed);
        Part(weights, gradient, first, second, average, factors with { Decay = 0f }, decayed, weights.Length);
    }

    private static void Part(
        Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> average,
        Factors f, int from, int to)
    {
        int i = from;
        int width = Vector<float>.Count;
        Vector<float> beta1 = new(f.Beta1), beta2 = new(f.Beta2), scale = new(f.Scale), keep = new(f.Keep);
        Vector<float> rest1 = new(1f - f.Beta1), rest2 = new(1f - f.Beta2), restKeep = new(1f - f.Keep);
        for (; i + width <= to; i += width)
        {
            Vector<float> g = new Vector<float>(gradient[i..]) * scale;
            Vector<float> m = (beta1 * new Vector<float>(first[i..])) + (rest1 * g);
            Vector<float> v = (beta2 * new Vector<float>(second[i..])) + (rest2 * g * g);
            Vector<float> w = new(weights[i..]);
            w -= (new Vector<float>(f.Step) * m / ((Vector.SquareRoot(v) * f.Root) + new Vector<float>(f.Epsilon)))
                + (new Vector<float>(f.Decay) * w);
            m.CopyTo(first[i..]);
            v.CopyTo(second[i..]);
            w.CopyTo(weights[i..]);
            ((keep * new Vector<float>(average[i..])) + (restKeep * w)).CopyTo(average[i..]);
        }

        for (; i < to; i++)
        {
            float g = gradient[i] * f.Scale;
            first[i] = (f.Beta1 * first[i]) + ((1f - f.Beta1) * g);
            second[i] = (f.Beta2 * second[i]) + ((1f - f.Beta2) * g * g);
            weights[i] -= (f.Step * first[i] / ((MathF.Sqrt(second[i]) * f.Root) + f.Epsilon)) + (f.Decay * weights[i]);
            average[i] = (f.Keep * average[i]) + ((1f - f.Keep) * weights[i]);
        }
    }

    /// <summary>The constants of one update; Scale turns summed into mean gradients, Root undoes the second moment's bias.</summary>
    internal readonly record struct Factors(
        float Beta1, float Beta2, float Epsilon, float Scale, float Step, float Root, float Keep, float Decay);
}

namespace OnBoard.Fabric.Learning;

/// <summary>Sums that losses of a mask are read from.</summary>
/// <param name="CrossEntropySum">Binary cross-entropy in nats, summed over outputs and steps.</param>
/// <param name="SquareSum">Squared error, summed.</param>
/// <param name="Count">Outputs times steps.</param>
public readonly record struct MaskLoss(double CrossEntropySum, double SquareSum, long Count)
{
    /// <summary>Mean binary cross-entropy, nats per output: what training minimises.</summary>
    public double CrossEntropy => Count == 0 ? double.NaN : CrossEntropySum / Count;

    /// <summary>Mean squared error of the mask.</summary>
    public double MeanSquare => Count == 0 ? double.NaN : SquareSum / Count;

    /// <summary>Adds two sums.</summary>
    /// <inheritdoc cref="op_Addition"/>
    public static MaskLoss Add(MaskLoss left, MaskLoss right) => left + right;

    public static MaskLoss operator +(MaskLoss a, MaskLoss b) =>
        new(a.CrossEntropySum + b.CrossEntropySum, a.SquareSum + b.SquareSum, a.Count + b.Count);

    /// <summary>Loss of gains against target masks, both 0..1.</summary>
    public static MaskLoss Of(ReadOnlySpan<float> gains, ReadOnlySpan<float> targets)
    {
        double entropy = 0, square = 0;
        for (int i = 0; i < gains.Length; i++)
        {
            entropy += Entropy(gains[i], targets[i]);
            float error = gains[i] - targets[i];
            square += error * error;
        }

        return new MaskLoss(entropy, square, gains.Length);
    }

    /// <summary>Cross-entropy of gains against target masks, nats, summed with weights.</summary>
    public static double Of(ReadOnlySpan<float> gains, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights)
    {
        double entropy = 0;
        for (int i = 0; i < gains.Length; i++) entropy += weights[i] * Entropy(gains[i], targets[i]);
        return entropy;
    }

    private static float Entropy(float gain, float target)
    {
        const float smallest = 1e-6f;
        gain = Math.Clamp(gain, smallest, 1f - smallest);
        return -((target * MathF.Log(gain)) + ((1f - target) * MathF.Log(1f - gain)));
    }
}

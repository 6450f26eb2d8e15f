using System.Numerics.Tensors;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// Bounds the harm that a network can do: its gains are raised to the rule's power and kept above the rule's floor, and the floor
/// rises where the network hears what it was not trained on, so that sound it does not understand passes nearly as it is.
/// Allocates nothing.
/// </summary>
/// <param name="rule">How gains are applied.</param>
public sealed class GainGuard(GainRule rule)
{
    /// <summary>The floor where the network does not know at all what it hears, dB.</summary>
    public const float UnsureFloorDecibels = -6;

    // Mean square of the normalised features: 1 in training. Doubt begins and is whole here.
    private const float DoubtFrom = 4f;
    private const float DoubtTo = 8f;

    // Half a second.
    private const float Rate = 1f / 50;

    private readonly float _floor = rule.Floor;
    private float _novelty = 1;

    /// <summary>Numbers of its state.</summary>
    public const int StateLength = 1;

    /// <summary>How little the network knows of what it hears, 0 (as in training) to 1.</summary>
    public float Doubt { get; private set; }

    /// <summary>Whether the last hop's floor was raised.</summary>
    public bool Raised => Doubt > 0;

    /// <summary>Takes the mean square of the hop's normalised features.</summary>
    public void Hear(float meanSquare)
    {
        // Networks without a floor are left as they were trained and judged.
        if (_floor == 0) return;
        if (float.IsFinite(meanSquare)) _novelty += Rate * (meanSquare - _novelty);
        Doubt = Math.Clamp((_novelty - DoubtFrom) / (DoubtTo - DoubtFrom), 0f, 1f);
    }

    /// <summary>Applies rule and floor.</summary>
    /// <param name="gains">[257], 0..1; changed.</param>
    public void Apply(Span<float> gains)
    {
        if (rule.Exponent == 1.5f)
        {
            foreach (ref float gain in gains) gain *= MathF.Sqrt(gain);
        }
        else if (rule.Exponent != 1f)
        {
            TensorPrimitives.Pow(gains, rule.Exponent, gains);
        }

        float floor = _floor;
        if (Doubt > 0)
        {
            float decibels = rule.FloorDecibels + (Doubt * MathF.Max(0f, UnsureFloorDecibels - rule.FloorDecibels));
            floor = MathF.Pow(10, decibels / 20);
        }

        if (floor > 0) TensorPrimitives.Max(gains, floor, gains);
    }

    /// <summary>Copies what it remembers.</summary>
    /// <param name="state">[<see cref="StateLength"/>]; written.</param>
    public void Save(Span<float> state) => state[0] = _novelty;

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> state) => _novelty = state[0];

    /// <summary>Forgets what was heard.</summary>
    public void Reset()
    {
        _novelty = 1;
        Doubt = 0;
    }
}

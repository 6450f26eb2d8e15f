using System.Numerics.Tensors;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// How much each band of a hop counts in training, as a power of two (<see cref="Fabric.Arithmetic.TargetFormat"/>): what is loud decides
/// what is heard, but silence must not be forgotten. The amplitude over that of what was heard of late, as training off the board
/// weighs its bands. Allocates nothing after it was made.
/// </summary>
/// <param name="bands">How many.</param>
internal sealed class LoudnessWeights(int bands)
{
    // An eighth to four times.
    private const int Min = -3, Max = 2;

    // Of natural logarithms of energies: half of it, in powers of two.
    private const float Emphasis = 0.5f / 0.693147f;

    // Two seconds.
    private const float Rate = 0.005f;

    private readonly sbyte[] _weights = new sbyte[bands];
    private float _level = float.NaN;

    /// <summary>Of the newest hop.</summary>
    public ReadOnlySpan<sbyte> Weights => _weights;

    /// <summary>Forgets how loud it was.</summary>
    public void Reset() => _level = float.NaN;

    /// <summary>Takes a hop.</summary>
    /// <param name="logEnergies">Of the mixture, natural logarithms.</param>
    public void Push(ReadOnlySpan<float> logEnergies)
    {
        float mean = TensorPrimitives.Sum(logEnergies) / logEnergies.Length;
        _level = float.IsNaN(_level) ? mean : _level + (Rate * (mean - _level));
        for (int band = 0; band < bands; band++)
            _weights[band] = (sbyte)Math.Clamp(MathF.Round(Emphasis * (logEnergies[band] - _level)), Min, Max);
    }
}

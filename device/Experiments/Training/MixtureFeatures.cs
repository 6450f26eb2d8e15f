using OnBoard.Device.Enhancement.Learning;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Features and target masks of one whole mixture. Reused from mixture to mixture.</summary>
public sealed class MixtureFeatures
{
    private readonly MixtureHop _hop = new();
    private float[] _logEnergies = [];
    private float[] _targets = [];

    /// <summary>Whole hops of the mixture.</summary>
    public int Hops { get; private set; }

    /// <summary>Natural logarithms of the noisy band energies of a hop, [48].</summary>
    public Span<float> LogEnergies(int hop) => _logEnergies.AsSpan(hop * AudioFormat.Bands, AudioFormat.Bands);

    /// <summary>Mean of all <see cref="LogEnergies"/> of the mixture.</summary>
    public float MeanLogEnergy() =>
        System.Numerics.Tensors.TensorPrimitives.Sum<float>(_logEnergies.AsSpan(0, Hops * AudioFormat.Bands)) /
        (Hops * AudioFormat.Bands);

    /// <summary>The ideal ratio mask of a hop, [48].</summary>
    public ReadOnlySpan<float> Targets(int hop) => _targets.AsSpan(hop * AudioFormat.Bands, AudioFormat.Bands);

    /// <summary>Takes a mixture.</summary>
    public void Compute(NoisyMixture mixture)
    {
        Hops = mixture.Clean.Length / AudioFormat.HopLength;
        if (_targets.Length < Hops * AudioFormat.Bands)
        {
            _logEnergies = new float[Hops * AudioFormat.Bands];
            _targets = new float[Hops * AudioFormat.Bands];
        }

        _hop.Reset();
        for (int hop = 0; hop < Hops; hop++)
        {
            int at = hop * AudioFormat.HopLength;
            _hop.Push(
                mixture.Clean.AsSpan(at, AudioFormat.HopLength), mixture.Noise.AsSpan(at, AudioFormat.HopLength),
                LogEnergies(hop), _targets.AsSpan(hop * AudioFormat.Bands, AudioFormat.Bands));
        }
    }
}

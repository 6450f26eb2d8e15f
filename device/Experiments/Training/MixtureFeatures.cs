using System.Numerics.Tensors;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Audio inputs and target masks of one whole mixture. Reused from mixture to mixture.</summary>
/// <param name="hearing">Makes the inputs; begun anew for every mixture.</param>
/// <param name="errors">Take the mixture's spectra; nobody by default.</param>
internal sealed class MixtureFeatures(HearingInputs hearing, IReadOnlyList<IMixtureError>? errors = null)
{
    private readonly IReadOnlyList<IMixtureError> _errors = errors ?? [];
    private readonly MixtureHop _hop = new(hearing.Format);
    private readonly int _bands = hearing.Format.Bands;
    private readonly int _length = hearing.Inputs.Length;
    private float[] _inputs = [];
    private float[] _logEnergies = [];
    private float[] _targets = [];

    /// <summary>Whole hops of the mixture.</summary>
    public int Hops { get; private set; }

    /// <summary>Audio inputs of a hop.</summary>
    public ReadOnlySpan<float> Audio(int hop) => _inputs.AsSpan(hop * _length, _length);

    /// <summary>Natural logarithms of the noisy band energies of a hop.</summary>
    public ReadOnlySpan<float> LogEnergies(int hop) => _logEnergies.AsSpan(hop * _bands, _bands);

    /// <summary>Mean of all <see cref="LogEnergies"/> of the mixture.</summary>
    public float MeanLogEnergy() =>
        TensorPrimitives.Sum<float>(_logEnergies.AsSpan(0, Hops * _bands)) / (Hops * _bands);

    /// <summary>The ideal ratio mask of a hop.</summary>
    public ReadOnlySpan<float> Targets(int hop) => _targets.AsSpan(hop * _bands, _bands);

    /// <summary>Takes a mixture.</summary>
    public void Compute(NoisyMixture mixture)
    {
        Hops = mixture.Clean.Length / AudioFormat.HopLength;
        if (_targets.Length < Hops * _bands)
        {
            _inputs = new float[Hops * _length];
            _logEnergies = new float[Hops * _bands];
            _targets = new float[Hops * _bands];
        }

        foreach (IMixtureError error in _errors) error.Begin(Hops);
        _hop.Reset();
        hearing.Reset();
        for (int hop = 0; hop < Hops; hop++)
        {
            int at = hop * AudioFormat.HopLength, bands = hop * _bands;
            _hop.Push(
                mixture.Clean.AsSpan(at, AudioFormat.HopLength), mixture.Noise.AsSpan(at, AudioFormat.HopLength),
                _targets.AsSpan(bands, _bands));
            foreach (IMixtureError error in _errors) error.Add(_hop.Clean, _hop.Heard.Spectrum);
            _hop.Heard.LogEnergies.CopyTo(_logEnergies.AsSpan(bands));
            hearing.Push(_hop.Heard);
            hearing.Inputs.CopyTo(_inputs.AsSpan(hop * _length));
        }

        foreach (IMixtureError error in _errors) error.End();
    }
}

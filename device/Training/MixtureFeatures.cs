using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Training;

/// <summary>
/// Features and target masks of one noisy mixture, hop by hop, computed as the live pipeline computes them. Reused from
/// mixture to mixture.
/// </summary>
public sealed class MixtureFeatures
{
    private readonly SpectralAnalyzer _cleanAnalyzer = new();
    private readonly SpectralAnalyzer _noiseAnalyzer = new();
    private readonly Spectrum _clean = new();
    private readonly Spectrum _noise = new();
    private readonly float[] _power = new float[AudioFormat.Bins];
    private readonly float[] _cleanBands = new float[AudioFormat.Bands];
    private readonly float[] _noiseBands = new float[AudioFormat.Bands];
    private float[] _logEnergies = [];
    private float[] _targets = [];

    /// <summary>Whole hops of the mixture.</summary>
    public int Hops { get; private set; }

    /// <summary>Natural logarithms of the noisy band energies of a hop, [48].</summary>
    public Span<float> LogEnergies(int hop) => _logEnergies.AsSpan(hop * AudioFormat.Bands, AudioFormat.Bands);

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

        _cleanAnalyzer.Reset();
        _noiseAnalyzer.Reset();
        for (int hop = 0; hop < Hops; hop++)
        {
            int at = hop * AudioFormat.HopLength;
            _cleanAnalyzer.Push(mixture.Clean.AsSpan(at, AudioFormat.HopLength), _clean);
            _noiseAnalyzer.Push(mixture.Noise.AsSpan(at, AudioFormat.HopLength), _noise);
            Bands(_clean, _cleanBands);
            Bands(_noise, _noiseBands);
            IdealRatioMask.Compute(
                _cleanBands, _noiseBands, _targets.AsSpan(hop * AudioFormat.Bands, AudioFormat.Bands));

            // The Fourier transform is linear: the noisy spectrum is the sum.
            System.Numerics.Tensors.TensorPrimitives.Add<float>(_clean.Real, _noise.Real, _clean.Real);
            System.Numerics.Tensors.TensorPrimitives.Add<float>(_clean.Imaginary, _noise.Imaginary, _clean.Imaginary);
            Bands(_clean, _cleanBands);
            LogMelFeatures.Compute(_cleanBands, LogEnergies(hop));
        }
    }

    private void Bands(Spectrum spectrum, Span<float> bands)
    {
        spectrum.Power(_power);
        MelFilterBank.Apply(_power, bands);
    }
}

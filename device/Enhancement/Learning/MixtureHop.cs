using System.Numerics.Tensors;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// Features and target mask of speech in noise, hop by hop, computed as the live pipeline computes them. Allocates nothing
/// after it was made.
/// </summary>
/// <param name="format">Bands and windows of the network that hears it.</param>
internal sealed class MixtureHop(AnalysisFormat format)
{
    private readonly SpectralAnalyzer _cleanAnalyzer = new(format);
    private readonly SpectralAnalyzer _noiseAnalyzer = new(format);
    private readonly Spectrum _noise = new();
    private readonly float[] _power = new float[AudioFormat.Bins];
    private readonly float[] _cleanBands = new float[format.Bands];
    private readonly float[] _noiseBands = new float[format.Bands];

    /// <summary>The mixture's hop, as the live pipeline would have it.</summary>
    public HopAnalysis Heard { get; } = new(format);

    /// <summary>The spectrum of the speech alone.</summary>
    public Spectrum Clean { get; } = new();

    /// <summary>Begins a mixture.</summary>
    public void Reset()
    {
        _cleanAnalyzer.Reset();
        _noiseAnalyzer.Reset();
    }

    /// <summary>The next hop.</summary>
    /// <param name="clean">[160] samples of speech.</param>
    /// <param name="noise">[160] samples of noise.</param>
    /// <param name="target">The ideal ratio mask; written.</param>
    public void Push(ReadOnlySpan<float> clean, ReadOnlySpan<float> noise, Span<float> target)
    {
        _cleanAnalyzer.Push(clean, Clean);
        _noiseAnalyzer.Push(noise, _noise);
        Bands(Clean, _cleanBands);
        Bands(_noise, _noiseBands);
        IdealRatioMask.Compute(_cleanBands, _noiseBands, target);

        // The Fourier transform is linear: the noisy spectrum is the sum.
        TensorPrimitives.Add(clean, noise, Heard.Samples);
        TensorPrimitives.Add<float>(Clean.Real, _noise.Real, Heard.Spectrum.Real);
        TensorPrimitives.Add<float>(Clean.Imaginary, _noise.Imaginary, Heard.Spectrum.Imaginary);
        Heard.ComputeBands();
    }

    private void Bands(Spectrum spectrum, Span<float> bands)
    {
        spectrum.Power(_power);
        format.FilterBank.Apply(_power, bands);
    }
}

using System.Numerics.Tensors;

namespace OnBoard.Sensors.Hearing;

/// <summary>
/// Cuts a stream of hops into overlapping windows and gives the spectrum of each; one hop in, one spectrum out.
/// </summary>
/// <param name="format">Bands and windows; the standard ones by default.</param>
public sealed class SpectralAnalyzer(AnalysisFormat? format = null)
{
    private readonly float[] _window = (format ?? AnalysisFormat.Standard).AnalysisWindow;
    private readonly RealFft<float> _fft = new(AudioFormat.FftLength);
    private readonly float[] _samples = new float[(format ?? AnalysisFormat.Standard).WindowLength];
    private readonly float[] _padded = new float[AudioFormat.FftLength];

    /// <summary>Takes one hop and writes the spectrum of the window that ends with it.</summary>
    /// <param name="hop">[160] samples.</param>
    /// <param name="spectrum">Written.</param>
    public void Push(ReadOnlySpan<float> hop, Spectrum spectrum)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hop.Length, AudioFormat.HopLength);
        ArgumentNullException.ThrowIfNull(spectrum);
        _samples.AsSpan(hop.Length).CopyTo(_samples);
        hop.CopyTo(_samples.AsSpan(_samples.Length - hop.Length));
        TensorPrimitives.Multiply<float>(_samples, _window, _padded);
        _fft.Forward(_padded, spectrum.Real, spectrum.Imaginary);
    }

    /// <summary>Copies the samples that are still needed.</summary>
    /// <param name="samples">As many as a window has; written.</param>
    public void Save(Span<float> samples) => _samples.CopyTo(samples);

    /// <summary>Goes on after what <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> samples) => samples.CopyTo(_samples);

    /// <summary>Forgets the last hops: the next one is taken as the start of a stream.</summary>
    public void Reset() => Array.Clear(_samples);
}

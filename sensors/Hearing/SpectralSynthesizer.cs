using System.Numerics.Tensors;

namespace OnBoard.Sensors.Hearing;

/// <summary>
/// Turns spectra back into hops by overlap-add. With <see cref="SpectralAnalyzer"/> before it and unit gains between,
/// the output is the input delayed by exactly one hop; with the hop that capture collects, the algorithm's latency is
/// 20 ms.
/// </summary>
/// <param name="format">Bands and windows, of the analyzer before it; the standard ones by default.</param>
public sealed class SpectralSynthesizer(AnalysisFormat? format = null)
{
    private readonly float[] _window = (format ?? AnalysisFormat.Standard).SynthesisWindow;
    private readonly int _first = (format ?? AnalysisFormat.Standard).WindowLength - (2 * AudioFormat.HopLength);
    private readonly RealFft<float> _fft = new(AudioFormat.FftLength);
    private readonly float[] _time = new float[AudioFormat.FftLength];
    private readonly float[] _overlap = new float[AudioFormat.HopLength];

    /// <summary>
    /// Takes the spectrum of the next window and writes the hop that is now complete: the older one of the window's last two.
    /// </summary>
    /// <param name="spectrum">Read only.</param>
    /// <param name="hop">[160] samples; written.</param>
    public void Pull(Spectrum spectrum, Span<float> hop)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hop.Length, AudioFormat.HopLength);
        ArgumentNullException.ThrowIfNull(spectrum);
        _fft.Inverse(spectrum.Real, spectrum.Imaginary, _time);
        ReadOnlySpan<float> window = _window, time = _time.AsSpan(_first);
        TensorPrimitives.MultiplyAdd(time[..hop.Length], window[..hop.Length], _overlap, hop);
        TensorPrimitives.Multiply(time.Slice(hop.Length, hop.Length), window.Slice(hop.Length, hop.Length), _overlap);
    }

    /// <summary>Copies the half of the last window that is still to be added.</summary>
    /// <param name="overlap">[160] samples; written.</param>
    public void Save(Span<float> overlap) => _overlap.CopyTo(overlap);

    /// <summary>Goes on after what <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> overlap) => overlap.CopyTo(_overlap);

    /// <summary>Forgets the last window: the next one is taken as the start of a stream.</summary>
    public void Reset() => Array.Clear(_overlap);
}

namespace OnBoard.Sensors.Hearing;

/// <summary>
/// Leads what swings more slowly than anybody hears (0 to about 20 Hz: a recording's rumble, a microphone's offset) past the gains: each
/// window's mean is taken out before they are applied and put back after. It would come and go with the voice otherwise, as the
/// lowest band's gain holds down to 0 Hz; no voice is there to be cleaned, and hardly any noise. Allocates nothing after it was made.
/// </summary>
public sealed class SlowSwing
{
    // 0 to 125 Hz: what a mean leaves in the other bins, by the window's side lobes, makes a ripple 43 dB under it.
    private const int Bins = 5;

    private readonly Spectrum _ofOnes = new();

    /// <param name="format">The windows that the spectra are of.</param>
    public SlowSwing(AnalysisFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        SpectralAnalyzer analyzer = new(format);
        Span<float> ones = stackalloc float[AudioFormat.HopLength];
        ones.Fill(1f);
        for (int length = 0; length < format.WindowLength; length += ones.Length) analyzer.Push(ones, _ofOnes);
    }

    /// <summary>Multiplies each bin by its gain, but the window's mean by one.</summary>
    /// <param name="spectrum">Of a window; changed.</param>
    /// <param name="gains">[257].</param>
    public void Scale(Spectrum spectrum, ReadOnlySpan<float> gains)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        float mean = spectrum.Real[0] / _ofOnes.Real[0];
        spectrum.Scale(gains);
        for (int bin = 0; bin < Bins; bin++)
        {
            float lost = (1 - gains[bin]) * mean;
            spectrum.Real[bin] += lost * _ofOnes.Real[bin];
            spectrum.Imaginary[bin] += lost * _ofOnes.Imaginary[bin];
        }
    }
}

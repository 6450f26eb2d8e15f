namespace OnBoard.Sensors.Hearing;

/// <summary>One hop as it is analysed: samples, the spectrum of the window that ends with it, band energies. Reused.</summary>
/// <param name="format">Bands and windows; the standard ones by default.</param>
public sealed class HopAnalysis(AnalysisFormat? format = null)
{
    private readonly float[] _samples = new float[AudioFormat.HopLength];
    private readonly float[] _power = new float[AudioFormat.Bins];
    private readonly float[] _energies = new float[(format ?? AnalysisFormat.Standard).Bands];
    private readonly float[] _logEnergies = new float[(format ?? AnalysisFormat.Standard).Bands];

    /// <summary>Bands and windows.</summary>
    public AnalysisFormat Format { get; } = format ?? AnalysisFormat.Standard;

    /// <summary>The hop's samples, [160].</summary>
    public Span<float> Samples => _samples;

    /// <summary>The spectrum of the window that ends with this hop.</summary>
    public Spectrum Spectrum { get; } = new();

    /// <summary>The band energies; see <see cref="MelFilterBank.Apply"/>.</summary>
    public ReadOnlySpan<float> Energies => _energies;

    /// <summary>Natural logarithms of the band energies; see <see cref="LogMelFeatures"/>.</summary>
    public ReadOnlySpan<float> LogEnergies => _logEnergies;

    /// <summary>Takes the next hop of a stream.</summary>
    /// <param name="hop">[160] samples.</param>
    /// <param name="analyzer">The stream's analyzer.</param>
    public void Analyze(ReadOnlySpan<float> hop, SpectralAnalyzer analyzer)
    {
        hop.CopyTo(_samples);
        analyzer.Push(hop, Spectrum);
        ComputeBands();
    }

    /// <summary>Computes the band energies of <see cref="Spectrum"/> anew, after that was written by somebody else.</summary>
    public void ComputeBands()
    {
        Spectrum.Power(_power);
        Format.FilterBank.Apply(_power, _energies);
        LogMelFeatures.Compute(_energies, _logEnergies);
    }
}

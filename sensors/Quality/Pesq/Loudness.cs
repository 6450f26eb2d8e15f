namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.2, calculation of the loudness densities: pitch power becomes loudness in sone per Bark by
/// Zwicker's law, with a slightly higher exponent below 4 Bark.
/// </summary>
internal sealed class Loudness
{
    /// <summary>Brings a 1 kHz tone at 40 dB SPL to 1 sone (loudness scaling factor).</summary>
    private const double Scale = 0.1866055;

    private const double ZwickerExponent = 0.23;

    private readonly double[] _thresholds;
    private readonly double[] _exponents;
    private readonly double[] _scales;

    /// <param name="bands">The critical bands.</param>
    public Loudness(BarkBands bands)
    {
        _thresholds = bands.Thresholds;
        _exponents = Array.ConvertAll(bands.Centres, ExponentAt);
        _scales = new double[bands.Count];
        for (int band = 0; band < _scales.Length; band++)
            _scales[band] = Scale * Math.Pow(_thresholds[band] / 0.5, _exponents[band]);
    }

    /// <summary>Loudness density in each band of a frame; 0 below the hearing threshold.</summary>
    public void Densities(ReadOnlySpan<double> pitchPower, Span<double> loudness)
    {
        for (int band = 0; band < loudness.Length; band++)
        {
            double overThreshold = pitchPower[band] / _thresholds[band];
            loudness[band] = overThreshold > 1
                ? _scales[band] * (Math.Pow(0.5 + 0.5 * overThreshold, _exponents[band]) - 1)
                : 0;
        }
    }

    private static double ExponentAt(double bark) =>
        bark < 4 ? ZwickerExponent * Math.Pow(Math.Min(6 / (bark + 2), 2), 0.15) : ZwickerExponent;
}

namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.2, calculation of the disturbance density, cell-wise multiplication with an asymmetry factor and
/// aggregation over frequency: how much a frame of the degraded signal differs from the reference to the ear.
/// </summary>
internal sealed class FrameDisturbance(BarkBands bands)
{
    /// <summary>Differences below this share of the softer loudness are masked.</summary>
    private const double MaskedShare = 0.25;

    private const double AsymmetryOffset = 50;

    private readonly Loudness _loudness = new(bands);
    private readonly double[] _reference = new double[bands.Count];
    private readonly double[] _disturbance = new double[bands.Count];

    /// <summary>
    /// The symmetric disturbance, and the asymmetric one that counts only what the system added, of one frame.
    /// </summary>
    public (double Symmetric, double Asymmetric) Of(ReadOnlySpan<double> reference, ReadOnlySpan<double> degraded)
    {
        _loudness.Densities(reference, _reference);
        _loudness.Densities(degraded, _disturbance);
        for (int band = 0; band < _disturbance.Length; band++)
        {
            double difference = _disturbance[band] - _reference[band];
            double masked = MaskedShare * Math.Min(_disturbance[band], _reference[band]);
            _disturbance[band] = Math.CopySign(Math.Max(Math.Abs(difference) - masked, 0), difference);
        }

        double symmetric = Norm(2);
        for (int band = 0; band < _disturbance.Length; band++)
            _disturbance[band] *= AsymmetryFactor(reference[band], degraded[band]);
        return (symmetric, Norm(1));
    }

    /// <summary>From 12 for what is much stronger in the degraded signal down to 3, then nothing.</summary>
    private static double AsymmetryFactor(double reference, double degraded)
    {
        double factor = Math.Pow((degraded + AsymmetryOffset) / (reference + AsymmetryOffset), 1.2);
        return factor < 3 ? 0 : Math.Min(factor, 12);
    }

    /// <summary>
    /// The Lp norm of the disturbance over all bands but the lowest, weighted by their widths in Bark.
    /// </summary>
    private double Norm(int p)
    {
        double sum = 0, width = 0;
        for (int band = 1; band < _disturbance.Length; band++)
        {
            double share = Math.Abs(_disturbance[band]) * bands.Widths[band];
            sum += p == 1 ? share : share * share;
            width += bands.Widths[band];
        }

        double mean = sum / width;
        return width * (p == 1 ? mean : Math.Sqrt(mean));
    }
}

namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.2, partial compensation of the original pitch power density for transfer function equalization: a
/// constant colouring by the system under test, up to 20 dB, is imposed on the reference, because listeners get used
/// to it.
/// </summary>
internal static class TransferFunctionEqualization
{
    /// <summary>Frames of the reference below this audible power do not count.</summary>
    private const double SilentPower = 1e7;

    /// <summary>Power over the hearing threshold from which a band counts (20 dB).</summary>
    private const double AudibleFactor = 100;

    private const double PowerOffset = 1000;

    /// <summary>Weights the bands of the reference in place.</summary>
    /// <param name="reference">Densities of the reference.</param>
    /// <param name="degraded">Densities of the signal under test, time-aligned.</param>
    /// <param name="averagedFrames">Frames over which power is averaged.</param>
    public static void Apply(PitchPowerDensity reference, PitchPowerDensity degraded, int averagedFrames)
    {
        var active = new List<int>();
        for (int frame = 0; frame < reference.Frames; frame++)
            if (reference.AudiblePower(frame, AudibleFactor) >= SilentPower)
                active.Add(frame);

        for (int band = 0; band < reference.Bands.Count; band++)
        {
            double before = AudiblePower(reference, active, band) / averagedFrames;
            double after = AudiblePower(degraded, active, band) / averagedFrames;
            double weight = Math.Clamp((after + PowerOffset) / (before + PowerOffset), 0.01, 100);
            for (int frame = 0; frame < reference.Frames; frame++) reference[frame][band] *= weight;
        }
    }

    private static double AudiblePower(PitchPowerDensity density, List<int> frames, int band)
    {
        double threshold = AudibleFactor * density.Bands.Thresholds[band];
        double sum = 0;
        foreach (int frame in frames)
            if (density[frame][band] > threshold)
                sum += density[frame][band];
        return sum;
    }
}

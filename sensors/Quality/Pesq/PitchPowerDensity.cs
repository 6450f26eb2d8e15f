namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>Pitch power densities of one signal: a row of critical bands for every frame.</summary>
internal sealed class PitchPowerDensity(int frames, BarkBands bands)
{
    private readonly double[] _values = new double[frames * bands.Count];

    /// <summary>How many frames there are.</summary>
    public int Frames => frames;

    /// <summary>The critical bands of each frame.</summary>
    public BarkBands Bands => bands;

    /// <summary>The bands of one frame, lowest first.</summary>
    public Span<double> this[int frame] => _values.AsSpan(frame * bands.Count, bands.Count);

    /// <summary>
    /// The power of a frame in the bands where it exceeds the hearing threshold by <paramref name="factor"/>. The
    /// lowest band never counts.
    /// </summary>
    public double AudiblePower(int frame, double factor)
    {
        double sum = 0;
        Span<double> density = this[frame];
        for (int band = 1; band < density.Length; band++)
            if (density[band] > factor * bands.Thresholds[band])
                sum += density[band];
        return sum;
    }
}

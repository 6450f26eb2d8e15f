namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// One second-order section (b0 + b1/z + b2/z²) / (1 + a1/z + a2/z²) of a recursive filter.
/// </summary>
internal readonly record struct BiquadSection(double B0, double B1, double B2, double A1, double A2)
{
    /// <summary>Filters in place, from rest.</summary>
    public void Apply(Span<double> samples)
    {
        double previous = 0, beforePrevious = 0;
        foreach (ref double sample in samples)
        {
            double state = sample - A1 * previous - A2 * beforePrevious;
            sample = B0 * state + B1 * previous + B2 * beforePrevious;
            beforePrevious = previous;
            previous = state;
        }
    }
}

namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>The disturbances of all frames of a comparison.</summary>
/// <param name="Symmetric">Everything that differs, one value a frame.</param>
/// <param name="Asymmetric">What the system added, one value a frame.</param>
internal sealed record DisturbanceTrack(double[] Symmetric, double[] Asymmetric)
{
    /// <summary>How many frames there are.</summary>
    public int Frames => Symmetric.Length;
}

namespace OnBoard.Device.Service.Recording;

/// <summary>What running a recording again gave.</summary>
/// <param name="Engine">What ran the network now.</param>
/// <param name="RecordedEngine">What ran it then.</param>
/// <param name="Hops">Hops in the recording.</param>
/// <param name="Compared">
/// Hops compared: all but the last, which would need the sound after it, up to what could not be run again.
/// </param>
/// <param name="Equal">Hops among them whose every sample has the same bits.</param>
/// <param name="FirstDifference">The first hop that differs, seconds from the beginning; null where none does.</param>
/// <param name="MaxDifference">Of any sample; full scale is 1.</param>
/// <param name="Obstacle">Why not all hops could be compared; null where they could.</param>
public sealed record ReplayReport(
    string Engine, string RecordedEngine, int Hops, int Compared, int Equal, double? FirstDifference,
    double MaxDifference, string? Obstacle)
{
    /// <summary>Whether the recording was run again whole and gave the same bits.</summary>
    public bool IsEqual => Obstacle is null && Compared > 0 && Equal == Compared;
}

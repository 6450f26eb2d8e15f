namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>A stretch of the reference over which the delay is constant.</summary>
/// <param name="Start">First window of the reference, guard included.</param>
/// <param name="End">Window after the last.</param>
/// <param name="Lag">By how much the degraded signal is late.</param>
internal readonly record struct Utterance(int Start, int End, PartDelay Lag)
{
    /// <summary>Samples by which the degraded signal is late.</summary>
    public int Delay => Lag.Delay;
}

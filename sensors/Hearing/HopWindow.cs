namespace OnBoard.Sensors.Hearing;

/// <summary>
/// The square root of the periodic Hann window over two hops: its square and the square shifted by one hop add to one,
/// so that windowing on the way in and on the way out reconstructs perfectly.
/// </summary>
internal static class HopWindow
{
    /// <summary>[320].</summary>
    public static float[] SquareRootHann { get; } =
    [
        .. Enumerable.Range(0, AudioFormat.WindowLength)
            .Select(n => (float)Math.Sin(Math.PI * n / AudioFormat.WindowLength)),
    ];
}

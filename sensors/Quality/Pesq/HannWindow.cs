namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>The periodic Hann window.</summary>
internal static class HannWindow
{
    /// <summary>Weights of <paramref name="length"/> samples; the first is 0, the middle one 1.</summary>
    public static double[] OfLength(int length)
    {
        var window = new double[length];
        for (int i = 0; i < length; i++) window[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / length);
        return window;
    }
}

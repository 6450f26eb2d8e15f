namespace OnBoard.Sensors.Hearing;

/// <summary>
/// How finely sound is resolved in frequency: the mel bands, and the windows on the way into the Fourier transform and out of it.
/// Whatever the window on the way in, two hops leave on the way out, so a longer one costs no delay.
/// </summary>
/// <remarks>
/// The window on the way in rises over all but its last hop and falls over that, each a quarter of a sine; the one on the way out is
/// what makes the product of both a Hann window over two hops, which added up every hop is one (Mauler and Martin, EUSIPCO 2007).
/// Over 20 ms both are the square root of that Hann window.
/// </remarks>
public sealed class AnalysisFormat
{
    private const int SynthesisLength = 2 * AudioFormat.HopLength;

    private AnalysisFormat(int bands, int windowLength)
    {
        FilterBank = new MelFilterBank(bands);
        WindowLength = windowLength;
        int rise = windowLength - AudioFormat.HopLength;
        AnalysisWindow = [.. Enumerable.Range(0, windowLength).Select(n => (float)Analysis(n, rise))];
        SynthesisWindow =
        [
            .. Enumerable.Range(0, SynthesisLength).Select(n => (float)Synthesis(n, Analysis(n + windowLength - SynthesisLength, rise))),
        ];
    }

    /// <summary>48 bands from a window of 20 ms, the lowest 60 Hz apart.</summary>
    public static AnalysisFormat Standard { get; } = new(bands: 48, windowLength: 320);

    /// <summary>80 bands from a window of 32 ms, the lowest 37 Hz apart: most voices' harmonics are resolved.</summary>
    public static AnalysisFormat Fine { get; } = new(bands: 80, windowLength: 512);

    /// <summary>The bands.</summary>
    public MelFilterBank FilterBank { get; }

    /// <summary>How many bands: features in, gains out.</summary>
    public int Bands => FilterBank.Bands;

    /// <summary>Samples in a window on the way in; at most <see cref="AudioFormat.FftLength"/>.</summary>
    public int WindowLength { get; }

    /// <summary>[<see cref="WindowLength"/>].</summary>
    internal float[] AnalysisWindow { get; }

    /// <summary>[320], over the newest samples of the other.</summary>
    internal float[] SynthesisWindow { get; }

    private static double Analysis(int n, int rise) => n < rise
        ? Math.Sin(Math.PI / 2 * n / rise)
        : Math.Cos(Math.PI / 2 * (n - rise) / AudioFormat.HopLength);

    private static double Synthesis(int n, double analysis)
    {
        double root = Math.Sin(Math.PI * n / SynthesisLength);
        return root == 0 ? 0 : root * root / analysis;
    }
}

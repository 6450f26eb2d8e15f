using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>
/// One column of a spectrogram from each hop: 128 bytes, 62.5 Hz apart from 0 Hz to 8 kHz, in half decibels above
/// -120 dB, where 0 dB is a sine of full scale. Used by one thread; allocates nothing.
/// </summary>
internal sealed class SpectrumColumn
{
    /// <summary>Bytes in a column.</summary>
    public const int Length = (AudioFormat.Bins - 1) / 2;

    private const float MinDecibels = -120f;

    /// <summary>Power of a sine of full scale: half the sum of the square-root Hann window's samples, squared.</summary>
    private static readonly float FullScale = MathF.Pow(AnalysisFormat.Standard.WindowLength / MathF.PI, 2);

    private readonly SpectralAnalyzer _analyzer = new();
    private readonly Spectrum _spectrum = new();
    private readonly float[] _power = new float[AudioFormat.Bins];

    /// <summary>Takes the next hop.</summary>
    /// <param name="hop">[160] samples.</param>
    /// <param name="column">[128]; written.</param>
    public void Compute(ReadOnlySpan<float> hop, Span<byte> column)
    {
        _analyzer.Push(hop, _spectrum);
        _spectrum.Power(_power);
        for (int i = 0; i < Length; i++)
        {
            float power = MathF.Max(_power[2 * i], _power[(2 * i) + 1]) / FullScale;
            float decibels = 10 * MathF.Log10(MathF.Max(power, 1e-12f));
            column[i] = (byte)Math.Clamp(2 * (decibels - MinDecibels), 0, 255);
        }
    }

    /// <summary>Begins anew after a gap.</summary>
    public void Reset() => _analyzer.Reset();
}

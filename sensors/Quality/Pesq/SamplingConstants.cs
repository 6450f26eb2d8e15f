namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// Everything in the standard that depends on the sampling rate. Lengths in time are the same at both rates: alignment
/// windows of 4 ms, alignment frames of 64 ms, perceptual frames of 32 ms.
/// </summary>
internal sealed class SamplingConstants
{
    /// <summary>Alignment windows of silence before and after each signal (300 ms).</summary>
    public const int GuardWindows = 75;

    /// <summary>Signals at 16 kHz: P.862.2, and P.862 on wide-band recordings.</summary>
    public static SamplingConstants At16Kilohertz { get; } = new()
    {
        SampleRate = 16000,
        Bands = BarkBands.To8Kilohertz,
        PowerScale = 6.910853e-6,
        AlignmentFilter =
        [
            new(0.325631521, -0.086782860, -0.238848661, -1.079416490, 0.434583902),
            new(0.403961804, -0.556985881, 0.153024077, -0.415115835, 0.696590244),
            new(4.736162769, 3.287251046, 1.753289019, -1.859599046, 0.876284034),
            new(0.365373469, 0, 0, -0.634626531, 0),
            new(0.884811506, 0, 0, -0.256725271, 0.141536777),
            new(0.723593055, -1.447186099, 0.723593044, -1.129587469, 0.657232737),
            new(1.644910855, -1.817280902, 1.249658063, -1.778403899, 0.801724355),
            new(0.633692689, -0.284644314, -0.319789663, 0, 0),
            new(1.032763031, 0.268428979, 0.602913323, 0, 0),
            new(1.001616361, -0.823749013, 0.439731942, -0.885778255, 0),
            new(0.752472096, -0.375388990, 0.188977609, -0.077258216, 0.247230734),
            new(1.023700575, 0.001661628, 0.521284240, -0.183867259, 0.354324187),
        ],
    };

    /// <summary>Signals at 8 kHz: P.862 proper.</summary>
    public static SamplingConstants At8Kilohertz { get; } = new()
    {
        SampleRate = 8000,
        Bands = BarkBands.To4Kilohertz,
        PowerScale = 2.764344e-5,
        AlignmentFilter =
        [
            new(0.885535424, -0.885535424, 0, -0.771070709, 0),
            new(0.895092588, 1.292907193, 0.449260174, 1.268869037, 0.442025372),
            new(4.049527940, -7.865190042, 3.815662102, -1.746859852, 0.786305963),
            new(0.500002353, -0.500002353, 0, 0, 0),
            new(0.565002834, -0.241585934, -0.306009671, 0.259688659, 0.249979657),
            new(2.115237288, 0.919935084, 1.141240051, -1.587313419, 0.665935315),
            new(0.912224584, -0.224397719, -0.641121413, -0.246029464, -0.556720590),
            new(0.444617727, -0.307589321, 0.141638062, -0.996391149, 0.502251622),
        ],
    };

    /// <summary>Samples a second.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Samples in the window of the envelope and of utterance borders (4 ms).</summary>
    public int WindowLength => SampleRate / 250;

    /// <summary>Samples in one frame of the fine time alignment (64 ms).</summary>
    public int AlignmentLength => 16 * WindowLength;

    /// <summary>Samples in one frame of the perceptual model (32 ms); frames overlap by half.</summary>
    public int FrameLength => 8 * WindowLength;

    /// <summary>Samples of silence before and after each signal.</summary>
    public int GuardLength => GuardWindows * WindowLength;

    /// <summary>Further samples of silence after each signal (320 ms), into which filters ring.</summary>
    public int TailLength => SampleRate / 25 * 8;

    /// <summary>The critical bands up to half the sampling rate.</summary>
    public required BarkBands Bands { get; init; }

    /// <summary>
    /// What brings the pitch power density of a 1 kHz tone at 40 dB SPL to 10^4 (clause 10.2, power scaling factor).
    /// </summary>
    public required double PowerScale { get; init; }

    /// <summary>The band-pass through which both signals pass for time alignment only.</summary>
    public required BiquadSection[] AlignmentFilter { get; init; }
}

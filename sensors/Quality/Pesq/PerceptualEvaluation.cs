using OnBoard.Drivers;

namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// Perceptual evaluation of speech quality (PESQ): how good a listener would find speech after a system that distorts,
/// delays or denoises it, compared with the undistorted speech. ITU-T Recommendations P.862 (02/2001), P.862.1
/// (11/2003) and P.862.2 (11/2007).
/// </summary>
/// <remarks>
/// Signals are mono, -1 to 1 (their level does not matter), may differ in length and must be at least 0.25 s long and
/// not silent in the telephone band; the standard is meant for recordings of several seconds. The
/// methods share no state and may run on several threads at once. All throw <see cref="BadInputException"/> that names
/// the signal at fault.
/// </remarks>
public static class PerceptualEvaluation
{
    private const int WideBandRate = 16000;

    /// <summary>Mean square in the telephone band below which a signal is silent (-120 dB of full scale).</summary>
    private const double SilentPower = 1e-12;

    /// <summary>
    /// P.862.2: mean opinion score for wide-band speech over headphones, about 1 to 4.64 (equal signals).
    /// </summary>
    /// <param name="reference">The undistorted speech at 16 kHz.</param>
    /// <param name="degraded">The speech under test at 16 kHz.</param>
    public static double WideBand(ReadOnlySpan<float> reference, ReadOnlySpan<float> degraded)
    {
        double raw = Score(reference, degraded, SamplingConstants.At16Kilohertz, wideBand: true);
        return ListeningQuality(-1.3669 * raw + 3.8224);
    }

    /// <summary>
    /// P.862.1: mean opinion score for telephone speech through a handset, about 1 to 4.55 (equal signals).
    /// </summary>
    /// <param name="reference">The undistorted speech.</param>
    /// <param name="degraded">The speech under test.</param>
    /// <param name="sampleRate">8000 or 16000 Hz, of both signals.</param>
    public static double NarrowBand(
        ReadOnlySpan<float> reference, ReadOnlySpan<float> degraded, int sampleRate = WideBandRate) =>
        ListeningQuality(-1.4945 * NarrowBandRaw(reference, degraded, sampleRate) + 4.6607);

    /// <summary>
    /// P.862: the raw score for telephone speech through a handset, about -0.5 to 4.5 (equal signals).
    /// </summary>
    /// <param name="reference">The undistorted speech.</param>
    /// <param name="degraded">The speech under test.</param>
    /// <param name="sampleRate">8000 or 16000 Hz, of both signals.</param>
    public static double NarrowBandRaw(
        ReadOnlySpan<float> reference, ReadOnlySpan<float> degraded, int sampleRate = WideBandRate) =>
        Score(reference, degraded, ConstantsAt(sampleRate), wideBand: false);

    private static double ListeningQuality(double exponent) => 0.999 + 4 / (1 + Math.Exp(exponent));

    private static SamplingConstants ConstantsAt(int sampleRate) => sampleRate switch
    {
        8000 => SamplingConstants.At8Kilohertz,
        16000 => SamplingConstants.At16Kilohertz,
        _ => throw new BadInputException($"PESQ at {sampleRate} Hz", "the standard knows 8000 and 16000 Hz only",
            "Resample both signals to 16000 Hz"),
    };

    private static double Score(
        ReadOnlySpan<float> referenceSamples, ReadOnlySpan<float> degradedSamples, SamplingConstants constants,
        bool wideBand)
    {
        int longest = Math.Max(referenceSamples.Length, degradedSamples.Length);
        GuardedSignal reference = Prepare("reference signal", referenceSamples, longest, constants, wideBand);
        GuardedSignal degraded = Prepare("degraded signal", degradedSamples, longest, constants, wideBand);
        DelayProfile delays = TimeAlignment.Estimate(reference, degraded, constants) ?? throw new BadInputException(
            "reference signal", "it shares no speech of at least 200 ms with the degraded signal",
            "Give the clean speech from which the degraded signal comes");
        return PerceptualModel.Score(reference, degraded, delays, constants);
    }

    private static GuardedSignal Prepare(
        string name, ReadOnlySpan<float> samples, int longest, SamplingConstants constants, bool wideBand)
    {
        if (samples.Length < constants.SampleRate / 4)
        {
            throw new BadInputException(
                name, $"it has {samples.Length} samples, less than 0.25 s", "Give a longer signal");
        }

        if (samples.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw new BadInputException(name, "it has samples that are not numbers", "Find what wrote it");

        var signal = new GuardedSignal(samples, longest, constants);
        double power = LevelAlignment.Apply(signal, longest + constants.TailLength, constants.SampleRate);
        if (power < SilentPower)
            throw new BadInputException(name, "it is silent between 300 and 3500 Hz", "Give a signal with speech");
        if (wideBand) ReceivingFilter.ApplyHeadphones(signal);
        else ReceivingFilter.ApplyHandset(signal, constants.SampleRate);
        return signal;
    }
}

using OnBoard.Drivers;

namespace OnBoard.Sensors.Quality;

/// <summary>How much of the speech is missing from processed sound, which correlations (STOI, SI-SDR) do not tell.</summary>
/// <param name="LevelChange">
/// Change of the level of the speech, dB: 20 log10 of the clean signal's gain in the processed one (e.s / s.s, least squares), so
/// that noise that is left does not count as speech; <see cref="Floor"/> at least. 0 for speech in noise as it is.
/// </param>
/// <param name="Swallowed">
/// Share of the frames with speech in which the processed sound, with whatever noise is left and with <paramref name="LevelChange"/>
/// undone, is more than 10 dB under the clean speech; 0..1.
/// </param>
/// <param name="Quiet">The same without the change of level undone: what is lost to the ear if nobody turns it up.</param>
public readonly record struct SpeechLoss(double LevelChange, double Swallowed, double Quiet)
{
    /// <summary>The minimum level change that is reported, dB: nothing of the speech is left.</summary>
    public const double Floor = -100;

    private const double FrameSeconds = 0.02;
    private const double ActiveDecibels = 30;
    private const double SwallowedDecibels = 10;

    /// <summary>
    /// Compares processed speech with the clean speech that it came from. Frames are 20 ms long, half overlapping; a frame has
    /// speech where the clean signal is less than 30 dB below its loudest frame.
    /// </summary>
    /// <param name="clean">The reference; not silent.</param>
    /// <param name="processed">As long as the reference, in time with it and at its scale.</param>
    /// <param name="sampleRate">Of both, samples per second.</param>
    /// <exception cref="BadInputException">The lengths differ, the reference is silent, or shorter than a frame.</exception>
    public static SpeechLoss Compute(ReadOnlySpan<float> clean, ReadOnlySpan<float> processed, int sampleRate)
    {
        SignalPair.Check(clean, processed);
        int length = (int)(FrameSeconds * sampleRate), step = length / 2;
        if (clean.Length < length)
            throw new BadInputException("reference", "it is shorter than one frame of 20 ms", "Give at least half a second of speech");

        double product = 0, energy = 0, loudest = 0;
        for (int n = 0; n < clean.Length; n++)
        {
            product += (double)clean[n] * processed[n];
            energy += (double)clean[n] * clean[n];
        }

        double gain = Math.Max(product / energy, Math.Pow(10, Floor / 20));
        for (int at = 0; at + length <= clean.Length; at += step) loudest = Math.Max(loudest, Energy(clean.Slice(at, length)));
        double active = loudest * Math.Pow(10, -ActiveDecibels / 10), share = Math.Pow(10, -SwallowedDecibels / 10);
        int frames = 0, swallowed = 0, quiet = 0;
        for (int at = 0; at + length <= clean.Length; at += step)
        {
            double speech = Energy(clean.Slice(at, length));
            if (speech <= active) continue;
            frames++;
            double left = Energy(processed.Slice(at, length));
            if (left < share * speech * gain * gain) swallowed++;
            if (left < share * speech) quiet++;
        }

        // Where nothing of the speech is left there is no level to match.
        bool nothing = product <= 0;
        return new SpeechLoss(
            20 * Math.Log10(gain), nothing ? 1 : (double)swallowed / frames, nothing ? 1 : (double)quiet / frames);
    }

    private static double Energy(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float sample in samples) sum += (double)sample * sample;
        return sum;
    }
}

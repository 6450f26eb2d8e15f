using System.Numerics.Tensors;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Few clips made to stand for many: spoken a little faster and higher or slower and lower, lips in step, through a room or a
/// microphone that is darker or brighter.
/// </summary>
internal static class SpeechAugmentation
{
    // Triangular about the clip as it is; the ends are two semitones off, five for talkers whom nobody sees.
    private const double OctavesOfSpeed = 0.17;
    private const double OctavesOfUnseen = 0.4;
    private const double MaxTilt = 0.4;

    // Recordings from this length on are cut into stretches.
    private const double LongSeconds = 13, MinSeconds = 2, MaxSeconds = 6;

    /// <summary>The same sentence, varied.</summary>
    public static SpeechClip Vary(SpeechClip clip, Random random)
    {
        double speed = Speed(OctavesOfSpeed, random);
        float tilt = Tilt(random);
        return clip with
        {
            Samples = PlaybackVariation.Play(clip.Samples, 0, speed, tilt, (int)(clip.Samples.Length / speed)),
            FramesPerSecond = clip.FramesPerSecond * speed,
        };
    }

    /// <summary>A stretch of a talker who is heard only, varied: all of a short recording, 2 to 6 s of a long one.</summary>
    public static float[] Stretch(SpeechClip talker, Random random)
    {
        double speed = Speed(OctavesOfUnseen, random);
        float tilt = Tilt(random);
        ReadOnlySpan<float> samples = talker.Samples;
        if (samples.Length >= LongSeconds * AudioFormat.SampleRate)
            samples = Cut(samples, random);
        float[] stretch = PlaybackVariation.Play(samples, 0, speed, tilt, (int)(samples.Length / speed));
        Fade(stretch);
        return stretch;
    }

    /// <summary>Random resonances and shelves, as of a voice, a distance or a telephone, in place.</summary>
    public static void Colour(Span<float> speech, Random random)
    {
        for (int peaks = random.Next(1, 3); peaks > 0; peaks--)
            Biquad.Peak(200 * Math.Pow(2, 4.6 * random.NextDouble()), 0.5 + (1.5 * random.NextDouble()), Decibels(6)).Apply(speech);
        if (random.Next(2) == 0) Biquad.LowShelf(150 + (350 * random.NextDouble()), Decibels(6)).Apply(speech);
        if (random.Next(2) == 0) Biquad.HighShelf(2000 + (2500 * random.NextDouble()), Decibels(6)).Apply(speech);

        double Decibels(double most) => most * ((2 * random.NextDouble()) - 1);
    }

    private static ReadOnlySpan<float> Cut(ReadOnlySpan<float> samples, Random random)
    {
        const int attempts = 5;
        int length = (int)((MinSeconds + ((MaxSeconds - MinSeconds) * random.NextDouble())) * AudioFormat.SampleRate);
        float whole = TensorPrimitives.SumOfSquares(samples) / samples.Length;
        for (int attempt = 1; ; attempt++)
        {
            ReadOnlySpan<float> stretch = samples.Slice(random.Next(samples.Length - length), length);

            // A long pause is no speech: 10 dB below the recording is taken only where nothing better is found.
            if (attempt == attempts || TensorPrimitives.SumOfSquares(stretch) / length > 0.1f * whole) return stretch;
        }
    }

    // A cut within a word must not click.
    private static void Fade(Span<float> samples)
    {
        int length = Math.Min(AudioFormat.SampleRate / 200, samples.Length / 2);
        for (int i = 0; i < length; i++)
        {
            float gain = (i + 0.5f) / length;
            samples[i] *= gain;
            samples[samples.Length - 1 - i] *= gain;
        }
    }

    private static double Speed(double octaves, Random random) =>
        Math.Pow(2, octaves * (random.NextDouble() + random.NextDouble() - 1));

    private static float Tilt(Random random) => (float)(MaxTilt * (random.NextDouble() + random.NextDouble() - 1));
}

using System.Numerics.Tensors;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Few noise recordings made to stand for many: a random stretch, played at a random speed, often backwards or through other
/// resonances, now and then several of them together, noise of no recording, or other talkers all at once.
/// </summary>
internal static class NoiseAugmentation
{
    private const double ShareOfMore = 0.5, ShareOfColoured = 0.15;
    private const int MinTalkers = 3, MaxTalkers = 8;

    /// <summary>A stretch of noise of that many samples.</summary>
    public static float[] Draw(IReadOnlyList<float[]> noises, int length, Random random) =>
        Draw(noises, [], null, babbleShare: 0, length, random);

    /// <summary>A stretch of noise of that many samples, some of it babble.</summary>
    /// <param name="noises">Recordings.</param>
    /// <param name="talkers">Who may babble; from four on they do.</param>
    /// <param name="target">Who does not babble, because he is listened to.</param>
    /// <param name="babbleShare">How often.</param>
    /// <param name="length">Samples.</param>
    /// <param name="random">Of all choices.</param>
    public static float[] Draw(
        IReadOnlyList<float[]> noises, IReadOnlyList<SpeechClip> talkers, SpeechClip? target, double babbleShare, int length, Random random)
    {
        float[] noise = Next();
        while (random.NextDouble() < ShareOfMore)
        {
            float[] other = Next();
            float balance = Level(noise) / MathF.Max(Level(other), 1e-9f) * MathF.Pow(10f, (float)((random.NextDouble() * 12) - 6) / 20f);
            TensorPrimitives.MultiplyAdd(other, balance, noise, noise);
        }

        return noise;

        float[] Next() => talkers.Count > MinTalkers && random.NextDouble() < babbleShare
            ? Babble(talkers, target, length, random)
            : random.NextDouble() < ShareOfColoured ? NoiseDisguise.Coloured(length, random)
            : NoiseDisguise.Apply(One(noises[random.Next(noises.Count)], length, random), random);
    }

    /// <summary>Three to eight other talkers at once, each as loud as the others to within 4 dB. Two talkers at the least.</summary>
    public static float[] Babble(IReadOnlyList<SpeechClip> talkers, SpeechClip? target, int length, Random random)
    {
        float[] babble = new float[length];
        for (int voice = random.Next(MinTalkers, MaxTalkers + 1); voice > 0; voice--)
        {
            SpeechClip talker = talkers[random.Next(talkers.Count)];
            while (talker.Name == target?.Name) talker = talkers[random.Next(talkers.Count)];
            float[] speech = One(talker.Samples, length, random);
            float gain = MathF.Pow(10f, ((random.NextSingle() * 8) - 4) / 20f) / MathF.Max(Level(speech), 1e-9f);
            TensorPrimitives.MultiplyAdd(speech, gain, babble, babble);
        }

        return babble;
    }

    /// <summary>The noise gets louder or fainter at once, or a bang breaks in, in place.</summary>
    public static void Change(Span<float> noise, Random random)
    {
        int at = random.Next(noise.Length);
        if (random.Next(2) == 0)
        {
            // 6 to 15 dB, within 5 ms.
            float gain = MathF.Pow(10f, (6 + (9 * random.NextSingle())) / (random.Next(2) == 0 ? 20f : -20f));
            int ramp = Math.Min(AudioFormat.SampleRate / 200, noise.Length - at);
            for (int i = 0; i < ramp; i++) noise[at + i] *= 1 + ((gain - 1) * i / ramp);
            TensorPrimitives.Multiply(noise[(at + ramp)..], gain, noise[(at + ramp)..]);
            return;
        }

        // A door: noise that falls by 60 dB in 0.1 to 0.5 s, from 6 to 20 dB over the noise, dull or bright.
        float level = Level(noise) * MathF.Pow(10f, (6 + (14 * random.NextSingle())) / 20f);
        float decay = MathF.Pow(10f, -3f / ((0.1f + (0.4f * random.NextSingle())) * AudioFormat.SampleRate));
        float smooth = 0.9f * random.NextSingle(), held = 0;
        for (int n = at; n < noise.Length && level > 1e-7f; n++, level *= decay)
        {
            held = (smooth * held) + ((1 - smooth) * ((2 * random.NextSingle()) - 1));
            noise[n] += 1.7f * level * held;
        }
    }

    private static float[] One(float[] recording, int length, Random random)
    {
        for (int attempt = 0; ; attempt++)
        {
            double speed = Math.Pow(2, random.NextDouble() - 0.5);
            double at = random.NextDouble() * recording.Length;
            float tilt = (float)(random.NextDouble() - 0.5);
            float[] noise = PlaybackVariation.Play(recording, at, speed, tilt, length);

            // A recording may hold a stretch of digital silence, which nothing can be mixed from.
            if (Level(noise) > 1e-5f || attempt == 20) return noise;
        }
    }

    private static float Level(ReadOnlySpan<float> samples) =>
        MathF.Sqrt(TensorPrimitives.SumOfSquares(samples) / samples.Length);
}

using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

/// <summary>Small stand-ins for recordings: bursts of a tone with a mouth that opens on each, and coloured noise.</summary>
internal static class SyntheticSpeech
{
    public static SpeechClip Clip(int seed, double seconds = 1.0)
    {
        Random random = new(seed);
        int length = (int)(16_000 * seconds);
        float[] samples = new float[length];
        int frames = (int)(25 * seconds);
        float[] mouth = new float[frames * MouthFeatures.Count];
        double pitch = 300 + (200 * random.NextDouble());
        for (int frame = 0; frame < frames; frame++)
        {
            bool open = random.NextDouble() < 0.5;
            for (int i = 0; i < MouthFeatures.Count; i++)
                mouth[(frame * MouthFeatures.Count) + i] = (open && i == 0 ? 5f : 0f) + random.NextSingle();
            for (int n = frame * 640; n < Math.Min(length, (frame + 1) * 640) && open; n++)
            {
                for (int harmonic = 1; harmonic < 8; harmonic++)
                    samples[n] += 0.05f * (float)Math.Sin(2 * Math.PI * pitch * harmonic * n / 16_000);
            }
        }

        return new SpeechClip($"clip{seed}", samples, mouth, [.. Enumerable.Repeat(true, frames)], 25);
    }

    public static float[] Noise(int seed, double seconds = 2.0)
    {
        Random random = new(seed);
        float[] noise = new float[(int)(16_000 * seconds)];
        float last = 0;
        for (int n = 0; n < noise.Length; n++)
        {
            last = (0.9f * last) + (0.1f * ((2 * random.NextSingle()) - 1));
            noise[n] = last;
        }

        return noise;
    }

    public static TrainingCorpus Corpus() => new(
        [.. Enumerable.Range(1, 6).Select(seed => Clip(seed))],
        [.. Enumerable.Range(11, 2).Select(seed => Clip(seed))],
        [Noise(1), Noise(2)],
        [Noise(3)]);
}

using System.Numerics.Tensors;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Makes a noise sound like another one, so that a network learns what noise is and not these recordings: backwards, through
/// other resonances, swaying in level; and noise of a random colour that is of no recording.
/// </summary>
internal static class NoiseDisguise
{
    private const double EqualizedShare = 0.7, SwayingShare = 0.25;

    // dB either way.
    private const double Resonance = 12, Swing = 10;

    /// <summary>Disguises a noise in place, and gives it back.</summary>
    public static float[] Apply(float[] noise, Random random)
    {
        if (random.Next(2) == 0) noise.AsSpan().Reverse();
        if (random.NextDouble() < EqualizedShare) Equalize(noise, random);
        if (random.NextDouble() < SwayingShare) Sway(noise, random);
        return noise;
    }

    /// <summary>Noise of a random colour, dark more often than bright.</summary>
    public static float[] Coloured(int length, Random random)
    {
        float[] noise = new float[length];
        foreach (ref float sample in noise.AsSpan()) sample = random.NextSingle() - random.NextSingle();
        Biquad.LowShelf(100 * Math.Pow(2, 4 * random.NextDouble()), 30 * random.NextDouble()).Apply(noise);
        Equalize(noise, random);
        if (random.Next(2) == 0) Sway(noise, random);
        return noise;
    }

    private static void Equalize(Span<float> noise, Random random)
    {
        for (int peaks = random.Next(1, 5); peaks > 0; peaks--)
            Biquad.Peak(80 * Math.Pow(2, 6.3 * random.NextDouble()), 0.5 + (4 * random.NextDouble()), Decibels()).Apply(noise);
        if (random.Next(2) == 0) Biquad.LowShelf(150 + (350 * random.NextDouble()), Decibels()).Apply(noise);
        if (random.Next(2) == 0) Biquad.HighShelf(1500 + (3000 * random.NextDouble()), Decibels()).Apply(noise);

        double Decibels() => Resonance * ((2 * random.NextDouble()) - 1);
    }

    /// <summary>The level wanders, 0.5 to 8 times a second, in straight lines of dB.</summary>
    private static void Sway(Span<float> noise, Random random)
    {
        const int step = 16;
        double hertz = 0.5 * Math.Pow(2, 4 * random.NextDouble());
        float nepers = (float)(Swing * random.NextDouble() / 20 * Math.Log(10));
        int span = (int)(AudioFormat.SampleRate / hertz / 2);
        float from = Level(), to = Level();
        for (int at = 0; at < noise.Length; at += span, (from, to) = (to, Level()))
        {
            Span<float> line = noise.Slice(at, Math.Min(span, noise.Length - at));
            for (int i = 0; i < line.Length; i += step)
            {
                Span<float> part = line[i..Math.Min(i + step, line.Length)];
                TensorPrimitives.Multiply(part, MathF.Exp(nepers * (from + ((to - from) * i / span))), part);
            }
        }

        float Level() => (2 * random.NextSingle()) - 1;
    }
}

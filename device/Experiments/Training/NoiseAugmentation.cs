namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Few noise recordings made to stand for many: a random stretch, played at a random speed, tilted by a random first-order
/// filter, now and then two of them together.
/// </summary>
internal static class NoiseAugmentation
{
    private const double ShareOfPairs = 0.35;

    /// <summary>A stretch of noise of that many samples.</summary>
    public static float[] Draw(IReadOnlyList<float[]> noises, int length, Random random)
    {
        float[] noise = One(noises[random.Next(noises.Count)], length, random);
        if (random.NextDouble() < ShareOfPairs)
        {
            float[] other = One(noises[random.Next(noises.Count)], length, random);
            float balance = Level(noise) / MathF.Max(Level(other), 1e-9f) * MathF.Pow(10f, (float)((random.NextDouble() * 12) - 6) / 20f);
            for (int i = 0; i < length; i++) noise[i] += balance * other[i];
        }

        return noise;
    }

    private static float[] One(float[] recording, int length, Random random)
    {
        for (int attempt = 0; ; attempt++)
        {
            double speed = Math.Pow(2, (random.NextDouble() - 0.5) * 0.8);
            double at = random.NextDouble() * recording.Length;
            float tilt = (float)(random.NextDouble() - 0.5);
            float[] noise = PlaybackVariation.Play(recording, at, speed, tilt, length);

            // A recording may hold a stretch of digital silence, which nothing can be mixed from.
            if (Level(noise) > 1e-5f || attempt == 20) return noise;
        }
    }

    private static float Level(float[] samples) =>
        MathF.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(samples) / samples.Length);
}

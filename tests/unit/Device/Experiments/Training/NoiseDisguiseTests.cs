using OnBoard.Device.Experiments.Training;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class NoiseDisguiseTests
{
    private const int Length = 16_000;

    [Fact]
    public void A_disguised_noise_is_another_one_of_about_the_same_level_and_the_same_for_the_same_choices()
    {
        float[] noise = [.. Enumerable.Range(0, Length).Select(i => 0.1f * MathF.Sin(i * i * 0.01f))];
        for (int seed = 0; seed < 20; seed++)
        {
            float[] one = NoiseDisguise.Apply([.. noise], new Random(seed)), again = NoiseDisguise.Apply([.. noise], new Random(seed));
            Assert.Equal(one, again);
            Assert.All(one, sample => Assert.True(float.IsFinite(sample)));
            Assert.InRange(Decibels(one) - Decibels(noise), -40, 40);
        }

        Assert.True(Enumerable.Range(0, 20).Count(seed => !NoiseDisguise.Apply([.. noise], new Random(seed)).SequenceEqual(noise)) > 15);
    }

    [Fact]
    public void Coloured_noise_has_many_colours()
    {
        double[] brightness = [.. Enumerable.Range(0, 20).Select(seed => Brightness(NoiseDisguise.Coloured(Length, new Random(seed))))];
        Assert.True(brightness.Min() < 0.3 * brightness.Max(), $"{brightness.Min()} to {brightness.Max()}");
    }

    private static double Decibels(float[] sound) => 10 * Math.Log10(sound.Sum(sample => (double)sample * sample) / sound.Length);

    /// <summary>Energy of the differences over that of the samples: 0 is dark, 4 the highest frequency.</summary>
    private static double Brightness(float[] sound) =>
        sound.Zip(sound.Skip(1), (a, b) => (double)(b - a) * (b - a)).Sum() / sound.Sum(sample => (double)sample * sample);
}

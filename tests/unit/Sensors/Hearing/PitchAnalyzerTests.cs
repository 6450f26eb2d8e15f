using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Sensors.Hearing;

public sealed class PitchAnalyzerTests
{
    private const int Hop = AudioFormat.HopLength;

    [Theory]
    [InlineData(80)]
    [InlineData(117)]
    [InlineData(190)]
    [InlineData(260)]
    [InlineData(395)]
    public void The_pitch_of_a_buzz_is_found_whatever_its_level(double pitch)
    {
        foreach (float level in new[] { 0.003f, 0.9f })
        {
            float[] features = Last(Buzz(pitch, level));
            float correlation = features[^2];
            double found = 16_000 / (90.5 * Math.Pow(2, -features[^1] / correlation));
            Assert.Equal(pitch, found, 0.03 * pitch);
            Assert.True(correlation > 0.9f, $"correlation {correlation}");
            Assert.True(features[..30].Average() > 0.8f, $"mean of the bands {features[..30].Average()}");
        }
    }

    [Fact]
    public void Noise_is_not_periodic()
    {
        Random random = new(1);
        float[] sound = [.. Enumerable.Range(0, 100 * Hop).Select(_ => random.NextSingle() - 0.5f)];
        Assert.True(Mean(sound) < 0.45f, $"{Mean(sound)}");
    }

    [Fact]
    public void Bands_in_noise_are_less_periodic_than_bands_that_are_clear()
    {
        // The noise is above 2 kHz only: first differences of first differences.
        Random random = new(2);
        float[] noise = [.. Enumerable.Range(0, 100 * Hop).Select(_ => random.NextSingle() - 0.5f)];
        float[] sound = Buzz(140, 0.3f);
        for (int n = 4; n < sound.Length; n++)
            sound[n] += noise[n] - (4 * noise[n - 1]) + (6 * noise[n - 2]) - (4 * noise[n - 3]) + noise[n - 4];
        float[] features = Last(sound);
        Assert.True(features[2..10].Average() > 0.6f, $"low {features[2..10].Average()}");
        Assert.True(features[40..48].Average() < 0.5f, $"high {features[40..48].Average()}");
    }

    [Fact]
    public void Silence_and_garbage_give_finite_numbers()
    {
        Assert.All(Last(new float[20 * Hop]), value => Assert.True(float.IsFinite(value)));
        float[] garbage = Buzz(120, 0.5f);
        garbage[^500] = float.NaN;
        garbage[^300] = float.PositiveInfinity;
        Assert.All(Last(garbage)[^2..], value => Assert.True(float.IsFinite(value)));
    }

    private static float Mean(float[] sound) => Last(sound)[^2];

    private static float[] Last(float[] sound)
    {
        PitchAnalyzer pitch = new();
        SpectralAnalyzer analyzer = new();
        HopAnalysis hop = new();
        float[] features = new float[pitch.FeatureCount];
        for (int at = 0; at + Hop <= sound.Length; at += Hop)
        {
            hop.Analyze(sound.AsSpan(at, Hop), analyzer);
            pitch.Push(hop, features);
        }

        return features;
    }

    /// <summary>Harmonics up to 4 kHz, fading by 6 dB an octave.</summary>
    private static float[] Buzz(double pitch, float level)
    {
        float[] sound = new float[100 * Hop];
        for (int k = 1; k * pitch < 4_000; k++)
        {
            for (int n = 0; n < sound.Length; n++)
                sound[n] += (float)(level / 4 / k * Math.Sin((2 * Math.PI * k * pitch * n / 16_000) + (k * k)));
        }

        return sound;
    }
}

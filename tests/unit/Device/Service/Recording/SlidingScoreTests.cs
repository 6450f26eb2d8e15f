using OnBoard.Device.Service.Recording;
using OnBoard.Sensors.Quality;

namespace OnBoard.Tests.Unit.Device.Service.Recording;

public class SlidingScoreTests
{
    private const int Hop = 160;

    [Fact]
    public void It_agrees_with_the_measure_over_the_same_window()
    {
        Random random = new(1);
        int length = (SlidingScore.Window + 130) * Hop;
        float[] clean = Noise(random, length, 0.1f);
        float[] noisy = [.. clean.Zip(Noise(random, length, 0.2f), (s, n) => (0.7f * s) + n)];
        float[] enhanced = [.. clean.Zip(Noise(random, length, 0.02f), (s, n) => s + n)];
        SlidingScore score = new();
        for (int at = 0; at < length; at += Hop)
            score.Add(clean.AsSpan(at, Hop), noisy.AsSpan(at, Hop), enhanced.AsSpan(at, Hop));

        int from = length - (SlidingScore.Window * Hop);
        (double forNoisy, double forEnhanced) = score.Compute();
        Assert.Equal(ScaleInvariantSdr.Compute(clean.AsSpan(from), noisy.AsSpan(from)), forNoisy, 1e-6);
        Assert.Equal(ScaleInvariantSdr.Compute(clean.AsSpan(from), enhanced.AsSpan(from)), forEnhanced, 1e-6);
    }

    [Fact]
    public void It_says_nothing_before_the_window_is_full_or_where_nobody_speaks()
    {
        float[] silence = new float[Hop], noise = Noise(new Random(2), Hop, 0.1f);
        SlidingScore score = new();
        for (int i = 0; i < SlidingScore.Window - 1; i++) score.Add(noise, noise, noise);
        Assert.Equal((double.NaN, double.NaN), score.Compute());
        score.Add(noise, noise, noise);
        Assert.False(double.IsNaN(score.Compute().Noisy));
        for (int i = 0; i < SlidingScore.Window; i++) score.Add(silence, noise, noise);
        Assert.Equal((double.NaN, double.NaN), score.Compute());
    }

    private static float[] Noise(Random random, int count, float level) =>
        [.. Enumerable.Range(0, count).Select(_ => level * (random.NextSingle() - 0.5f))];
}

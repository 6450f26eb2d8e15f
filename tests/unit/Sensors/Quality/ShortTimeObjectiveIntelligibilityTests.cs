using OnBoard.Drivers;
using OnBoard.Sensors.Quality;

namespace OnBoard.Tests.Unit.Sensors.Quality;

public sealed class ShortTimeObjectiveIntelligibilityTests
{
    private const int Rate = 16_000;

    [Fact]
    public void Speech_compared_with_itself_is_fully_intelligible_at_any_gain()
    {
        float[] speech = Modulated(1);
        Intelligibility same = ShortTimeObjectiveIntelligibility.Compute(speech, [.. speech.Select(s => 0.01f * s)], Rate);
        Assert.Equal(1, same.Stoi, 1e-5);
        Assert.Equal(1, same.Estoi, 1e-5);
    }

    [Fact]
    public void More_noise_is_less_intelligible()
    {
        float[] speech = Modulated(1);
        var random = new Random(5);
        float[] noise = [.. speech.Select(_ => (float)(random.NextDouble() - 0.5))];
        Intelligibility[] byNoise = [.. new[] { 0.02f, 0.2f, 2 }.Select(gain => ShortTimeObjectiveIntelligibility.Compute(
            speech, [.. speech.Zip(noise, (s, n) => s + (gain * n))], Rate))];
        Assert.True(byNoise[0].Stoi > byNoise[1].Stoi && byNoise[1].Stoi > byNoise[2].Stoi, string.Join(' ', byNoise));
        Assert.True(byNoise[0].Estoi > byNoise[1].Estoi && byNoise[1].Estoi > byNoise[2].Estoi, string.Join(' ', byNoise));
    }

    [Fact]
    public void A_silent_result_has_no_intelligibility()
    {
        float[] speech = Modulated(1);
        Assert.Equal(new Intelligibility(0, 0), ShortTimeObjectiveIntelligibility.Compute(speech, new float[Rate], Rate));
    }

    [Fact]
    public void Pauses_of_the_clean_speech_are_left_out()
    {
        float[] speech = Modulated(1);
        var random = new Random(7);
        float[] noise = [.. Enumerable.Range(0, Rate).Select(_ => (float)random.NextDouble() - 0.5f)];
        float[] processed = [.. speech.Zip(noise, (s, n) => s + (0.2f * n))];
        double alone = ShortTimeObjectiveIntelligibility.Compute(speech, processed, Rate).Stoi;
        double withPause = ShortTimeObjectiveIntelligibility.Compute(
            [.. speech, .. new float[Rate]], [.. processed, .. noise], Rate).Stoi;
        Assert.Equal(alone, withPause, 0.01);
    }

    [Fact]
    public void Too_little_speech_is_refused()
    {
        float[] speech = Modulated(1)[..5_000];
        var error = Assert.Throws<BadInputException>(() => ShortTimeObjectiveIntelligibility.Compute(speech, speech, Rate));
        Assert.Contains("are needed", error.Cause);
        Assert.Throws<BadInputException>(() => ShortTimeObjectiveIntelligibility.Compute([1], [1], Rate));
        Assert.Throws<BadInputException>(() => ShortTimeObjectiveIntelligibility.Compute(new float[Rate], new float[Rate], Rate));
    }

    /// <summary>One second of noise whose loudness moves at the rate of syllables.</summary>
    private static float[] Modulated(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Rate).Select(n =>
            (float)((random.NextDouble() - 0.5) * (0.6 + (0.4 * Math.Sin(2 * Math.PI * 4 * n / Rate)))))];
    }
}

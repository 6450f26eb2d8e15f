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
        Intelligibility same = Compute(speech, [.. speech.Select(s => 0.01f * s)], Rate);
        Assert.Equal(1, same.Stoi, 1e-5);
        Assert.Equal(1, same.Estoi, 1e-5);
    }

    [Fact]
    public void More_noise_is_less_intelligible()
    {
        float[] speech = Modulated(1);
        var random = new Random(5);
        float[] noise = [.. speech.Select(_ => (float)(random.NextDouble() - 0.5))];
        Intelligibility In(float gain) => Compute(speech, [.. speech.Zip(noise, (s, n) => s + (gain * n))], Rate);
        (Intelligibility little, Intelligibility some, Intelligibility much) = (In(0.02f), In(0.2f), In(2));
        string all = $"{little} {some} {much}";
        Assert.True(little.Stoi > some.Stoi && some.Stoi > much.Stoi, all);
        Assert.True(little.Estoi > some.Estoi && some.Estoi > much.Estoi, all);
    }

    [Fact]
    public void A_silent_result_has_no_intelligibility()
    {
        float[] speech = Modulated(1);
        Assert.Equal(new Intelligibility(0, 0), Compute(speech, new float[Rate], Rate));
    }

    [Fact]
    public void Pauses_of_the_clean_speech_are_left_out()
    {
        float[] speech = Modulated(1);
        var random = new Random(7);
        float[] noise = [.. Enumerable.Range(0, Rate).Select(_ => (float)random.NextDouble() - 0.5f)];
        float[] processed = [.. speech.Zip(noise, (s, n) => s + (0.2f * n))];
        double alone = Compute(speech, processed, Rate).Stoi;
        double withPause = Compute(
            [.. speech, .. new float[Rate]], [.. processed, .. noise], Rate).Stoi;
        Assert.Equal(alone, withPause, 0.01);
    }

    [Fact]
    public void Too_little_speech_is_refused()
    {
        float[] speech = Modulated(1)[..5_000];
        var error = Assert.Throws<BadInputException>(() => Compute(speech, speech, Rate));
        Assert.Contains("are needed", error.Cause);
        Assert.Throws<BadInputException>(() => Compute([1], [1], Rate));
        Assert.Throws<BadInputException>(() => Compute(new float[Rate], new float[Rate], Rate));
    }

    private static Intelligibility Compute(float[] clean, float[] processed, int rate) =>
        ShortTimeObjectiveIntelligibility.Compute(clean, processed, rate);

    /// <summary>One second of noise whose loudness moves at the rate of syllables.</summary>
    private static float[] Modulated(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Rate).Select(n =>
            (float)((random.NextDouble() - 0.5) * (0.6 + (0.4 * Math.Sin(2 * Math.PI * 4 * n / Rate)))))];
    }
}

using OnBoard.Drivers;
using OnBoard.Sensors.Quality.Pesq;

namespace OnBoard.Tests.Unit.Sensors.Quality.Pesq;

public sealed class PerceptualEvaluationTests
{
    private static readonly float[] Speech = SyntheticSpeech.OfSeconds(3);

    [Fact]
    public void Equal_signals_have_the_highest_wide_band_score() =>
        Assert.Equal(4.6439, PerceptualEvaluation.WideBand(Speech, Speech), 4);

    [Fact]
    public void Equal_signals_have_the_highest_narrow_band_scores()
    {
        Assert.Equal(4.5, PerceptualEvaluation.NarrowBandRaw(Speech, Speech), 9);
        Assert.Equal(4.5486, PerceptualEvaluation.NarrowBand(Speech, Speech), 4);
    }

    [Fact]
    public void Equal_signals_at_8_kilohertz_have_the_highest_narrow_band_score()
    {
        float[] speech = SyntheticSpeech.OfSeconds(3, sampleRate: 8000);

        Assert.Equal(4.5, PerceptualEvaluation.NarrowBandRaw(speech, speech, 8000), 9);
    }

    [Fact]
    public void Scores_fall_as_noise_grows()
    {
        float[] amplitudes = [0, 0.0003f, 0.001f, 0.003f, 0.01f, 0.03f];

        double[] wide = Array.ConvertAll(amplitudes, a => PerceptualEvaluation.WideBand(Speech, WithNoise(a)));
        double[] narrow = Array.ConvertAll(amplitudes, a => PerceptualEvaluation.NarrowBand(Speech, WithNoise(a)));

        Assert.Equal(wide.OrderDescending(), wide);
        Assert.Equal(narrow.OrderDescending(), narrow);
        Assert.True(wide[^1] < 1.5, $"{wide[^1]:F3} in loud noise");
    }

    [Theory]
    [InlineData(0.01f, 1f)]
    [InlineData(1f, 0.02f)]
    [InlineData(3f, 7f)]
    public void Levels_do_not_matter(float referenceGain, float degradedGain)
    {
        float[] noisy = WithNoise(0.003f);
        float[] reference = Array.ConvertAll(Speech, x => referenceGain * x);
        float[] degraded = Array.ConvertAll(noisy, x => degradedGain * x);

        Assert.Equal(
            PerceptualEvaluation.WideBand(Speech, noisy), PerceptualEvaluation.WideBand(reference, degraded), 4);
    }

    [Theory]
    [InlineData(37)]
    [InlineData(800)]
    [InlineData(-500)]
    public void A_constant_delay_does_not_matter(int samples)
    {
        // Silence around the speech, so that a delay neither cuts speech nor changes what is judged.
        float[] reference = [.. new float[8000], .. Speech, .. new float[8000]];
        float[] delayed = [.. new float[8000 + samples], .. Speech, .. new float[8000 - samples]];

        Assert.Equal(4.6439, PerceptualEvaluation.WideBand(reference, delayed), 2);
    }

    [Fact]
    public void A_delay_that_changes_in_a_pause_costs_little()
    {
        // The pause from 1.5 s to 2 s becomes 50 ms longer.
        float[] delayed = [.. Speech[..28000], .. new float[800], .. Speech[28000..]];

        Assert.InRange(PerceptualEvaluation.WideBand(Speech, delayed), 4.3, 4.65);
    }

    [Fact]
    public void Signals_may_differ_in_length()
    {
        double whole = PerceptualEvaluation.WideBand(Speech, WithNoise(0.003f));

        double shorter = PerceptualEvaluation.WideBand(Speech, WithNoise(0.003f).AsSpan(..^1600));
        double longer = PerceptualEvaluation.WideBand(Speech.AsSpan(..^1600), WithNoise(0.003f));

        Assert.InRange(shorter, 1, whole + 0.2);
        Assert.InRange(longer, 1, whole + 0.2);
    }

    [Fact]
    public void A_silent_signal_is_refused_by_name()
    {
        float[] silence = new float[Speech.Length];

        Assert.Contains("reference", Refusal(silence, Speech), StringComparison.Ordinal);
        Assert.Contains("degraded", Refusal(Speech, silence), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_shorter_than_a_quarter_of_a_second_is_refused_by_name()
    {
        Assert.Contains("reference", Refusal(Speech[..3999], Speech), StringComparison.Ordinal);
        Assert.Contains("degraded", Refusal(Speech, Speech[..3999]), StringComparison.Ordinal);
        Assert.Contains("degraded", Refusal(Speech, []), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_with_samples_that_are_not_numbers_is_refused_by_name()
    {
        float[] broken = [.. Speech];
        broken[1000] = float.NaN;

        Assert.Contains("degraded", Refusal(Speech, broken), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_sampling_rates_are_refused() =>
        Assert.Throws<BadInputException>(() => PerceptualEvaluation.NarrowBand(Speech, Speech, 44100));

    private static string Refusal(float[] reference, float[] degraded) =>
        Assert.Throws<BadInputException>(() => PerceptualEvaluation.WideBand(reference, degraded)).Subject;

    private static float[] WithNoise(float amplitude)
    {
        float[] noise = SyntheticSpeech.Noise(Speech.Length, amplitude, seed: 2);
        return [.. Speech.Zip(noise, (s, n) => s + n)];
    }
}

using OnBoard.Sensors.Quality;

namespace OnBoard.Tests.Unit.Sensors.Quality;

public sealed class PolyphaseResamplerTests
{
    [Theory]
    [InlineData(16_000, 10_000)]
    [InlineData(10_000, 16_000)]
    [InlineData(44_100, 16_000)]
    [InlineData(8_000, 8_000)]
    public void A_tone_below_both_Nyquist_frequencies_keeps_its_place_and_level(int from, int to)
    {
        double[] Tone(int rate, int length) =>
            [.. Enumerable.Range(0, length).Select(n => Math.Sin(2 * Math.PI * 440 * n / rate))];
        double[] output = PolyphaseResampler.Resample(Tone(from, from / 4), from, to);
        double[] expected = Tone(to, output.Length);
        for (int n = output.Length / 4; n < output.Length * 3 / 4; n++) Assert.Equal(expected[n], output[n], 2e-3);
    }

    [Fact]
    public void A_tone_above_the_new_Nyquist_frequency_is_gone()
    {
        double[] tone = [.. Enumerable.Range(0, 8_000).Select(n => Math.Sin(2 * Math.PI * 7_000 * n / 16_000))];
        double[] output = PolyphaseResampler.Resample(tone, 16_000, 10_000);
        Assert.All(output[500..^500], sample => Assert.Equal(0, sample, 2e-3));
    }

    [Theory]
    [InlineData(16, 10)]
    [InlineData(17, 11)]
    [InlineData(0, 0)]
    public void The_length_is_rounded_up(int before, int after) =>
        Assert.Equal(after, PolyphaseResampler.Resample(new double[before], 16_000, 10_000).Length);
}

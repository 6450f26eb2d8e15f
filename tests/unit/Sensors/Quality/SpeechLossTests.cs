using OnBoard.Drivers;
using OnBoard.Sensors.Quality;

namespace OnBoard.Tests.Unit.Sensors.Quality;

public sealed class SpeechLossTests
{
    private const int Rate = 16_000;

    private static readonly float[] Tone = [.. Enumerable.Range(0, Rate).Select(n => 0.1f * MathF.Sin(MathF.Tau * 500 * n / Rate))];

    [Theory]
    [InlineData(1f, 0)]
    [InlineData(0.5f, -6.02)]
    [InlineData(2f, 6.02)]
    public void The_level_changes_with_the_gain(float gain, double decibels) =>
        Assert.Equal(decibels, SpeechLoss.Compute(Tone, [.. Tone.Select(s => gain * s)], Rate).LevelChange, 0.01);

    [Fact]
    public void Noise_that_is_left_is_not_speech()
    {
        float[] noisy = [.. Tone.Select((s, n) => (0.5f * s) + (0.3f * MathF.Sin(MathF.Tau * 1500 * n / Rate)))];
        Assert.Equal(-6.02, SpeechLoss.Compute(Tone, noisy, Rate).LevelChange, 0.01);
    }

    [Theory]
    [InlineData(0.33f, 0)]
    [InlineData(0.31f, 1)]
    public void Ten_decibels_down_is_quiet_and_swallowed_only_beside_the_rest(float gain, double share)
    {
        SpeechLoss whole = SpeechLoss.Compute(Tone, [.. Tone.Select(s => gain * s)], Rate);
        Assert.Equal((share, 0.0), (whole.Quiet, whole.Swallowed));
        SpeechLoss tenth = SpeechLoss.Compute(Tone, [.. Tone.Select((s, n) => n < Rate / 10 ? 0.25f * s : s)], Rate);
        Assert.Equal(0.1, tenth.Swallowed, 0.02);
    }

    [Fact]
    public void Half_a_second_of_one_is_half_of_it() =>
        Assert.Equal(0.5, SpeechLoss.Compute(Tone, [.. Tone.Select((s, n) => n < Rate / 2 ? s : 0)], Rate).Swallowed, 0.02);

    [Fact]
    public void Pauses_cannot_be_swallowed()
    {
        // 31 dB below the loudest frame is a pause, 29 dB is speech.
        Assert.Equal(0, Quiet(-31), 0.02);
        Assert.Equal(0.5, Quiet(-29), 0.02);

        static double Quiet(double decibels)
        {
            float gain = (float)Math.Pow(10, decibels / 20);
            float[] clean = [.. Tone.Select((s, n) => n < Rate / 2 ? s : gain * s)];
            return SpeechLoss.Compute(clean, [.. clean.Select((s, n) => n < Rate / 2 ? s : 0)], Rate).Swallowed;
        }
    }

    [Fact]
    public void Silence_has_lost_everything() =>
        Assert.Equal(new SpeechLoss(SpeechLoss.Floor, 1, 1), SpeechLoss.Compute(Tone, new float[Rate], Rate));

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        Assert.Throws<BadInputException>(() => SpeechLoss.Compute(Tone, Tone.AsSpan(1), Rate));
        Assert.Throws<BadInputException>(() => SpeechLoss.Compute(new float[Rate], Tone, Rate));
        Assert.Throws<BadInputException>(() => SpeechLoss.Compute(Tone.AsSpan(0, 100), Tone.AsSpan(0, 100), Rate));
    }
}

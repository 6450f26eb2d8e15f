using OnBoard.Device.Experiments.Evaluation;

namespace OnBoard.Tests.Unit.Device.Experiments.Evaluation;

public class ConditionTests
{
    [Fact]
    public void All_cross()
    {
        IReadOnlyList<Condition> conditions = TinySet.Conditions();
        Assert.Equal(4 * 2 * 2, conditions.Count);
        Assert.Equal(16, conditions.Select(condition => condition.Label).Distinct().Count());
    }

    [Fact]
    public void In_turn_every_clip_meets_every_ratio_and_every_ratio_every_noise()
    {
        IReadOnlyList<Condition> conditions = TinySet.Conditions(inTurn: true);
        Assert.Equal(8, conditions.Count);
        Assert.Equal(8, conditions.Select(condition => (condition.Clip.Name, condition.Ratio)).Distinct().Count());
        Assert.All(conditions.GroupBy(condition => condition.Ratio), group => Assert.Equal(2, group.Select(c => c.Noise.Name).Distinct().Count()));
    }

    [Fact]
    public void Noise_alone_is_as_loud_as_at_0_dB_and_silence_is_a_converters_last_bit()
    {
        EvaluationClip clip = TinySet.Clips[0];
        OnBoard.Sensors.Hearing.NoisyMixture noise = new Condition(clip, TinySet.Noises[0], RatioName.NoiseAlone).Mix();
        OnBoard.Sensors.Hearing.NoisyMixture silence = new Condition(clip, TinySet.Noises[0], RatioName.Silence).Mix();
        Assert.All(noise.Clean.Concat(silence.Clean), sample => Assert.Equal(0, sample));
        double speech = clip.Clip.Samples.Sum(sample => (double)sample * sample), alone = noise.Noisy.Sum(sample => (double)sample * sample);
        Assert.Equal(0, 10 * Math.Log10(alone / speech), 0.1);
        Assert.Equal(new[] { -1f, 0f, 1f }, silence.Noisy.Select(sample => sample * 32768).Distinct().Order());
    }

    [Theory]
    [InlineData("noise", true)]
    [InlineData("silence", true)]
    [InlineData("-9", true)]
    [InlineData("+3.5", true)]
    [InlineData("NaN", false)]
    [InlineData("-Infinity", false)]
    [InlineData("loud", false)]
    public void Ratios_are_read_and_told_by_name(string text, bool known)
    {
        Assert.Equal(known, RatioName.TryParse(text, out double ratio));
        if (known) Assert.StartsWith(text, RatioName.Of(ratio), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mixture_is_the_same_whatever_else_is_judged()
    {
        Condition alone = Condition.Cross([TinySet.Clips[3]], [TinySet.Noises[1]], [6]).Single();
        Condition among = TinySet.Conditions().Single(condition => condition.Label == alone.Label);
        Assert.Equal(alone.NoiseOffset, among.NoiseOffset);
        Assert.True(TinySet.Conditions().Select(condition => condition.NoiseOffset).Distinct().Count() > 12, "stretches of noise are hardly spread");
    }
}

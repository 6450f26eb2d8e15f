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
    public void A_mixture_is_the_same_whatever_else_is_judged()
    {
        Condition alone = Condition.Cross([TinySet.Clips[3]], [TinySet.Noises[1]], [6]).Single();
        Condition among = TinySet.Conditions().Single(condition => condition.Label == alone.Label);
        Assert.Equal(alone.NoiseOffset, among.NoiseOffset);
        Assert.True(TinySet.Conditions().Select(condition => condition.NoiseOffset).Distinct().Count() > 12, "stretches of noise are hardly spread");
    }
}

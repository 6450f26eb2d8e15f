using OnBoard.Device.Enhancement;

namespace OnBoard.Tests.Unit.Device.Enhancement;

public class GainGuardTests
{
    [Theory]
    [InlineData(1f, 0.25f)]
    [InlineData(1.25f, 0.17678f)]
    [InlineData(1.5f, 0.125f)]
    [InlineData(2f, 0.0625f)]
    public void Gains_are_raised_to_the_power_and_held_above_the_floor(float exponent, float expected)
    {
        float[] gains = [0.25f, 1f, 0f];
        new GainGuard(new GainRule(exponent, -40)).Apply(gains);
        Assert.Equal(expected, gains[0], 1e-4);
        Assert.Equal(1f, gains[1]);
        Assert.Equal(0.01f, gains[2], 1e-6);
    }

    [Fact]
    public void Networks_without_a_rule_have_no_floor_whatever_they_hear()
    {
        GainGuard guard = new(GainRule.Former);
        for (int hop = 0; hop < 500; hop++) guard.Hear(25);
        float[] gains = [0f, 0.25f];
        guard.Apply(gains);
        Assert.Equal([0f, 0.125f], gains);
        Assert.False(guard.Raised);
    }

    [Fact]
    public void What_was_never_trained_on_passes_nearly_as_it_is_and_what_is_known_again_does_not()
    {
        GainGuard guard = new(GainRule.Standard);
        for (int hop = 0; hop < 500; hop++) guard.Hear(1);
        Assert.False(guard.Raised);
        Assert.Equal(GainRule.Standard.Floor, Applied(guard), 1e-6);
        for (int hop = 0; hop < 300; hop++) guard.Hear(12);
        Assert.True(guard.Raised);
        Assert.Equal(MathF.Pow(10, GainGuard.UnsureFloorDecibels / 20), Applied(guard), 1e-4);
        for (int hop = 0; hop < 500; hop++) guard.Hear(1);
        Assert.Equal(GainRule.Standard.Floor, Applied(guard), 1e-6);
    }

    [Fact]
    public void What_is_no_number_raises_no_doubt_and_a_state_goes_on()
    {
        GainGuard one = new(GainRule.Standard), other = new(GainRule.Standard);
        one.Hear(float.NaN);
        Assert.False(one.Raised);
        for (int hop = 0; hop < 40; hop++) one.Hear(6);
        float[] state = new float[GainGuard.StateLength];
        one.Save(state);
        other.Restore(state);
        one.Hear(6);
        other.Hear(6);
        Assert.Equal(Applied(one), Applied(other));
    }

    private static float Applied(GainGuard guard)
    {
        float[] gains = [0f];
        guard.Apply(gains);
        return gains[0];
    }
}

using OnBoard.Device.Enhancement;

namespace OnBoard.Tests.Unit.Device.Enhancement;

public class GainGuardTests
{
    private const int Bands = 48;

    [Theory]
    [InlineData(1f, 0.25f)]
    [InlineData(1.25f, 0.17678f)]
    [InlineData(1.5f, 0.125f)]
    [InlineData(2f, 0.0625f)]
    public void Gains_are_raised_to_the_power_and_held_above_the_floor(float exponent, float expected)
    {
        float[] gains = [0.25f, 1f, 0f];
        new GainGuard(new GainRule(exponent, -40), Bands).Apply(gains, gains);
        Assert.Equal(expected, gains[0], 1e-4);
        Assert.Equal(1f, gains[1]);
        Assert.Equal(0.01f, gains[2], 1e-6);
    }

    [Fact]
    public void Networks_without_a_rule_have_no_floor_whatever_they_hear()
    {
        GainGuard guard = new(GainRule.Former, Bands);
        for (int hop = 0; hop < 500; hop++) guard.Hear(25, seesMouth: false);
        float[] gains = [0f, 0.25f];
        guard.Apply(gains, gains);
        Assert.Equal([0f, 0.125f], gains);
        Assert.False(guard.Raised);
    }

    [Fact]
    public void What_was_never_trained_on_passes_nearly_as_it_is_and_what_is_known_again_does_not()
    {
        GainGuard guard = new(GainRule.Standard, Bands);
        for (int hop = 0; hop < 500; hop++) guard.Hear(1, seesMouth: false);
        Assert.False(guard.Raised);
        Assert.Equal(GainRule.Standard.Floor, Applied(guard), 1e-6);
        for (int hop = 0; hop < 300; hop++) guard.Hear(12, seesMouth: false);
        Assert.True(guard.Raised);
        Assert.Equal(MathF.Pow(10, GainGuard.UnsureFloorDecibels / 20), Applied(guard), 1e-4);
        for (int hop = 0; hop < 500; hop++) guard.Hear(1, seesMouth: false);
        Assert.Equal(GainRule.Standard.Floor, Applied(guard), 1e-6);
    }

    [Fact]
    public void What_is_no_number_raises_no_doubt_and_a_state_goes_on()
    {
        GainGuard one = new(GainRule.Standard, Bands), other = new(GainRule.Standard, Bands);
        one.Hear(float.NaN, seesMouth: false);
        Assert.False(one.Raised);
        for (int hop = 0; hop < 40; hop++) one.Hear(6, seesMouth: true);
        Observe(one, 0.6f, 0.2f, hops: 20);
        one.Trust = 0.6f;
        float[] state = new float[one.StateLength];
        one.Save(state);
        other.Restore(state);
        one.Hear(6, seesMouth: false);
        other.Hear(6, seesMouth: false);
        Observe(one, 0.4f, 0.2f, hops: 5);
        Observe(other, 0.4f, 0.2f, hops: 5);
        Assert.Equal(Applied(one), Applied(other));
        Assert.Equal(Exponent(one), Exponent(other));
        Assert.Equal(one.EstimatedGain, other.EstimatedGain);
        Assert.Equal(0.6f, other.Trust);
    }

    [Fact]
    public void Where_the_network_is_unsure_it_does_less_and_where_it_is_sure_what_the_rule_says()
    {
        GainGuard sure = Observed(1f, 0.03f), unsure = Observed(0.3f, 0.3f);
        Assert.Equal(GainRule.Standard.Exponent, Exponent(sure), 1e-3);
        Assert.False(sure.Raised);
        Assert.Equal(GainGuard.UnsureExponent, Exponent(unsure), 1e-3);
        Assert.True(unsure.Raised);
        Assert.Equal(0.3, unsure.Certainty, 1e-3);
    }

    [Fact]
    public void Where_it_sees_who_talks_gains_are_applied_as_they_are_though_the_network_is_unsure()
    {
        GainGuard guard = new(GainRule.Standard, Bands);
        for (int hop = 0; hop < 500; hop++) guard.Hear(1, seesMouth: true);
        Observe(guard, 0.3f, 0.3f, hops: 400);
        Assert.Equal(GainGuard.KnownExponent, Exponent(guard), 1e-3);
        for (int hop = 0; hop < 500; hop++) guard.Hear(1, seesMouth: false);
        Observe(guard, 0.3f, 0.3f, hops: 1);
        Assert.Equal(GainGuard.UnsureExponent, Exponent(guard), 1e-3);
        Assert.Equal(GainRule.Standard.Exponent, SeenAndSure(), 1e-3);

        static double SeenAndSure()
        {
            GainGuard sure = new(GainRule.Standard, Bands);
            sure.Hear(1, seesMouth: true);
            Observe(sure, 1f, 0.03f, hops: 400);
            return Exponent(sure);
        }
    }

    [Fact]
    public void The_more_it_is_trusted_the_more_it_does_also_in_another_utterance()
    {
        GainGuard whole = new(GainRule.Standard, Bands) { Trust = 1 }, half = new(GainRule.Standard, Bands) { Trust = 0.5f };
        Observe(whole, 0.3f, 0.3f, hops: 400);
        Assert.Equal(GainGuard.KnownExponent, Exponent(whole), 1e-3);
        Assert.True(whole.Raised);
        Observe(half, 0.3f, 0.3f, hops: 400);
        Half();
        half.Reset();
        Observe(half, 0.3f, 0.3f, hops: 400);
        Half();
        half.Trust = 0;
        Assert.Equal(GainGuard.UnsureExponent, Exponent(half), 1e-3);

        void Half()
        {
            Assert.Equal((GainGuard.KnownExponent + GainGuard.UnsureExponent) / 2, Exponent(half), 1e-3);
            Assert.True(half.Raised);
        }
    }

    /// <summary>Words and rests, a quarter of a second each, of a network that is sure; noise in the rests at so many dB below the words.</summary>
    [Theory]
    [InlineData(9, 1.2)]
    [InlineData(40, 0.4)]
    public void Where_rests_are_quiet_there_is_less_to_do(double decibels, double exponent)
    {
        GainGuard guard = new(GainRule.Standard, Bands);
        Talk(guard, decibels, seconds: 6);
        Assert.Equal(exponent, Exponent(guard), 0.02);
        Assert.Equal(exponent < 1, guard.Raised);

        // Noise that begins is noticed in the next rests.
        Talk(guard, 6, seconds: 2);
        Assert.Equal(GainRule.Standard.Exponent, Exponent(guard), 0.1);
        guard.Reset();
        Observe(guard, 1f, 0.03f, hops: 100);
        Assert.Equal(GainRule.Standard.Exponent, Exponent(guard), 1e-3);
    }

    /// <summary>Three bands in four talk at every moment, in turn.</summary>
    [Theory]
    [InlineData(9, 1.2)]
    [InlineData(40, 0.4)]
    public void How_quiet_it_is_under_a_voice_is_known_within_a_second_though_it_never_pauses(double decibels, double exponent)
    {
        GainGuard guard = new(GainRule.Standard, Bands);
        float[] energies = new float[Bands], gains = new float[Bands], applied = new float[Bands];
        float noise = (float)Math.Pow(10, -decibels / 10);
        for (int hop = 0; hop < 100; hop++)
        {
            for (int band = 0; band < Bands; band++)
                (gains[band], energies[band]) = (band + (hop / 12)) % 4 != 0 ? (1f, 1.33f + noise) : (0.03f, noise);
            guard.Observe(gains, energies, applied);
        }

        Assert.Equal(exponent, Exponent(guard), 0.05);
    }

    [Fact]
    public void Digital_silence_before_a_word_is_a_rest_and_no_more()
    {
        GainGuard guard = new(GainRule.Standard, Bands);
        float[] gains = [.. Enumerable.Repeat(0.5f, Bands)], applied = new float[Bands];
        for (int hop = 0; hop < 100; hop++) guard.Observe(gains, new float[Bands], applied);
        Assert.True(float.IsNaN(guard.Certainty));
        Talk(guard, 9, seconds: 6);
        Assert.Equal(GainRule.Standard.Exponent, Exponent(guard), 0.1);
    }

    [Fact]
    public void While_nobody_talks_it_stays_as_sure_as_it_was()
    {
        GainGuard guard = Observed(1f, 0.03f);
        float certainty = guard.Certainty;
        Observe(guard, 0.05f, 0.04f, hops: 3000);
        Observe(guard, float.NaN, float.NaN, hops: 10);
        Assert.Equal(certainty, guard.Certainty);
    }

    [Fact]
    public void The_estimated_gain_is_what_the_ratio_gains_when_the_gains_are_right()
    {
        // Half of the bands are speech alone, half are noise alone of the same energy: 0 dB becomes what the floor leaves.
        GainGuard guard = Observed(1f, 0f);
        Assert.Equal(-GainRule.Standard.FloorDecibels, guard.EstimatedGain, 1e-2);
        Assert.True(float.IsNaN(new GainGuard(GainRule.Standard, Bands).EstimatedGain));
    }

    [Fact]
    public void Networks_without_a_rule_are_applied_the_same_however_unsure_they_are()
    {
        GainGuard guard = new(GainRule.Former, Bands);
        Observe(guard, 0.3f, 0.3f, hops: 400);
        Assert.Equal(1.5, Exponent(guard), 1e-3);
        Assert.False(guard.Raised);
    }

    private static GainGuard Observed(float even, float odd)
    {
        GainGuard guard = new(GainRule.Standard, Bands);
        Observe(guard, even, odd, hops: 400);
        return guard;
    }

    private static void Observe(GainGuard guard, float even, float odd, int hops)
    {
        float[] gains = new float[Bands], energies = new float[Bands], applied = new float[Bands];
        for (int band = 0; band < gains.Length; band++) (gains[band], energies[band]) = (band % 2 == 0 ? even : odd, 1f);
        for (int hop = 0; hop < hops; hop++) guard.Observe(gains, energies, applied);
    }

    private static void Talk(GainGuard guard, double decibels, int seconds)
    {
        float[] energies = new float[Bands], gains = new float[Bands], applied = new float[Bands];
        float noise = (float)Math.Pow(10, -decibels / 10);
        for (int hop = 0; hop < 100 * seconds; hop++)
        {
            bool talks = hop / 25 % 2 == 0;
            for (int band = 0; band < Bands; band++)
                (gains[band], energies[band]) = talks && band % 2 == 0 ? (1f, 2 + noise) : (0.03f, noise);
            guard.Observe(gains, energies, applied);
        }
    }

    private static double Exponent(GainGuard guard)
    {
        float[] gains = [0.25f];
        guard.Apply(gains, gains);
        return Math.Log(gains[0]) / Math.Log(0.25);
    }

    private static float Applied(GainGuard guard)
    {
        float[] gains = [0f];
        guard.Apply(gains, gains);
        return gains[0];
    }
}

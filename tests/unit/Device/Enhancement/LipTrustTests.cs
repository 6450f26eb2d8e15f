using OnBoard.Device.Enhancement;

namespace OnBoard.Tests.Unit.Device.Enhancement;

public class LipTrustTests
{
    private const int Second = 100;

    // The mouth begins to move before the voice is heard.
    private const int Lead = 15;

    private static readonly bool[] Voice = Syllables(1), Stranger = Syllables(2);

    [Fact]
    public void Lips_of_the_voice_are_followed_as_they_are()
    {
        LipTrust trust = Watched(Voice, Lead);
        Assert.Equal(1, trust.Weight);
        Assert.False(trust.IsLow);
        float[] video = [0.5f, -2f];
        Assert.True(trust.Follow(video) == video.AsSpan(), "inputs were copied");
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(-15)]
    [InlineData(-25)]
    public void Lips_that_are_200_to_400_ms_late_fade_out(int lead) => AssertFaded(Watched(Voice, lead));

    [Fact]
    public void Lips_of_somebody_else_fade_out() => AssertFaded(Watched(Stranger, Lead));

    [Fact]
    public void A_picture_that_stands_still_while_somebody_talks_fades_out() => AssertFaded(Watched(new bool[Voice.Length], Lead, still: 0));

    [Fact]
    public void They_come_back_when_they_agree_again()
    {
        LipTrust trust = Watched(Stranger, Lead);
        Watch(trust, Voice, Lead);
        Assert.Equal(1, trust.Weight);
    }

    [Fact]
    public void A_face_without_a_voice_is_believed()
    {
        LipTrust trust = new(2, GainRule.Standard);
        Watch(trust, Stranger, Lead, loudness: 0);
        Assert.Equal(1, trust.Weight);
    }

    [Fact]
    public void A_voice_without_a_face_says_nothing_of_lips()
    {
        LipTrust trust = Watched(Stranger, Lead);
        trust.See(float.NaN);
        Assert.False(trust.IsLow);
        float agreement = trust.Agreement;
        for (int hop = 0; hop < 10 * Second; hop++) trust.Judge([0.9f], [hop % 50]);
        Assert.Equal(agreement, trust.Agreement);
    }

    [Theory]
    [InlineData(1e-5f)]
    [InlineData(1e3f)]
    public void How_loud_the_microphone_is_does_not_matter(float level)
    {
        LipTrust trust = new(2, GainRule.Standard);
        Watch(trust, Voice, Lead, level);
        Assert.Equal(Watched(Voice, Lead).Agreement, trust.Agreement, 0.02);
    }

    [Fact]
    public void Networks_without_a_floor_follow_whatever_they_see()
    {
        LipTrust trust = new(2, GainRule.Former);
        Watch(trust, Stranger, Lead);
        Assert.Equal(1, trust.Weight);
        Assert.False(trust.IsLow);
    }

    [Fact]
    public void What_is_no_number_is_passed_over()
    {
        LipTrust trust = Watched(Voice, Lead);
        float agreement = trust.Agreement;
        trust.Judge([float.NaN], [1f]);
        trust.Judge([1f], [float.PositiveInfinity]);
        Assert.Equal(agreement, trust.Agreement);
    }

    [Fact]
    public void Another_goes_on_from_a_state_and_a_reset_forgets_it()
    {
        LipTrust one = Watched(Stranger, Lead), other = new(2, GainRule.Standard);
        float[] state = new float[LipTrust.StateLength];
        one.Save(state);
        other.Restore(state);
        Assert.Equal(one.Weight, other.Weight);
        Watch(one, Voice, Lead);
        Watch(other, Voice, Lead);
        Assert.Equal(one.Agreement, other.Agreement);
        one.Reset();
        Assert.Equal(1, one.Weight);
        Watch(one, Stranger, Lead);
        Assert.Equal(Watched(Stranger, Lead).Agreement, one.Agreement);
    }

    [Fact]
    public void It_allocates_nothing()
    {
        LipTrust trust = Watched(Stranger, Lead);
        float[] gains = [0.5f], energies = [1f], video = [1f, 1f], state = new float[LipTrust.StateLength];
        Allocations.None(() =>
        {
            trust.See(1);
            trust.Follow(video);
            trust.Judge(gains, energies);
            trust.Save(state);
            trust.Restore(state);
            trust.Reset();
        });
    }

    private static void AssertFaded(LipTrust trust)
    {
        Assert.True(trust.IsLow, $"agreement {trust.Agreement:F2}");
        Assert.Equal(trust.Weight * 2, trust.Follow([2f, -2f])[0]);
    }

    private static LipTrust Watched(bool[] lips, int lead, float still = 0.1f)
    {
        LipTrust trust = new(2, GainRule.Standard);
        Watch(trust, lips, lead, still: still);
        return trust;
    }

    /// <summary>Fifteen seconds of a voice in noise 20 dB below it, and lips at 25 pictures a second.</summary>
    private static void Watch(LipTrust trust, bool[] lips, int lead, float loudness = 1, float still = 0.1f)
    {
        for (int hop = 0; hop < 15 * Second; hop++)
        {
            if (hop % 4 == 0) trust.See(lips[Second + hop + lead] ? 1f : still);
            trust.Judge([0.9f, 0.1f], [loudness * (Voice[Second + hop] ? 1f : 0.01f), loudness]);
        }
    }

    /// <summary>Syllables of 80 to 250 ms with pauses as long, one state a hop.</summary>
    private static bool[] Syllables(int seed)
    {
        Random random = new(seed);
        List<bool> hops = [];
        for (bool on = false; hops.Count < 18 * Second; on = !on) hops.AddRange(Enumerable.Repeat(on, random.Next(8, 25)));
        return [.. hops];
    }
}

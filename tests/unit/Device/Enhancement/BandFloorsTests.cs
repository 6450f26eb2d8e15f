using OnBoard.Device.Enhancement;

namespace OnBoard.Tests.Unit.Device.Enhancement;

public class BandFloorsTests
{
    private const int Bands = 8;

    /// <summary>One band after another holds nothing but noise, all together never do.</summary>
    [Fact]
    public void Noise_under_a_voice_that_never_rests_is_known_within_a_second()
    {
        BandFloors floors = new(Bands);
        float under = 0;
        for (int hop = 0; hop < 100; hop++)
            under = floors.Hear(Energies(band => (hop / 12) % Bands == band ? 0.01f : 1f), talks: true, talk: Bands);
        Assert.InRange(under, 0.08f, 0.12f);
    }

    [Fact]
    public void Noise_that_begins_is_noticed_in_the_next_gap_and_before_it_slowly()
    {
        BandFloors floors = new(Bands);
        for (int hop = 0; hop < 300; hop++) floors.Hear(Energies(_ => hop / 25 % 2 == 0 ? 1f : 0.01f), talks: hop / 25 % 2 == 0, talk: Bands);
        float before = floors.Hear(Energies(_ => 1f), talks: true, talk: Bands), after = before;
        for (int hop = 0; hop < 100; hop++) after = floors.Hear(Energies(_ => 1f), talks: true, talk: Bands);
        Assert.Equal(2, 10 * Math.Log10(after / before), 0.1);
        for (int hop = 0; hop < 100; hop++) after = floors.Hear(Energies(_ => 0.5f), talks: false, talk: Bands);
        Assert.InRange(after, 0.4f * Bands, 0.5f * Bands);
    }

    [Fact]
    public void It_is_never_further_below_the_talk_than_it_comes_back_from_in_seconds()
    {
        BandFloors floors = new(Bands);
        floors.Hear(Energies(_ => 1e-9f), talks: false, talk: 0);
        Assert.Equal(0.001f * Bands, floors.Hear(Energies(_ => 1f), talks: true, talk: Bands), 1e-6);
    }

    [Fact]
    public void A_state_goes_on_and_a_reset_forgets()
    {
        BandFloors one = new(Bands), other = new(Bands);
        one.Hear(Energies(_ => 0.25f), talks: true, talk: 1);
        float[] state = new float[one.StateLength];
        one.Save(state);
        other.Restore(state);
        Assert.Equal(one.Hear(Energies(_ => 1f), talks: true, talk: 1), other.Hear(Energies(_ => 1f), talks: true, talk: 1));
        other.Reset();
        Assert.Equal(Bands, other.Hear(Energies(_ => 1f), talks: true, talk: 1));
    }

    private static float[] Energies(Func<int, float> energy) => [.. Enumerable.Range(0, Bands).Select(energy)];
}

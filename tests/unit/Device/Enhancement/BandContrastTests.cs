using OnBoard.Device.Enhancement;

namespace OnBoard.Tests.Unit.Device.Enhancement;

public class BandContrastTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(1f)]
    public void Gains_that_are_all_the_same_stay_as_they_are(float gain)
    {
        float[] sharpened = Sharpen([.. Enumerable.Repeat(gain, 80)]);
        Assert.All(sharpened, value => Assert.Equal(gain, value, 1e-6));
    }

    [Fact]
    public void What_is_nothing_or_all_stays_exactly_whatever_is_beside_it()
    {
        float[] sharpened = Sharpen([0f, 1f, 0f, 0f, 1f, 1f, 0.5f, 1f, 0f]);
        Assert.Equal([0f, 1f, 0f, 0f, 1f, 1f], sharpened[..6]);
        Assert.Equal([1f, 0f], sharpened[7..]);
    }

    /// <summary>By hand: the difference of the logits to a quarter of each of four neighbours.</summary>
    [Fact]
    public void A_harmonic_is_raised_and_the_gap_beside_it_lowered()
    {
        float[] gains = [0.5f, 0.5f, 0.6f, 0.9f, 0.6f, 0.5f, 0.5f], sharpened = Sharpen(gains);
        double difference = Math.Log(9) - (((2 * Math.Log(1.5)) + (2 * Math.Log(1))) / 4);
        Assert.Equal(1 / (1 + Math.Exp(-Math.Log(9) - difference)), sharpened[3], 1e-4);
        Assert.True(sharpened[1] < gains[1]);
        Assert.True(sharpened[2] < gains[2]);
    }

    /// <summary>What it is for: a comb of harmonics, blurred as overlapping bands blur it, is nearer to the comb again.</summary>
    [Fact]
    public void Harmonics_that_bands_have_blurred_are_set_apart_again()
    {
        double[] comb = [.. Enumerable.Range(0, 80).Select(band => band % 4 == 0 ? 0.95 : 0.1)];
        float[] blurred = [.. comb.Select((_, band) => (float)((At(band - 1) + (2 * At(band)) + At(band + 1)) / 4))];
        float[] sharpened = Sharpen(blurred);
        Assert.True(Distance(sharpened) < 0.85 * Distance(blurred), $"{Distance(sharpened)} of {Distance(blurred)}");

        double At(int band) => comb[Math.Clamp(band, 0, comb.Length - 1)];

        double Distance(float[] gains) => gains.Zip(comb, (gain, ideal) => Math.Abs(gain - ideal)).Average();
    }

    [Fact]
    public void Without_strength_nothing_changes_and_the_greatest_gives_gains_still()
    {
        float[] gains = [0.001f, 0.999f, 0f, 1f, 0.4f], same = new float[5], most = new float[5];
        new BandContrast(0, 5).Apply(gains, same);
        new BandContrast(BandContrast.MaxStrength, 5).Apply(gains, most);
        Assert.Equal(gains, same);
        Assert.All(most, gain => Assert.InRange(gain, 0f, 1f));
    }

    private static float[] Sharpen(float[] gains)
    {
        float[] other = new float[gains.Length];
        BandContrast contrast = new(1, gains.Length);
        contrast.Apply(gains, other);
        float[] sharpened = [.. gains];
        contrast.Apply(sharpened, sharpened);
        Assert.Equal(other, sharpened); // in place too
        return sharpened;
    }
}

using CsCheck;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Sensors.Hearing;

public sealed class MelFilterBankTests
{
    [Fact]
    public void Every_band_hears_at_least_one_bin()
    {
        var bands = new float[AudioFormat.Bands];
        MelFilterBank.Apply([.. Enumerable.Repeat(1f, AudioFormat.Bins)], bands);
        Assert.All(bands, energy => Assert.True(energy > 0.5f, $"a band gathers only {energy} bins"));
    }

    [Fact]
    public void The_triangles_between_the_outer_centres_add_to_one()
    {
        var power = new float[AudioFormat.Bins];
        var bands = new float[AudioFormat.Bands];
        for (int bin = 0; bin < AudioFormat.Bins; bin++)
        {
            double frequency = bin * 31.25;
            Array.Clear(power);
            power[bin] = 1;
            MelFilterBank.Apply(power, bands);
            if (frequency >= MelFilterBank.Centre(0) && frequency <= MelFilterBank.Centre(47))
                Assert.Equal(1, bands.Sum(), 1e-6);
            else if (frequency <= 60 || frequency >= 7_900)
                Assert.Equal(0, bands.Sum());
        }
    }

    [Fact]
    public void A_band_equals_its_triangle_written_out()
    {
        // Band 20 by its definition: feet on the centres of bands 19 and 21.
        double lower = MelFilterBank.Centre(19), centre = MelFilterBank.Centre(20), upper = MelFilterBank.Centre(21);
        var power = new float[AudioFormat.Bins];
        var bands = new float[AudioFormat.Bands];
        for (int bin = 0; bin < AudioFormat.Bins; bin++)
        {
            double frequency = bin * 31.25;
            double expected = Math.Max(
                0, Math.Min((frequency - lower) / (centre - lower), (upper - frequency) / (upper - centre)));
            Array.Clear(power);
            power[bin] = 1;
            MelFilterBank.Apply(power, bands);
            Assert.Equal(expected, bands[20], 1e-6);
        }
    }

    [Theory]
    [InlineData(60, 0.9)]
    [InlineData(200, 3)]
    [InlineData(1_000, 15)]
    [InlineData(6_400, 42)]
    public void The_scale_is_Slaneys(double frequency, double mel)
    {
        Assert.Equal(mel, MelFilterBank.Mel(frequency), 1e-9);
        Assert.Equal(frequency, MelFilterBank.Frequency(mel), 1e-9);
    }

    [Fact]
    public void Equal_band_gains_give_exactly_that_gain_in_every_bin() => Gen.Float[0, 2].Sample(gain =>
    {
        var bins = new float[AudioFormat.Bins];
        MelFilterBank.SpreadGains([.. Enumerable.Repeat(gain, AudioFormat.Bands)], bins);
        Assert.All(bins, bin => Assert.Equal(gain, bin));
    });

    [Fact]
    public void Bin_gains_stay_within_the_band_gains_and_the_edges_hold() =>
        Gen.Float[0, 1].Array[AudioFormat.Bands].Sample(gains =>
        {
            var bins = new float[AudioFormat.Bins];
            MelFilterBank.SpreadGains(gains, bins);
            Assert.All(bins, bin => Assert.InRange(bin, gains.Min() - 1e-6f, gains.Max() + 1e-6f));
            for (int bin = 0; bin < AudioFormat.Bins; bin++)
            {
                if (bin * 31.25 <= MelFilterBank.Centre(0)) Assert.Equal(gains[0], bins[bin], 1e-6);
                if (bin * 31.25 >= MelFilterBank.Centre(47)) Assert.Equal(gains[47], bins[bin], 1e-6);
            }
        });
}

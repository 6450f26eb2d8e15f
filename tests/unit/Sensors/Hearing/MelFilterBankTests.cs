using CsCheck;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Sensors.Hearing;

public sealed class MelFilterBankTests
{
    [Theory]
    [InlineData(48)]
    [InlineData(80)]
    public void Every_band_hears_at_least_one_bin(int bandCount)
    {
        MelFilterBank bank = new(bandCount);
        var bands = new float[bank.Bands];
        bank.Apply([.. Enumerable.Repeat(1f, AudioFormat.Bins)], bands);
        Assert.All(bands, energy => Assert.True(energy > 0.5f, $"a band gathers only {energy} bins"));
    }

    [Theory]
    [InlineData(48)]
    [InlineData(80)]
    public void The_triangles_between_the_outer_centres_add_to_one(int bandCount)
    {
        MelFilterBank bank = new(bandCount);
        var power = new float[AudioFormat.Bins];
        var bands = new float[bank.Bands];
        for (int bin = 0; bin < AudioFormat.Bins; bin++)
        {
            double frequency = bin * 31.25;
            Array.Clear(power);
            power[bin] = 1;
            bank.Apply(power, bands);
            if (frequency >= bank.Centre(0) && frequency <= bank.Centre(bank.Bands - 1))
                Assert.Equal(1, bands.Sum(), 1e-6);
            else if (frequency <= 60 || frequency >= 7_900)
                Assert.Equal(0, bands.Sum());
        }
    }

    [Theory]
    [InlineData(48)]
    [InlineData(80)]
    public void A_band_equals_its_triangle_written_out(int bandCount)
    {
        MelFilterBank bank = new(bandCount);

        // Band 20 by its definition: feet on the centres of bands 19 and 21.
        double lower = bank.Centre(19), centre = bank.Centre(20), upper = bank.Centre(21);
        var power = new float[AudioFormat.Bins];
        var bands = new float[bank.Bands];
        for (int bin = 0; bin < AudioFormat.Bins; bin++)
        {
            double frequency = bin * 31.25;
            double expected = Math.Max(
                0, Math.Min((frequency - lower) / (centre - lower), (upper - frequency) / (upper - centre)));
            Array.Clear(power);
            power[bin] = 1;
            bank.Apply(power, bands);
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
        MelFilterBank bank = AnalysisFormat.Fine.FilterBank;
        var bins = new float[AudioFormat.Bins];
        bank.SpreadGains([.. Enumerable.Repeat(gain, bank.Bands)], bins);
        Assert.All(bins, bin => Assert.Equal(gain, bin));
    });

    [Fact]
    public void Bin_gains_stay_within_the_band_gains_and_the_edges_hold() =>
        Gen.Float[0, 1].Array[48].Sample(gains =>
        {
            MelFilterBank bank = AnalysisFormat.Standard.FilterBank;
            var bins = new float[AudioFormat.Bins];
            bank.SpreadGains(gains, bins);
            Assert.All(bins, bin => Assert.InRange(bin, gains.Min() - 1e-6f, gains.Max() + 1e-6f));
            for (int bin = 0; bin < AudioFormat.Bins; bin++)
            {
                if (bin * 31.25 <= bank.Centre(0)) Assert.Equal(gains[0], bins[bin], 1e-6);
                if (bin * 31.25 >= bank.Centre(bank.Bands - 1)) Assert.Equal(gains[^1], bins[bin], 1e-6);
            }
        });
}

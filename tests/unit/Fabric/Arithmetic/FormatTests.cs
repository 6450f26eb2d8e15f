using OnBoard.Fabric.Arithmetic;

namespace OnBoard.Tests.Unit.Fabric.Arithmetic;

public class FormatTests
{
    [Theory]
    [InlineData(5, 1, 3)]
    [InlineData(-5, 1, -2)]
    [InlineData(6, 2, 2)]
    [InlineData(-6, 2, -1)]
    [InlineData(7, 0, 7)]
    public void Halves_are_rounded_up(int value, int shift, int expected) =>
        Assert.Equal(expected, FixedPoint.RoundShift(value, shift));

    [Theory]
    [InlineData(0f, 0)]
    [InlineData(1f, 32)]
    [InlineData(0.015625f, 1)]
    [InlineData(-0.015625f, 0)]
    [InlineData(-3.99f, -128)]
    [InlineData(9f, 127)]
    [InlineData(-9f, -128)]
    [InlineData(float.NaN, 0)]
    [InlineData(float.PositiveInfinity, 127)]
    public void Inputs_are_rounded_and_clamped_to_events(float input, int expected) =>
        Assert.Equal(expected, EventFormat.FromInput(input));

    /// <summary>An error counts as much as its target says; a target without weight is the mask.</summary>
    [Theory]
    [InlineData(3000, 1000, 0, 2000)]
    [InlineData(3000, 1000, 1, 4000)]
    [InlineData(3000, 1000, 2, 4095)]
    [InlineData(1000, 1100, 3, -800)]
    [InlineData(0, 4096, 0, -4095)]
    [InlineData(0, 4096, -1, -2048)]
    [InlineData(1000, 995, -1, 3)] // halves up
    [InlineData(995, 1000, -1, -2)]
    [InlineData(4095, 0, -4, 256)]
    [InlineData(10, 3, -4, 0)]
    public void Errors_are_weighed(int gain, int mask, int weight, int expected)
    {
        short target = TargetFormat.Of((short)mask, weight);
        Assert.Equal(expected, TargetFormat.Error((short)gain, target));
        Assert.Equal(weight == 0, TargetFormat.AreMasks([(short)mask, target]));
    }

    /// <summary>Whatever the length, and with what is not a number or not finite at every place of a vector.</summary>
    [Fact]
    public void Many_inputs_give_the_events_of_each()
    {
        Random random = new(1);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 0.5f / 32, -0.5f / 32, 1.5f / 32, 3.984375f, -4.1f, 1e30f];
        for (int length = 0; length < 140; length++)
        {
            float[] values = [.. Enumerable.Range(0, length).Select(_ => random.Next(3) == 0 ? odd[random.Next(odd.Length)] : (10 * random.NextSingle()) - 5)];
            short[] events = new short[length];
            EventFormat.FromInputs(values, events);
            Assert.Equal(values.Select(EventFormat.FromInput), events);
        }
    }

    [Theory]
    [InlineData(1 << 19, 14, 1024)] // 1.0 x 1.0: weight 2^14, event 32
    [InlineData((1 << 8) - 1, 14, 0)]
    [InlineData(1 << 8, 14, 1)]
    [InlineData(int.MaxValue - 4096, 15, 16383)]
    [InlineData(-2000000000, 5, -16384)]
    public void Accumulators_become_sums_of_ten_fraction_bits(int accumulator, int scale, int expected) =>
        Assert.Equal(expected, SumFormat.FromAccumulator(accumulator, scale));

    [Theory]
    [InlineData(0, 2048)]
    [InlineData(1024, 2994)] // sigmoid(1) = 0.731059 x 4096 = 2994.4
    [InlineData(-1024, 1102)] // 1101.6
    [InlineData(SumFormat.Maximum, 4095)]
    [InlineData(SumFormat.Minimum, 1)]
    public void The_sigmoid_gives_gains(int sum, int expected) => Assert.Equal(expected, MaskFormat.FromSum(sum));

    [Fact]
    public void The_sigmoid_is_within_half_a_thousandth_everywhere()
    {
        for (int z = -8192; z < 8192; z++)
            Assert.Equal(1 / (1 + Math.Exp(-z / 1024.0)), MaskFormat.FromSum(z) / 4096.0, 5e-4);
    }

    [Fact]
    public void Errors_saturate_symmetrically()
    {
        Assert.Equal(4095, ErrorFormat.Saturate(4096));
        Assert.Equal(-4095, ErrorFormat.Saturate(-4096));
        Assert.Equal(-1, ErrorFormat.Through(-1, 1024));
        Assert.Equal(4095, ErrorFormat.Through(4095, 32767));
    }

    [Fact]
    public void The_universal_summary_moves_towards_the_groups_mean()
    {
        // 64 cells, 8 of them at 1.0 (32): the mean is 0.125 = 1024 in Q.13; an eighth of the way is 128.
        Assert.Equal(128, UniversalSummary.Next(0, 8 * 32, 64, 3));
        Assert.Equal(128 - 16, UniversalSummary.Next(128, 0, 64, 3));

        // The arithmetic shift rounds down: even the last step dies away.
        Assert.Equal(0, UniversalSummary.Next(1, 0, 64, 3));
        Assert.Equal(49152, UniversalSummary.Next(49152, 256 * 192, 256, 3));
        Assert.Equal(192, UniversalSummary.ToEvent(49152));
        Assert.Equal(1, UniversalSummary.ToEvent(128));
        Assert.Equal(0, UniversalSummary.ToEvent(127));
    }
}

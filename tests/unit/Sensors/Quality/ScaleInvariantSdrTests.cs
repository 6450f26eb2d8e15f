using CsCheck;
using OnBoard.Drivers;
using OnBoard.Sensors.Quality;

namespace OnBoard.Tests.Unit.Sensors.Quality;

public sealed class ScaleInvariantSdrTests
{
    [Fact]
    public void A_tone_in_an_orthogonal_tone_has_the_ratio_of_their_energies()
    {
        float[] reference = [.. Enumerable.Range(0, 1_000).Select(n => MathF.Cos(MathF.Tau * 10 * n / 1_000))];
        float[] estimate = [.. reference.Select((s, n) => s + (0.1f * MathF.Sin(MathF.Tau * 10 * n / 1_000)))];
        Assert.Equal(20, ScaleInvariantSdr.Compute(reference, estimate), 1e-4);
    }

    [Fact]
    public void The_gain_of_the_estimate_does_not_matter() => Gen.Select(
        Gen.Float[-1, 1].Array[50], Gen.Float[-1, 1].Array[50], Gen.Int[-8, 8]).Sample((reference, estimate, power) =>
        Assert.Equal(
            ScaleInvariantSdr.Compute(reference, estimate),
            ScaleInvariantSdr.Compute(reference, [.. estimate.Select(e => MathF.ScaleB(e, power))]),
            1e-9));

    [Fact]
    public void A_constant_matters_only_where_means_are_kept()
    {
        float[] reference = [1, -1, 1, -1];
        float[] estimate = [2, 0, 2, 0];
        Assert.Equal(0, ScaleInvariantSdr.Compute(reference, estimate), 1e-9);
        Assert.Equal(double.PositiveInfinity, ScaleInvariantSdr.Compute(reference, estimate, removeMeans: true));
    }

    [Fact]
    public void A_silent_estimate_has_nothing_of_the_reference() =>
        Assert.Equal(double.NegativeInfinity, ScaleInvariantSdr.Compute([1, -1], [0, 0]));

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        Assert.Throws<BadInputException>(() => ScaleInvariantSdr.Compute([1, 2], [1]));
        Assert.Throws<BadInputException>(() => ScaleInvariantSdr.Compute([], []));
        Assert.Throws<BadInputException>(() => ScaleInvariantSdr.Compute([0, 0], [1, 1]));
        Assert.Throws<BadInputException>(() => ScaleInvariantSdr.Compute([1, 1], [1, 2], removeMeans: true));
        Assert.Throws<BadInputException>(() => ScaleInvariantSdr.Compute([1, 2], [1, float.NaN]));
    }
}

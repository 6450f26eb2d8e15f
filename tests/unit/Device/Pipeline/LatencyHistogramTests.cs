using OnBoard.Device.Pipeline;

namespace OnBoard.Tests.Unit.Device.Pipeline;

public class LatencyHistogramTests
{
    [Fact]
    public void Quantiles_are_right_to_ten_microseconds()
    {
        LatencyHistogram histogram = new();
        for (int i = 1; i <= 1000; i++) histogram.Add(i * 10_000L - 1);
        Assert.Equal(5_000_000, histogram.Quantile(0.5));
        Assert.Equal(9_900_000, histogram.Quantile(0.99));
        Assert.Equal(9_999_999, histogram.Greatest);
    }

    [Fact]
    public void What_is_beyond_its_range_is_told_as_the_greatest()
    {
        LatencyHistogram histogram = new();
        histogram.Add(3_000_000_000);
        Assert.Equal(3_000_000_000, histogram.Quantile(0.99));
    }

    [Fact]
    public void An_empty_one_says_zero()
    {
        Assert.Equal(0, new LatencyHistogram().Quantile(0.99));
        Assert.Equal(0, new LatencyHistogram().Greatest);
    }
}

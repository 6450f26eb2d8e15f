using OnBoard.Device.Service.Pipeline;

namespace OnBoard.Tests.Unit.Device.Service.Pipeline;

public class LatencyHistogramTests
{
    [Fact]
    public void Quantiles_are_right_to_ten_microseconds()
    {
        LatencyHistogram histogram = new();
        for (int i = 1; i <= 1000; i++) histogram.Add(i * 10_000L - 1);
        Assert.Equal(5_000_000, histogram.Quantile(0.5));
        Assert.Equal(9_900_000, histogram.Quantile(0.99));
        Assert.Equal(9_999_999, histogram.Max);
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
        Assert.Equal(0, new LatencyHistogram().Max);
    }

    [Fact]
    public void What_came_since_a_reading_is_told_apart()
    {
        LatencyHistogram histogram = new(), before = new();
        histogram.Add(50_000_000);
        histogram.Since(before);
        histogram.Add(1_000_000);
        LatencyHistogram added = histogram.Since(before);
        Assert.Equal((1_010_000, 1_010_000), (added.Quantile(1), added.Max));
        Assert.Equal(0, histogram.Since(before).Quantile(1));
    }

    [Fact]
    public void Counts_up_to_limits_are_cumulative_and_end_with_all()
    {
        LatencyHistogram histogram = new();
        foreach (long nanoseconds in (long[])[500_000, 999_999, 1_000_000, 9_000_000, 3_000_000_000]) histogram.Add(nanoseconds);
        long[] counts = new long[3];
        histogram.Cumulate([1_000_000, 10_000_000], counts);
        Assert.Equal([2, 4, 5], counts);
    }
}

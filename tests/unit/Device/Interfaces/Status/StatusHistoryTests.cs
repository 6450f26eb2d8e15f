using OnBoard.Device.Interfaces.Status;

namespace OnBoard.Tests.Unit.Device.Interfaces.Status;

public class StatusHistoryTests
{
    [Fact]
    public void The_last_rows_come_oldest_first_and_unknown_is_null()
    {
        StatusHistory history = new();
        for (int i = 1; i <= 5; i++) history.Add(SampleStatus.Bare(i, missed: 3 * i, enhanced: i == 4 ? null : i));
        HistoryReport read = history.Read(3);
        Assert.Equal(3, read.FirstSequence);
        Assert.Equal([3f, 4f, 5f], read.Seconds);
        Assert.Equal([3f, null, 5f], read.EnhancedSdr);
        Assert.Equal([3f, 3f, 3f], read.Missed);
    }

    [Fact]
    public void Losses_and_the_domains_that_were_read_are_kept()
    {
        StatusHistory history = new();
        history.Add(SampleStatus.Bare(1));
        history.Add(SampleStatus.Full);
        HistoryReport read = history.Read(2);
        Assert.Equal([null, 0.5625f], read.LossNow);
        Assert.Equal([null, 0.625f], read.LossBefore);
        Assert.Equal(["PS", "PL", "board input"], read.Domains.Select(domain => domain.Name));
        Assert.Equal([null, 1.75f], read.Domains[1].Watts);
    }

    [Fact]
    public void It_holds_an_hour()
    {
        StatusHistory history = new();
        for (int i = 1; i <= StatusHistory.Capacity + 7; i++) history.Add(SampleStatus.Bare(i));
        HistoryReport read = history.Read(int.MaxValue);
        Assert.Equal((8, StatusHistory.Capacity, 8f), (read.FirstSequence, read.Seconds.Count, read.Seconds[0]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(10)]
    public void An_empty_one_is_empty(int seconds) => Assert.Empty(new StatusHistory().Read(seconds).Seconds);
}

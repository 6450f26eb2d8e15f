using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Tests.Unit.Fabric.Engines;

public class FabricTimingTests
{
    [Theory]
    [InlineData(300_000_000, 5)]
    [InlineData(400_000_000, 5)]
    [InlineData(100_000_000, 15)]
    [InlineData(10_000_000, 150)]
    [InlineData(1, 500)]
    [InlineData(0, 500)]
    public void A_slower_clock_is_given_more_time_within_reason(uint clockHz, double milliseconds) =>
        Assert.Equal(milliseconds, FabricTiming.Logic.At(clockHz).Of(1).TotalMilliseconds, 1e-3);

    [Fact]
    public void Registers_that_do_not_answer_change_nothing() =>
        Assert.Equal(FabricTiming.Logic, FabricTiming.Logic.At(0xDEAD_BEEF));
}

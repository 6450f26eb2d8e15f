using OnBoard.Drivers.Time;

namespace OnBoard.Tests.Unit.Drivers;

public class MonotonicClockTests
{
    [Fact]
    public void Never_goes_back()
    {
        long last = MonotonicClock.Nanoseconds;
        for (int i = 0; i < 10_000; i++)
        {
            long now = MonotonicClock.Nanoseconds;
            Assert.True(now >= last, $"went from {last} to {now}");
            last = now;
        }
    }
}

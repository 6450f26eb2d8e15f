using OnBoard.Drivers.Time;

namespace OnBoard.Tests.Unit.Device.Service.Pipeline;

/// <summary>A clock that goes only where it is told to, or slept to.</summary>
internal sealed class ManualClock : IClock
{
    public long Nanoseconds { get; set; } = 1_000_000_000;

    public void SleepUntil(long nanoseconds) => Nanoseconds = Math.Max(Nanoseconds, nanoseconds);

    public void Pass(double milliseconds) => Nanoseconds += (long)(milliseconds * 1e6);
}

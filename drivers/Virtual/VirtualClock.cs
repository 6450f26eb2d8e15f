using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>A clock that stands still until somebody sleeps on it, and then is there at once. Used by one
/// thread.</summary>
public sealed class VirtualClock : IClock
{
    /// <inheritdoc/>
    public long Nanoseconds { get; private set; }

    /// <inheritdoc/>
    public void SleepUntil(long nanoseconds) => Nanoseconds = Math.Max(Nanoseconds, nanoseconds);

    /// <summary>Moves the clock on.</summary>
    public void Advance(TimeSpan time) => Nanoseconds += time.Ticks * 100;
}

using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>A clock that stands still until somebody sleeps on it, and then is there at once. Moved by one thread, read by
/// any.</summary>
public sealed class VirtualClock : IClock
{
    private long _nanoseconds;

    /// <inheritdoc/>
    public long Nanoseconds => Volatile.Read(ref _nanoseconds);

    /// <inheritdoc/>
    public void SleepUntil(long nanoseconds) => Volatile.Write(ref _nanoseconds, Math.Max(_nanoseconds, nanoseconds));

    /// <summary>Moves the clock on.</summary>
    public void Advance(TimeSpan time) => Volatile.Write(ref _nanoseconds, _nanoseconds + (time.Ticks * TimeSpan.NanosecondsPerTick));
}

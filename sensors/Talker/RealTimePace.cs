using OnBoard.Drivers.Time;

namespace OnBoard.Sensors.Talker;

/// <summary>Delivers as devices do: each thing when CLOCK_MONOTONIC reaches its moment. Begins when it is
/// made.</summary>
public sealed class RealTimePace : IPace
{
    /// <inheritdoc/>
    public long Origin { get; } = MonotonicClock.Nanoseconds;

    /// <inheritdoc/>
    public long Now => MonotonicClock.Nanoseconds;

    /// <inheritdoc/>
    public bool WaitUntil(long moment, TimeSpan timeout)
    {
        long end = Now + timeout.Ticks * TimeSpan.NanosecondsPerTick;
        for (long now = Now; now < moment; now = Now)
        {
            long wait = Math.Min(moment, end) - now;
            if (wait <= 0) return false;
            // Whole milliseconds, rounded up: like a device, late by less than one, never early.
            Thread.Sleep((int)Math.Min(int.MaxValue, (wait + 999_999) / 1_000_000));
        }

        return true;
    }
}

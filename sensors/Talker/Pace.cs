using OnBoard.Drivers.Time;

namespace OnBoard.Sensors.Talker;

/// <summary>
/// The tempo at which the virtual board's senses deliver: in real time as devices do, or as fast as they are read. One
/// pace is shared by camera and microphone and gives them their common origin. Nanoseconds are those of
/// <see cref="Drivers.Time.MonotonicClock"/>.
/// </summary>
public interface IPace
{
    /// <summary>When the first sample and the first frame are taken.</summary>
    long Origin { get; }

    /// <summary>Now; <see cref="Origin"/> for ever where the pace never makes anybody wait.</summary>
    long Now { get; }

    /// <summary>Waits for <paramref name="moment"/>, at most <paramref name="timeout"/>.</summary>
    /// <returns>True when the moment has come.</returns>
    bool WaitUntil(long moment, TimeSpan timeout);
}

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

/// <summary>Delivers at once, for training and tests; capture times still run as in real time, from a given
/// origin.</summary>
/// <param name="origin">When the first sample is said to be taken.</param>
public sealed class Unpaced(long origin = 0) : IPace
{
    /// <inheritdoc/>
    public long Origin => origin;

    /// <inheritdoc/>
    public long Now => origin;

    /// <inheritdoc/>
    public bool WaitUntil(long moment, TimeSpan timeout) => true;
}

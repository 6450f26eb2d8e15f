using System.Diagnostics;

namespace OnBoard.Drivers.Time;

/// <summary>
/// The one clock that sound, video, rails and windows share: CLOCK_MONOTONIC in nanoseconds, the clock that V4L2 and
/// ALSA stamp with (on Linux <see cref="Stopwatch"/> reads it).
/// </summary>
public static class MonotonicClock
{
    /// <summary>Nanoseconds since an arbitrary start; never goes back, not touched by clock steps.</summary>
    public static long Nanoseconds => (long)((Int128)Stopwatch.GetTimestamp() * 1_000_000_000 / Stopwatch.Frequency);
}

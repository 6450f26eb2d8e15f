using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Time;

/// <summary>CLOCK_MONOTONIC, as <see cref="MonotonicClock"/> reads it, with absolute sleeps that do not
/// drift.</summary>
public sealed partial class SystemClock : IClock
{
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int Interrupted = 4;

    /// <summary>The one instance; it has no state.</summary>
    public static SystemClock Instance { get; } = new();

    private SystemClock()
    {
    }

    /// <inheritdoc/>
    public long Nanoseconds => MonotonicClock.Nanoseconds;

    /// <inheritdoc/>
    /// <exception cref="DeviceFailedException">The kernel refused the sleep.</exception>
    public void SleepUntil(long nanoseconds)
    {
        var until = new TimeSpecification(nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
        int error;
        do
        {
            error = ClockSleep(ClockMonotonic, AbsoluteTime, in until, 0);
        }
        while (error == Interrupted);
        if (error != 0)
        {
            throw new DeviceFailedException(
                "CLOCK_MONOTONIC", $"clock_nanosleep returned error {error}", "check the kernel's seccomp filters");
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockSleep(int clock, int flags, in TimeSpecification until, nint remaining);

    private readonly record struct TimeSpecification(long Seconds, long Nanoseconds);
}

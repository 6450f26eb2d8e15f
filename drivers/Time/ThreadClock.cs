using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Time;

/// <summary>CLOCK_THREAD_CPUTIME_ID: how long the calling thread has been on a core, whatever else the machine does.</summary>
public static partial class ThreadClock
{
    private const int ClockThreadProcessorTime = 3;

    /// <summary>Nanoseconds since the thread began.</summary>
    /// <exception cref="DeviceFailedException">The kernel refused.</exception>
    public static long Nanoseconds
    {
        get
        {
            if (ClockGet(ClockThreadProcessorTime, out TimeSpecification time) == 0)
                return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
            throw new DeviceFailedException(
                "CLOCK_THREAD_CPUTIME_ID", "clock_gettime failed", "check the kernel's seccomp filters");
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGet(int clock, out TimeSpecification time);

    private readonly record struct TimeSpecification(long Seconds, long Nanoseconds);
}

using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Native;

/// <summary>
/// A thread with a deadline, run the moment it has something to do. A nice value gives a thread a greater share and no more: where others keep all
/// processors busy it still waits for the end of somebody's turn, some ms at each waking (sched(7), "Scheduling policies").
/// </summary>
public static partial class RealTimeThread
{
    /// <summary>The priority under <c>SCHED_FIFO</c>: before all that is not in real time, after the kernel's own threads for interrupts (50).</summary>
    public const int Priority = 10;

    private const int Fifo = 1;                  // SCHED_FIFO
    private const int ResetOnFork = 0x4000_0000; // SCHED_RESET_ON_FORK: what the thread starts does not inherit it
    private const int ThisThread = 0;

    /// <summary>Whether the calling thread runs so.</summary>
    public static bool IsCurrent => OperatingSystem.IsLinux() && (GetScheduler(ThisThread) & ~ResetOnFork) == Fifo;

    /// <summary>The calling thread runs so from now on.</summary>
    /// <returns>Null where it does; else why not, and what to do about it.</returns>
    public static string? Become()
    {
        if (!OperatingSystem.IsLinux()) return "threads run in real time on Linux alone";
        if (SetScheduler(ThisThread, Fifo | ResetOnFork, Priority) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            return $"real time ({Priority}) was refused: {Errno.Describe(errno)}; run it as the unit onboard.service, which has " +
                $"LimitRTPRIO={Priority}, or as root, on a kernel whose control groups leave real time alone (CONFIG_RT_GROUP_SCHED off)";
        }

        // A filter may answer that all is well and do nothing.
        return IsCurrent ? null : "real time was asked for and not given; look at the limits of its unit";
    }

    // struct sched_param is its priority alone.
    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    private static partial int SetScheduler(int thread, int policy, in int priority);

    [LibraryImport("libc", EntryPoint = "sched_getscheduler")]
    private static partial int GetScheduler(int thread);
}

using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Native;

/// <summary>How much a thread gives way to others. Each thread of Linux has a nice value of its own.</summary>
public static partial class ThreadNiceness
{
    /// <summary>The nice value of what runs on the time that others leave.</summary>
    public const int Last = 19;

    /// <summary>The nice value of what has a deadline.</summary>
    public const int First = -15;

    private const int Process = 0; // PRIO_PROCESS; with 0 for "who", Linux means the calling thread

    /// <summary>The nice value of the calling thread; 0 where the system has none.</summary>
    public static int Current => OperatingSystem.IsLinux() ? GetPriority(Process, 0) : 0;

    /// <summary>The calling thread runs only on what others leave from now on.</summary>
    /// <returns>Null where it does; else why not, and what to do about it.</returns>
    public static string? GiveWay() => Set(Last);

    /// <summary>The calling thread runs before others from now on.</summary>
    /// <returns>Null where it does; else why not, and what to do about it.</returns>
    public static string? TakePrecedence() => Set(First);

    private static string? Set(int niceness)
    {
        if (!OperatingSystem.IsLinux()) return "threads have nice values on Linux alone";
        if (SetPriority(Process, 0, niceness) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            string remedy = errno == Errno.AccessDenied
                ? "run it as the unit onboard.service, which has LimitNICE=-15, or as root"
                : "let SystemCallFilter= of its unit allow setpriority";
            return $"nice value {niceness} was refused: {Errno.Describe(errno)}; {remedy}";
        }

        // A filter may answer that all is well and do nothing.
        return Current == niceness ? null : $"nice value {niceness} was asked for, and it is {Current}; look at the limits of its unit";
    }

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int who, int niceness);

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, int who);
}

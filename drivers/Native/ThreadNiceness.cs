using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Native;

/// <summary>How much a thread gives way to others.</summary>
public static partial class ThreadNiceness
{
    private const int Process = 0; // PRIO_PROCESS; with 0 for "who", Linux means the calling thread
    private const int Greatest = 19;
    private const int Least = -15;

    /// <summary>The calling thread runs only on what others leave from now on.</summary>
    /// <returns>Whether the kernel agreed; it always does on Linux.</returns>
    public static bool GiveWay() => Set(Greatest);

    /// <summary>The calling thread runs before others from now on.</summary>
    /// <returns>Whether the kernel agreed; it wants root, CAP_SYS_NICE or LimitNICE= of the unit.</returns>
    public static bool TakePrecedence() => Set(Least);

    private static bool Set(int priority) => OperatingSystem.IsLinux() && SetPriority(Process, 0, priority) == 0;

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}

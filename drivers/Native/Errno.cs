using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Native;

/// <summary>
/// The errno values that drivers distinguish, as in <c>asm-generic/errno*.h</c> (the same on x64 and arm64).
/// </summary>
internal static class Errno
{
    public const int NotPermitted = 1;          // EPERM
    public const int NoEntry = 2;               // ENOENT
    public const int Interrupted = 4;           // EINTR
    public const int InputOutput = 5;           // EIO
    public const int NoDeviceOrAddress = 6;     // ENXIO
    public const int Again = 11;                // EAGAIN
    public const int AccessDenied = 13;         // EACCES
    public const int Busy = 16;                 // EBUSY
    public const int NoDevice = 19;             // ENODEV
    public const int Invalid = 22;              // EINVAL
    public const int NotThisKindOfDevice = 25;  // ENOTTY
    public const int NoSpace = 28;              // ENOSPC: USB's word for no bandwidth left
    public const int BrokenPipe = 32;           // EPIPE: ALSA's word for an overrun or an underrun
    public const int BadState = 77;             // EBADFD
    public const int Suspended = 86;            // ESTRPIPE

    /// <summary>The C library's words for an errno, with its number: "Input/output error (errno 5)".</summary>
    public static string Describe(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";
}

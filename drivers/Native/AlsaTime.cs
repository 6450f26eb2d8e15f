using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Native;

/// <summary>snd_htimestamp_t, a timespec of 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AlsaTime
{
    public long Seconds;
    public long Nanoseconds;
}

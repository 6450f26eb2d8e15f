using Microsoft.Win32.SafeHandles;

namespace OnBoard.Drivers.Native;

/// <summary>An open PCM of libasound, closed exactly once.</summary>
internal sealed class PcmHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public PcmHandle(nint pcm)
        : base(ownsHandle: true) => SetHandle(pcm);

    protected override bool ReleaseHandle() => Alsa.Close(handle) == 0;
}

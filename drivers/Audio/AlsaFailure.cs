using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Audio;

/// <summary>What libasound's refusals mean, as typed errors with remedies.</summary>
internal static class AlsaFailure
{
    /// <summary>The error for a PCM that does not open.</summary>
    public static OnBoardException Opening(string pcm, int errno) => errno switch
    {
        Errno.NoEntry or Errno.NoDevice or Errno.NoDeviceOrAddress => new DeviceMissingException(pcm,
            "there is no such sound device",
            "Plug it in, or name another one; 'onboard check' lists the sound devices"),
        Errno.Busy => new DeviceFailedException(pcm, "in use by another program",
            "Stop that program ('fuser -v /dev/snd/*' names it), or use a PCM that shares the device, like 'default'"),
        Errno.AccessDenied or Errno.NotPermitted => new DeviceFailedException(pcm, "permission denied",
            "Add the user to the group of /dev/snd (usually 'audio') and log in again"),
        _ => new DeviceFailedException(pcm, $"cannot be opened: {Errno.Describe(errno)}",
            "Check its definition in asound.conf, and that the sound server runs where it goes to one"),
    };

    /// <summary>The error for a set-up that the device refuses.</summary>
    public static DeviceFailedException SettingUp(string pcm, string what, int errno) => errno == Errno.Busy
        ? new(pcm, "in use by another program", "Stop that program; 'fuser -v /dev/snd/*' names it")
        : new(pcm, $"the device refuses {what}: {Errno.Describe(errno)}",
            $"Name it as \"plug:'{pcm}'\", so that ALSA converts");

    /// <summary>The error for a device that breaks off.</summary>
    public static DeviceFailedException Running(string pcm, string what, int errno) => errno is Errno.NoDevice
        ? new(pcm, $"the sound device was unplugged, or its driver went away ({what})", "Plug it in again and restart")
        : new(pcm, $"the sound device broke off ({what}: {Errno.Describe(errno)})",
            "Check the cable and the kernel's log (dmesg), and plug the device in again");
}

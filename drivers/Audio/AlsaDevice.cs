using System.Runtime.InteropServices;
using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Audio;

/// <summary>A PCM that ALSA knows on this machine.</summary>
/// <param name="Name">What to open it by.</param>
/// <param name="Description">What its driver calls it; may have more than one line.</param>
/// <param name="Captures">Whether it can be a microphone.</param>
/// <param name="Plays">Whether it can be a loudspeaker.</param>
public sealed record AlsaDevice(string Name, string Description, bool Captures, bool Plays)
{
    /// <summary>All PCMs, in ALSA's order; none of them is opened.</summary>
    /// <exception cref="DeviceMissingException">libasound is not installed.</exception>
    /// <exception cref="DeviceFailedException">ALSA's configuration is broken.</exception>
    public static unsafe IReadOnlyList<AlsaDevice> List()
    {
        Alsa.Require();
        int answer = Alsa.ListNames(-1, "pcm", out nint* hints);
        if (answer < 0)
        {
            throw new DeviceFailedException("ALSA", $"cannot list its devices: {Errno.Describe(-answer)}",
                "Check /usr/share/alsa/alsa.conf and asound.conf");
        }

        try
        {
            List<AlsaDevice> devices = [];
            for (nint* hint = hints; *hint != 0; hint++)
            {
                // Without a direction a PCM has both.
                string direction = Text(*hint, "IOID");
                devices.Add(new AlsaDevice(Text(*hint, "NAME"), Text(*hint, "DESC"),
                    direction is "" or "Input", direction is "" or "Output"));
            }

            return devices;
        }
        finally
        {
            _ = Alsa.FreeNames(hints);
        }
    }

    private static unsafe string Text(nint hint, string id)
    {
        byte* text = Alsa.GetName(hint, id);
        try
        {
            return Marshal.PtrToStringUTF8((nint)text) ?? "";
        }
        finally
        {
            NativeMemory.Free(text);
        }
    }
}

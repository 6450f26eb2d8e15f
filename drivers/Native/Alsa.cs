using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Native;

/// <summary>
/// What OnBoard uses of libasound (https://www.alsa-project.org/alsa-doc/alsa-lib/). Functions that return an int or a
/// frame count return a negative errno where they failed.
/// </summary>
internal static unsafe partial class Alsa
{
    public const string Library = "libasound.so.2";

    public const int Playback = 0, Capture = 1;

    // snd_pcm_open modes: never block, and leave changing the rate to StreamingResampler.
    public const int NonBlocking = 0x1, NoAutomaticResampling = 0x10000;

    public const int AccessInterleaved = 3;
    public const int TimestampEnabled = 1, TimestampMonotonic = 1;

    private static readonly Lazy<bool> Loaded = new(() =>
    {
        if (!NativeLibrary.TryLoad(Library, out _)) return false;

        // libasound would write its complaints to the terminal; they come as typed errors instead.
        return SetErrorHandler(&Ignore) == 0;
    });

    /// <summary>Makes sure that the library is there.</summary>
    /// <exception cref="DeviceMissingException">It is not installed.</exception>
    public static void Require()
    {
        if (!Loaded.Value) throw Missing(Library);
    }

    public static DeviceMissingException Missing(string library) =>
        new(library, "the ALSA library is not installed",
            "Install it: 'apt install libasound2', on PetaLinux the package alsa-lib");

    [LibraryImport(Library, EntryPoint = "snd_pcm_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(out nint pcm, string name, int stream, int mode);

    [LibraryImport(Library, EntryPoint = "snd_pcm_close")]
    public static partial int Close(nint pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_prepare")]
    public static partial int Prepare(PcmHandle pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_start")]
    public static partial int Start(PcmHandle pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_resume")]
    public static partial int Resume(PcmHandle pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_drop")]
    public static partial int Drop(PcmHandle pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_drain")]
    public static partial int Drain(PcmHandle pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_wait")]
    public static partial int Wait(PcmHandle pcm, int milliseconds);

    [LibraryImport(Library, EntryPoint = "snd_pcm_avail")]
    public static partial nint Available(PcmHandle pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_htimestamp")]
    public static partial int Timestamp(PcmHandle pcm, out nuint available, out AlsaTime time);

    [LibraryImport(Library, EntryPoint = "snd_pcm_readi")]
    public static partial nint ReadInterleaved(PcmHandle pcm, byte* buffer, nuint frames);

    [LibraryImport(Library, EntryPoint = "snd_pcm_writei")]
    public static partial nint WriteInterleaved(PcmHandle pcm, byte* buffer, nuint frames);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_malloc")]
    public static partial int AllocateHardware(out nint parameters);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_free")]
    public static partial void FreeHardware(nint parameters);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_any")]
    public static partial int AnyHardware(PcmHandle pcm, nint parameters);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params")]
    public static partial int SetHardware(PcmHandle pcm, nint parameters);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_access")]
    public static partial int SetAccess(PcmHandle pcm, nint parameters, int access);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_format")]
    public static partial int SetFormat(PcmHandle pcm, nint parameters, int format);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_channels")]
    public static partial int SetChannels(PcmHandle pcm, nint parameters, uint channels);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_get_channels_min")]
    public static partial int GetMinChannels(nint parameters, out uint channels);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_get_channels_max")]
    public static partial int GetMaxChannels(nint parameters, out uint channels);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_rate")]
    public static partial int SetRate(PcmHandle pcm, nint parameters, uint rate, int direction);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_rate_near")]
    public static partial int SetRateNear(PcmHandle pcm, nint parameters, ref uint rate, ref int direction);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_period_size_near")]
    public static partial int SetPeriodNear(PcmHandle pcm, nint parameters, ref nuint frames, ref int direction);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_set_buffer_size_near")]
    public static partial int SetBufferNear(PcmHandle pcm, nint parameters, ref nuint frames);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_get_rate")]
    public static partial int GetRate(nint parameters, out uint rate, out int direction);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_get_period_size")]
    public static partial int GetPeriod(nint parameters, out nuint frames, out int direction);

    [LibraryImport(Library, EntryPoint = "snd_pcm_hw_params_get_buffer_size")]
    public static partial int GetBuffer(nint parameters, out nuint frames);

    [LibraryImport(Library, EntryPoint = "snd_pcm_sw_params_malloc")]
    public static partial int AllocateSoftware(out nint parameters);

    [LibraryImport(Library, EntryPoint = "snd_pcm_sw_params_free")]
    public static partial void FreeSoftware(nint parameters);

    [LibraryImport(Library, EntryPoint = "snd_pcm_sw_params_current")]
    public static partial int CurrentSoftware(PcmHandle pcm, nint parameters);

    [LibraryImport(Library, EntryPoint = "snd_pcm_sw_params")]
    public static partial int SetSoftware(PcmHandle pcm, nint parameters);

    [LibraryImport(Library, EntryPoint = "snd_pcm_sw_params_set_avail_min")]
    public static partial int SetMinAvailable(PcmHandle pcm, nint parameters, nuint frames);

    [LibraryImport(Library, EntryPoint = "snd_pcm_sw_params_set_start_threshold")]
    public static partial int SetStartThreshold(PcmHandle pcm, nint parameters, nuint frames);

    [LibraryImport(Library, EntryPoint = "snd_pcm_sw_params_set_tstamp_mode")]
    public static partial int SetTimestampMode(PcmHandle pcm, nint parameters, int mode);

    [LibraryImport(Library, EntryPoint = "snd_pcm_sw_params_set_tstamp_type")]
    public static partial int SetTimestampType(PcmHandle pcm, nint parameters, int type);

    [LibraryImport(Library, EntryPoint = "snd_device_name_hint", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ListNames(int card, string kind, out nint* hints);

    [LibraryImport(Library, EntryPoint = "snd_device_name_free_hint")]
    public static partial int FreeNames(nint* hints);

    /// <summary>One text of a listed name; the caller frees it with free(3).</summary>
    [LibraryImport(Library, EntryPoint = "snd_device_name_get_hint", StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* GetName(nint hint, string id);

    /// <summary>
    /// snd_lib_error_handler_t is variadic; on x64 and arm64 Linux a callee may take the fixed arguments only.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "snd_lib_error_set_handler")]
    private static partial int SetErrorHandler(delegate* unmanaged[Cdecl]<byte*, int, byte*, int, byte*, void> handler);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(byte* file, int line, byte* function, int error, byte* format)
    {
    }
}

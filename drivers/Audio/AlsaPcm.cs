using OnBoard.Drivers.Native;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Audio;

/// <summary>
/// A PCM of libasound, opened and set up for mono at 16 kHz or the nearest that the device does by itself.
/// </summary>
internal sealed unsafe class AlsaPcm : IPcm
{
    // After 16 kHz the multiples of it, then the other usual ones; what is not among them is asked for as "near".
    private static readonly uint[] Rates = [16000, 48000, 32000, 96000, 192000, 44100, 22050, 8000];

    private readonly PcmHandle _pcm;
    private readonly bool _stamped;

    private AlsaPcm(string name, PcmHandle pcm, PcmShape shape, bool stamped)
    {
        Name = name;
        _pcm = pcm;
        Shape = shape;
        _stamped = stamped;
    }

    public string Name { get; }

    public PcmShape Shape { get; }

    /// <summary>Opens a PCM; it is prepared but does not run yet.</summary>
    /// <param name="name">ALSA's name of it: "default", "hw:1", "plughw:CARD=Webcam".</param>
    /// <param name="stream"><see cref="Alsa.Capture"/> or <see cref="Alsa.Playback"/>.</param>
    /// <param name="rate">The rate to run the device at, Hz; 0 for the best that it does.</param>
    /// <param name="periods">Periods of 10 ms to buffer.</param>
    /// <param name="channels">Channels that the device must have; 0 for as few as it does.</param>
    /// <exception cref="DeviceMissingException">There is no such PCM, or no libasound.</exception>
    /// <exception cref="DeviceFailedException">Busy, not permitted, or it does nothing that OnBoard can
    /// use.</exception>
    public static AlsaPcm Open(string name, int stream, int rate, int periods, int channels = 0)
    {
        Alsa.Require();
        int answer = Alsa.Open(out nint opened, name, stream, Alsa.NonBlocking | Alsa.NoAutomaticResampling);
        if (answer < 0) throw AlsaFailure.Opening(name, -answer);
        PcmHandle pcm = new(opened);
        try
        {
            PcmShape shape = SetHardware(name, pcm, rate, periods, channels);
            bool stamped = SetSoftware(name, pcm, shape, stream);
            return new AlsaPcm(name, pcm, shape, stamped);
        }
        catch
        {
            pcm.Dispose();
            throw;
        }
    }

    public int Wait(TimeSpan timeout)
    {
        // -1 would wait for ever; a fraction of a millisecond is rounded up, so that it is slept and not spun.
        int answer = Alsa.Wait(_pcm, (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, 1_000_000));
        return answer == -Errno.Interrupted ? 0 : answer;
    }

    public int Read(Span<byte> frames)
    {
        fixed (byte* buffer = frames)
            return (int)Alsa.ReadInterleaved(_pcm, buffer, (nuint)(frames.Length / Shape.FrameBytes));
    }

    public int Write(ReadOnlySpan<byte> frames)
    {
        fixed (byte* buffer = frames)
            return (int)Alsa.WriteInterleaved(_pcm, buffer, (nuint)(frames.Length / Shape.FrameBytes));
    }

    public int Position(out int available, out long at)
    {
        available = 0;
        at = 0;

        // Makes the driver look where the hardware is; the time stamp is then that of this look.
        nint now = Alsa.Available(_pcm);
        if (now < 0) return (int)now;
        available = (int)now;
        int answer = Alsa.Timestamp(_pcm, out nuint frames, out AlsaTime time);
        if (answer < 0) return answer;
        long stamp = (time.Seconds * 1_000_000_000) + time.Nanoseconds;

        // Plug-ins may stamp with another clock, or not at all.
        if (_stamped && Math.Abs(MonotonicClock.Nanoseconds - stamp) < 1_000_000_000)
            (available, at) = ((int)frames, stamp);
        return 0;
    }

    public int Prepare() => Alsa.Prepare(_pcm);

    public int Start() => Alsa.Start(_pcm);

    public int Resume() => Alsa.Resume(_pcm);

    public int Drain() => Alsa.Drain(_pcm);

    public void Dispose()
    {
        if (!_pcm.IsClosed) _ = Alsa.Drop(_pcm);
        _pcm.Dispose();
    }

    private static PcmShape SetHardware(string name, PcmHandle pcm, int requested, int periods, int minChannels)
    {
        Check(name, "memory", Alsa.AllocateHardware(out nint parameters));
        try
        {
            int direction = 0;
            Check(name, "any set-up", Alsa.AnyHardware(pcm, parameters));
            Check(name, "interleaved frames", Alsa.SetAccess(pcm, parameters, Alsa.AccessInterleaved));
            SampleFormat format = SetFormat(name, pcm, parameters);
            int channels = SetChannels(name, pcm, parameters, minChannels);
            SetRate(name, pcm, parameters, (uint)requested);
            Check(name, "a rate", Alsa.GetRate(parameters, out uint rate, out _));
            nuint period = Math.Max(1, rate / 100), buffer = period * (nuint)periods;
            Check(name, "a period", Alsa.SetPeriodNear(pcm, parameters, ref period, ref direction));
            Check(name, "a buffer", Alsa.SetBufferNear(pcm, parameters, ref buffer));
            Check(name, "this set-up", Alsa.SetHardware(pcm, parameters));
            Check(name, "a period", Alsa.GetPeriod(parameters, out period, out _));
            Check(name, "a buffer", Alsa.GetBuffer(parameters, out buffer));
            return new PcmShape(format, channels, (int)rate, (int)period, (int)buffer);
        }
        finally
        {
            Alsa.FreeHardware(parameters);
        }
    }

    private static SampleFormat SetFormat(string name, PcmHandle pcm, nint parameters)
    {
        int answer = 0;
        ReadOnlySpan<SampleFormat> preference = [SampleFormat.Signed16, SampleFormat.Signed32, SampleFormat.Real32];
        foreach (SampleFormat format in preference)
        {
            answer = Alsa.SetFormat(pcm, parameters, (int)format);
            if (answer >= 0) return format;
        }

        throw AlsaFailure.SettingUp(name, "samples of 16 or 32 bits", -answer);
    }

    /// <summary>As few channels as the device does, or as it does from a number on.</summary>
    private static int SetChannels(string name, PcmHandle pcm, nint parameters, int least)
    {
        Check(name, "channels", Alsa.GetMinChannels(parameters, out uint fewest));
        Check(name, "channels", Alsa.GetMaxChannels(parameters, out uint most));
        uint from = Math.Max(fewest, Math.Min((uint)least, most)), to = Math.Min(most, ChannelChoice.Max);
        for (uint channels = from; channels < to; channels++)
        {
            if (Alsa.SetChannels(pcm, parameters, channels) >= 0) return (int)channels;
        }

        uint last = Math.Max(from, to);
        Check(name, $"{last} channel(s)", Alsa.SetChannels(pcm, parameters, last));
        return (int)last;
    }

    private static void SetRate(string name, PcmHandle pcm, nint parameters, uint requested)
    {
        if (requested != 0)
        {
            Check(name, $"{requested} Hz", Alsa.SetRate(pcm, parameters, requested, 0));
            return;
        }

        foreach (uint rate in Rates)
        {
            if (Alsa.SetRate(pcm, parameters, rate, 0) >= 0) return;
        }

        uint near = Rates[0];
        int direction = 0;
        Check(name, "any rate", Alsa.SetRateNear(pcm, parameters, ref near, ref direction));
    }

    /// <returns>Whether the device stamps with CLOCK_MONOTONIC.</returns>
    private static bool SetSoftware(string name, PcmHandle pcm, PcmShape shape, int stream)
    {
        Check(name, "memory", Alsa.AllocateSoftware(out nint parameters));
        try
        {
            Check(name, "its present set-up", Alsa.CurrentSoftware(pcm, parameters));
            Check(name, "wake-ups by the period", Alsa.SetMinAvailable(pcm, parameters, (nuint)shape.Period));

            // Playback starts by itself with two periods in hand, so that one late hop is no underrun; capture is
            // started.
            int threshold = stream == Alsa.Playback ? Math.Min(2 * shape.Period, shape.Buffer) : int.MaxValue;
            Check(name, "a start threshold", Alsa.SetStartThreshold(pcm, parameters, (nuint)threshold));
            bool stamped = Alsa.SetTimestampMode(pcm, parameters, Alsa.TimestampEnabled) >= 0
                && Alsa.SetTimestampType(pcm, parameters, Alsa.TimestampMonotonic) >= 0;
            Check(name, "this set-up of wake-ups", Alsa.SetSoftware(pcm, parameters));
            return stamped;
        }
        finally
        {
            Alsa.FreeSoftware(parameters);
        }
    }

    private static void Check(string name, string what, int answer)
    {
        if (answer < 0) throw AlsaFailure.SettingUp(name, what, -answer);
    }
}

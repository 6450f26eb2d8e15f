namespace OnBoard.Drivers.Audio;

/// <summary>A sink of mono sound at 16 kHz: an ALSA device, a WAV file, nothing. Used by one thread.</summary>
public interface ILoudspeaker : IDisposable
{
    /// <summary>What to call the loudspeaker in messages: the PCM, the file, "none".</summary>
    string Name { get; }

    /// <summary>How often the device ran dry (ALSA xruns) since it was opened.</summary>
    long Underruns { get; }

    /// <summary>Takes samples in -1..1 (louder is clipped). Never waits longer than one device buffer.</summary>
    /// <exception cref="DeviceFailedException">The device broke off, was unplugged, or the disk is full.</exception>
    void Write(ReadOnlySpan<float> samples);
}

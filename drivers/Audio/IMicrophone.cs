namespace OnBoard.Drivers.Audio;

/// <summary>A source of mono sound at 16 kHz: an ALSA device, a clip, the virtual board's talker. Used by one thread.</summary>
public interface IMicrophone : IDisposable
{
    /// <summary>What to call the microphone in messages: the PCM, the file, "virtual talker".</summary>
    string Name { get; }

    /// <summary>Samples per second; what the hop pipeline gets is always 16 000, whatever the device runs at.</summary>
    int SampleRate { get; }

    /// <summary>How often the device lost samples (ALSA xruns) since it was opened.</summary>
    long Overruns { get; }

    /// <summary>What is odd about the microphone and was put right, in plain words; grows while it runs.</summary>
    IReadOnlyList<string> Remarks => [];

    /// <summary>
    /// Waits until <paramref name="samples"/> is full. Samples are in -1..1.
    /// </summary>
    /// <param name="samples">Filled whole on <see cref="ReadResult.Ok"/>, untouched otherwise.</param>
    /// <param name="capturedAt">When the first of them was taken, nanoseconds of <see cref="Time.MonotonicClock"/>.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <exception cref="DeviceFailedException">The device broke off, was unplugged.</exception>
    ReadResult Read(Span<float> samples, out long capturedAt, TimeSpan timeout);
}

namespace OnBoard.Sensors.Hearing;

/// <summary>The one audio format between microphone and loudspeaker: mono, 16 kHz, float samples in [-1, 1).</summary>
public static class AudioFormat
{
    /// <summary>Samples in a second.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Samples in a hop: 10 ms.</summary>
    public const int HopLength = 160;

    /// <summary>Hops in a second.</summary>
    public const int HopsPerSecond = SampleRate / HopLength;

    /// <summary>Points of the Fourier transform: a window, zero-padded where it is shorter.</summary>
    public const int FftLength = 512;

    /// <summary>Bins from 0 Hz to 8 kHz, both included; 31.25 Hz apart.</summary>
    public const int Bins = (FftLength / 2) + 1;
}

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

    /// <summary>Samples in an analysis window: two hops, 20 ms.</summary>
    public const int WindowLength = 2 * HopLength;

    /// <summary>Points of the Fourier transform: the window, zero-padded.</summary>
    public const int FftLength = 512;

    /// <summary>Bins from 0 Hz to 8 kHz, both included; 31.25 Hz apart.</summary>
    public const int Bins = (FftLength / 2) + 1;

    /// <summary>Mel bands: features in, gains out.</summary>
    public const int Bands = 48;
}

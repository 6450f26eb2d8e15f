using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Pipeline;

/// <summary>10 ms of sound on its way from thread to thread; made once and filled again and again.</summary>
internal sealed class Hop
{
    /// <summary>Counts from 0 at the start.</summary>
    public long Number { get; set; }

    /// <summary>When its first sample was taken, nanoseconds of the monotonic clock.</summary>
    public long CapturedAt { get; set; }

    /// <summary>When the whole hop was there, nanoseconds of the monotonic clock. The deadline counts from here.</summary>
    public long ArrivedAt { get; set; }

    /// <summary>Whether <see cref="Clean"/> is known.</summary>
    public bool HasReference { get; set; }

    /// <summary>What the microphone heard.</summary>
    public float[] Noisy { get; } = new float[AudioFormat.HopLength];

    /// <summary>The talker alone.</summary>
    public float[] Clean { get; } = new float[AudioFormat.HopLength];

    /// <summary>What goes out.</summary>
    public float[] Enhanced { get; } = new float[AudioFormat.HopLength];
}

using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>A stretch of the room's own noise, heard while lips rested; made once, filled again and again.</summary>
internal sealed class NoiseStretch : IStretch
{
    /// <summary>The longest: one second.</summary>
    public const int MaximumHops = AudioFormat.HopsPerSecond;

    /// <inheritdoc/>
    public int Hops { get; set; }

    /// <summary>Mean square of the samples.</summary>
    public float Energy { get; set; }

    /// <summary>Its sound, hops x 160.</summary>
    public float[] Samples { get; } = new float[MaximumHops * AudioFormat.HopLength];
}

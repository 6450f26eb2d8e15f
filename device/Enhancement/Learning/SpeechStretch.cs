using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>A stretch of the talker's own clear speech with his lips; made once, filled again and again.</summary>
internal sealed class SpeechStretch : IStretch
{
    /// <summary>The longest: four seconds.</summary>
    public const int MaximumHops = 4 * AudioFormat.HopsPerSecond;

    /// <summary>Frames of the longest at 60 a second.</summary>
    public const int MaxFrames = 240;

    /// <inheritdoc/>
    public int Hops { get; set; }

    /// <summary>How many frames belong to it.</summary>
    public int Frames { get; set; }

    /// <summary>Mean square of the samples while the talker speaks.</summary>
    public float Energy { get; set; }

    /// <summary>Its sound, hops x 160.</summary>
    public float[] Samples { get; } = new float[MaximumHops * AudioFormat.HopLength];

    /// <summary>Mouth features before normalisation, frames x 64.</summary>
    public float[] Mouth { get; } = new float[MaxFrames * MouthFeatures.Count];

    /// <summary>Of each hop, the frame that is the latest by its end; counts from 0, and -1 before the first.</summary>
    public short[] FrameOf { get; } = new short[MaximumHops];

    /// <summary>The mouth features of one frame.</summary>
    public ReadOnlySpan<float> Frame(int frame) => Mouth.AsSpan(frame * MouthFeatures.Count, MouthFeatures.Count);
}

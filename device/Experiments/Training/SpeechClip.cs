using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Experiments.Training;

/// <summary>A talker's clear speech and what the camera saw of his mouth.</summary>
/// <param name="Name">Clip name.</param>
/// <param name="Samples">Mono sound at 16 kHz.</param>
/// <param name="Mouth">Mouth features before normalisation, frames x 64; empty where the clip has no video.</param>
/// <param name="Seen">Whether a mouth was found, by frame.</param>
/// <param name="FramesPerSecond">Frames per second.</param>
public sealed record SpeechClip(string Name, float[] Samples, float[] Mouth, bool[] Seen, double FramesPerSecond)
{
    /// <summary>What is odd about the recording.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How many frames.</summary>
    public int Frames => Seen.Length;

    /// <summary>The features of one frame, [64].</summary>
    public ReadOnlySpan<float> Frame(int index) => Mouth.AsSpan(index * MouthFeatures.Count, MouthFeatures.Count);

    /// <summary>The latest frame taken by the end of a hop, or -1 where there is none.</summary>
    public int FrameAt(int hop)
    {
        double seconds = (hop + 1.0) / AudioFormat.HopsPerSecond;
        return Math.Min((int)Math.Floor((seconds * FramesPerSecond) + 1e-6), Frames - 1);
    }
}

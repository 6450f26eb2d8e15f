namespace OnBoard.Device.Training;

/// <summary>A talker's clear speech and what the camera saw of his mouth.</summary>
/// <param name="Name">Clip name.</param>
/// <param name="Samples">Mono sound at 16 kHz.</param>
/// <param name="Mouth">Mouth features before normalisation, pictures x 64; empty where the clip has no picture.</param>
/// <param name="FramesPerSecond">Pictures per second.</param>
public sealed record SpeechClip(string Name, float[] Samples, float[] Mouth, double FramesPerSecond)
{
    /// <summary>How many pictures.</summary>
    public int Pictures => Mouth.Length / Pipeline.NetworkInputs.MouthFeatureCount;

    /// <summary>The features of one picture, [64].</summary>
    public ReadOnlySpan<float> Picture(int index) => Mouth.AsSpan(
        index * Pipeline.NetworkInputs.MouthFeatureCount, Pipeline.NetworkInputs.MouthFeatureCount);

    /// <summary>The latest picture taken by the end of a hop, or -1 before the first.</summary>
    public int PictureAt(int hop)
    {
        double seconds = (hop + 1) * (1.0 / Sensors.Hearing.AudioFormat.HopsPerSecond);
        return Math.Min((int)Math.Floor((seconds * FramesPerSecond) + 1e-6), Pictures - 1);
    }
}

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Few clips made to stand for many: spoken a little faster and higher or slower and lower, lips in step, through a room or a
/// microphone that is darker or brighter.
/// </summary>
internal static class SpeechAugmentation
{
    // Triangular about the clip as it is; the ends are two semitones off.
    private const double OctavesOfSpeed = 0.17;
    private const double GreatestTilt = 0.4;

    /// <summary>The same sentence, varied.</summary>
    public static SpeechClip Vary(SpeechClip clip, Random random)
    {
        double speed = Math.Pow(2, OctavesOfSpeed * (random.NextDouble() + random.NextDouble() - 1));
        float tilt = (float)(GreatestTilt * (random.NextDouble() + random.NextDouble() - 1));
        return clip with
        {
            Samples = PlaybackVariation.Play(clip.Samples, 0, speed, tilt, (int)(clip.Samples.Length / speed)),
            FramesPerSecond = clip.FramesPerSecond * speed,
        };
    }
}

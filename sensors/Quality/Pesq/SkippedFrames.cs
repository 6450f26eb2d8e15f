namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.2, zeroing of the frame disturbance during which the delay decreased significantly: where more
/// than half a frame of the reference is missing in the degraded signal, its frames have nothing to be compared with.
/// </summary>
internal static class SkippedFrames
{
    /// <summary>Sets the disturbance of such frames to zero, in place.</summary>
    public static void Forgive(DisturbanceTrack track, IReadOnlyList<Utterance> utterances, SamplingConstants constants)
    {
        int hop = constants.FrameLength / 2;
        for (int i = 1; i < utterances.Count; i++)
        {
            Utterance before = utterances[i - 1], after = utterances[i];
            int jump = after.Delay - before.Delay;
            if (jump >= -hop) continue;

            int borderAfter = (after.Start - SamplingConstants.GuardWindows) * constants.WindowLength;
            int borderBefore = (before.End - SamplingConstants.GuardWindows) * constants.WindowLength;
            int first = Math.Min((borderAfter + after.Delay) / hop, (borderBefore + before.Delay) / hop);
            int last = (borderAfter - jump) / hop + 1;
            for (int frame = Math.Max(first, 0); frame <= last && frame < track.Frames - 1; frame++)
            {
                track.Symmetric[frame] = 0;
                track.Asymmetric[frame] = 0;
            }
        }
    }
}

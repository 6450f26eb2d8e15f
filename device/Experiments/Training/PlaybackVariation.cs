namespace OnBoard.Device.Experiments.Training;

/// <summary>A recording played again, a little different: at another speed and through a first-order filter.</summary>
internal static class PlaybackVariation
{
    /// <summary>Plays a recording, over and over where it is too short.</summary>
    /// <param name="recording">Samples.</param>
    /// <param name="start">Where to begin, in samples.</param>
    /// <param name="speed">1 as recorded, 2 an octave up and twice as fast; linear interpolation.</param>
    /// <param name="tilt">y = x + tilt x(previous): above zero darker, below zero brighter, -1..1.</param>
    /// <param name="length">How many samples to give.</param>
    public static float[] Play(ReadOnlySpan<float> recording, double start, double speed, float tilt, int length)
    {
        float[] played = new float[length];
        float previous = 0f;
        double at = start % recording.Length;
        for (int i = 0; i < length; i++)
        {
            int index = (int)at;
            float next = recording[index + 1 == recording.Length ? 0 : index + 1];
            float sample = recording[index] + ((float)(at - index) * (next - recording[index]));
            played[i] = sample + (tilt * previous);
            previous = sample;
            at += speed;
            while (at >= recording.Length) at -= recording.Length;
        }

        return played;
    }
}

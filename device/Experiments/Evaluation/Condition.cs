using OnBoard.Device.Experiments.Training;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>One noisy mixture to judge systems on.</summary>
/// <param name="Clip">The talker.</param>
/// <param name="NoiseName">The noise recording's name.</param>
/// <param name="Noise">The noise recording, mono at 16 kHz.</param>
/// <param name="NoiseOffset">The sample of the noise to begin at.</param>
/// <param name="Ratio">Signal-to-noise ratio over the clip, dB.</param>
public sealed record Condition(SpeechClip Clip, string NoiseName, float[] Noise, int NoiseOffset, double Ratio)
{
    /// <summary>
    /// Every clip at every ratio. The noises take turns, so that each ratio meets them all; the stretch of noise is chosen
    /// by the clip's place. The same inputs give the same conditions.
    /// </summary>
    public static IReadOnlyList<Condition> Cross(
        IReadOnlyList<SpeechClip> clips, IReadOnlyList<(string Name, float[] Samples)> noises, IReadOnlyList<double> ratios)
    {
        List<Condition> conditions = [];
        for (int clip = 0; clip < clips.Count; clip++)
        {
            for (int ratio = 0; ratio < ratios.Count; ratio++)
            {
                (string name, float[] samples) = noises[(clip + ratio) % noises.Count];
                int spare = Math.Max(1, samples.Length - clips[clip].Samples.Length);
                int offset = (int)(((clip * 104_729L) + (ratio * 7_919L)) % spare);
                conditions.Add(new Condition(clips[clip], name, samples, offset, ratios[ratio]));
            }
        }

        return conditions;
    }
}

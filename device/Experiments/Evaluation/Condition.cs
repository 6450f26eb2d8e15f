using System.Globalization;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>One noisy mixture to score systems on.</summary>
/// <param name="Clip">The speech.</param>
/// <param name="Noise">The noise.</param>
/// <param name="Ratio">Signal-to-noise ratio over the clip, dB; or one of <see cref="RatioName"/>'s.</param>
public sealed record Condition(EvaluationClip Clip, EvaluationNoise Noise, double Ratio)
{
    /// <summary>
    /// The sample of the noise to begin at. It follows from the names and the ratio, so that a mixture is the same whatever else
    /// is scored beside it.
    /// </summary>
    public int NoiseOffset { get; } = Offset(Clip, Noise, Ratio);

    /// <summary>What distinguishes this mixture from others.</summary>
    public MixtureLabel Label => new(
        Clip.Name, Clip.Talker, Clip.HasFace, Clip.Split, Noise.Name, Noise.Type, Ratio);

    /// <summary>Makes the sound. Noise alone is as loud as it is at 0 dB.</summary>
    public NoisyMixture Mix()
    {
        if (double.IsFinite(Ratio)) return NoiseMixer.Mix(Clip.Clip.Samples, Noise.Samples, Ratio, NoiseOffset);
        float[] noise = RatioName.IsSilence(Ratio)
            ? Converter(Clip.Clip.Samples.Length)
            : NoiseMixer.Mix(Clip.Clip.Samples, Noise.Samples, 0, NoiseOffset).Noise;
        return new NoisyMixture(new float[noise.Length], noise, noise, 1);
    }

    /// <summary>Every clip at every ratio, in every noise or in one noise each.</summary>
    /// <param name="clips">The speech.</param>
    /// <param name="noises">The noises.</param>
    /// <param name="ratios">Signal-to-noise ratios, dB.</param>
    /// <param name="inTurn">
    /// The noises take turns, one for each clip and ratio, so that each ratio meets them all; otherwise all cross.
    /// </param>
    public static IReadOnlyList<Condition> Cross(
        IReadOnlyList<EvaluationClip> clips, IReadOnlyList<EvaluationNoise> noises, IReadOnlyList<double> ratios, bool inTurn = false)
    {
        List<Condition> conditions = [];
        for (int clip = 0; clip < clips.Count; clip++)
        {
            for (int ratio = 0; ratio < ratios.Count; ratio++)
            {
                IEnumerable<EvaluationNoise> met = inTurn ? [noises[(clip + ratio) % noises.Count]] : noises;
                conditions.AddRange(met.Select(noise => new Condition(clips[clip], noise, ratios[ratio])));
            }
        }

        return conditions;
    }

    /// <summary>What a microphone's converter gives where there is nothing to hear: its last bit, of 16.</summary>
    private float[] Converter(int length)
    {
        Random random = new(NoiseOffset);
        float[] bits = new float[length];
        foreach (ref float sample in bits.AsSpan()) sample = (random.Next(3) - 1) / 32768f;
        return bits;
    }

    /// <summary>FNV-1a (64 bits) of the mixture's names, folded onto the places where the clip fits.</summary>
    private static int Offset(EvaluationClip clip, EvaluationNoise noise, double ratio)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (char letter in string.Create(CultureInfo.InvariantCulture, $"{clip.Name} {noise.Name} {ratio}"))
            hash = unchecked((hash ^ letter) * 1_099_511_628_211);
        int spare = Math.Max(1, noise.Samples.Length - clip.Clip.Samples.Length);
        return (int)((hash >> 16) % (ulong)spare);
    }
}

using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Measures the features' normalisation on a sample of noisy mixtures and on all frames.</summary>
public static class ScalingFit
{
    /// <summary>The least deviation, so that a feature that never moved does not blow up.</summary>
    private const double MinDeviation = 1e-3;

    /// <summary>Fits the scaling to a training set; the same seed gives the same numbers.</summary>
    /// <param name="clips">Clear speech.</param>
    /// <param name="noises">Noise.</param>
    /// <param name="options">How they are mixed.</param>
    /// <param name="seed">Of the mixing.</param>
    /// <param name="hearing">What the network hears.</param>
    /// <param name="sight">What it sees.</param>
    public static FeatureScaling Fit(
        IReadOnlyList<SpeechClip> clips, IReadOnlyList<float[]> noises, MixtureOptions options, int seed,
        HearingFeatures hearing = HearingFeatures.History, SightFeatures sight = SightFeatures.History)
    {
        Random random = new(seed);
        FeatureScaling unscaled = FeatureScaling.Unscaled(hearing, sight);
        HearingInputs inputs = HearingInputs.Create(unscaled);
        MixtureHop mixed = new(unscaled.Format);
        Statistics heard = new(unscaled.AudioMean.Length);
        float[] features = new float[heard.Length], target = new float[unscaled.Format.Bands];
        foreach (SpeechClip clip in clips)
        {
            double ratio = options.MinRatio + (random.NextDouble() * (options.MaxRatio - options.MinRatio));
            NoisyMixture mixture = NoiseMixer.Mix(
                clip.Samples, NoiseAugmentation.Draw(noises, clip.Samples.Length, random), ratio);
            inputs.Reset();
            mixed.Reset();
            for (int at = 0; at + AudioFormat.HopLength <= mixture.Clean.Length; at += AudioFormat.HopLength)
            {
                mixed.Push(
                    mixture.Clean.AsSpan(at, AudioFormat.HopLength), mixture.Noise.AsSpan(at, AudioFormat.HopLength), target);
                inputs.Extract(mixed.Heard, features);
                heard.Add(features);
            }
        }

        Statistics seen = sight == SightFeatures.Lips ? FitLips(clips) : FitFrames(clips);
        if (seen.Count == 0) return unscaled with { AudioMean = heard.Mean(), AudioDeviation = heard.Deviation() };
        return unscaled with
        {
            AudioMean = heard.Mean(), AudioDeviation = heard.Deviation(), VideoMean = seen.Mean(), VideoDeviation = seen.Deviation(),
        };
    }

    private static Statistics FitFrames(IReadOnlyList<SpeechClip> clips)
    {
        Statistics seen = new(MouthFeatures.Count);
        foreach (SpeechClip clip in clips)
        {
            for (int frame = 0; frame < clip.Frames; frame++)
                if (clip.Seen[frame]) seen.Add(clip.Frame(frame));
        }

        return seen;
    }

    /// <summary>How far each measure strays within a clip, about the clip's own mean: what differs from face to face is left out.</summary>
    private static Statistics FitLips(IReadOnlyList<SpeechClip> clips)
    {
        Statistics strays = new(LipMemory.MeasureCount);
        float[] measures = new float[LipMemory.MeasureCount], scratch = new float[LipMemory.ScratchLength];
        foreach (SpeechClip clip in clips)
        {
            Statistics one = new(measures.Length);
            for (int pass = 0; pass < 2; pass++)
            {
                float[] mean = pass == 0 ? [] : one.Mean();
                for (int frame = 0; frame < clip.Frames; frame++)
                {
                    if (!clip.Seen[frame]) continue;
                    LipMemory.Measure(clip.Frame(frame), measures, scratch);
                    if (pass == 0)
                    {
                        one.Add(measures);
                        continue;
                    }

                    for (int i = 0; i < measures.Length; i++) measures[i] -= mean[i];
                    strays.Add(measures);
                }
            }
        }

        return strays;
    }

    /// <summary>Mean and deviation of each of a row of numbers, by Welford's recursion: no large sums that cancel.</summary>
    private sealed class Statistics(int length)
    {
        private readonly double[] _mean = new double[length];
        private readonly double[] _squares = new double[length];

        public int Length => length;

        public long Count { get; private set; }

        public void Add(ReadOnlySpan<float> values)
        {
            Count++;
            for (int i = 0; i < length; i++)
            {
                double before = values[i] - _mean[i];
                _mean[i] += before / Count;
                _squares[i] += before * (values[i] - _mean[i]);
            }
        }

        public float[] Mean() => [.. _mean.Select(mean => (float)mean)];

        public float[] Deviation() => [.. _squares.Select(squares => (float)Math.Max(Math.Sqrt(squares / Count), MinDeviation))];
    }
}

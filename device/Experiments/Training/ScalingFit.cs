using OnBoard.Device.Enhancement;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Measures the features' normalisation on a sample of noisy mixtures and on all pictures.</summary>
public static class ScalingFit
{
    /// <summary>The least deviation, so that a coefficient that never moved does not blow up.</summary>
    private const double LeastDeviation = 1e-4;

    /// <summary>Fits the scaling to a training set; the same seed gives the same numbers.</summary>
    public static FeatureScaling Fit(
        IReadOnlyList<SpeechClip> clips, IReadOnlyList<float[]> noises, MixtureOptions options, int seed)
    {
        Random random = new(seed);
        FeatureStatistics sound = new();
        MixtureFeatures features = new();
        foreach (SpeechClip clip in clips)
        {
            double ratio = options.LowestRatio + (random.NextDouble() * (options.HighestRatio - options.LowestRatio));
            features.Compute(NoiseMixer.Mix(
                clip.Samples, NoiseAugmentation.Draw(noises, clip.Samples.Length, random), ratio));
            sound.BeginUtterance();
            for (int hop = 0; hop < features.Hops; hop++) sound.Add(features.LogEnergies(hop));
        }

        FeatureNormalizer normalizer = sound.ToNormalizer();
        (float[] mean, float[] deviation) = FitPictures(clips);
        return new FeatureScaling(normalizer.Mean.ToArray(), normalizer.Deviation.ToArray(), mean, deviation);
    }

    private static (float[] Mean, float[] Deviation) FitPictures(IReadOnlyList<SpeechClip> clips)
    {
        const int length = NetworkInputs.MouthFeatureCount;
        double[] sum = new double[length], squares = new double[length];
        long count = 0;
        foreach (SpeechClip clip in clips)
        {
            for (int picture = 0; picture < clip.Pictures; picture++)
            {
                if (!clip.Seen[picture]) continue;
                count++;
                ReadOnlySpan<float> mouth = clip.Picture(picture);
                for (int i = 0; i < length; i++)
                {
                    sum[i] += mouth[i];
                    squares[i] += (double)mouth[i] * mouth[i];
                }
            }
        }

        if (count == 0) return (FeatureScaling.Identity.VideoMean, FeatureScaling.Identity.VideoDeviation);
        return (
            [.. sum.Select(value => (float)(value / count))],
            [.. sum.Zip(squares, (s, q) =>
                (float)Math.Max(Math.Sqrt(Math.Max(0, (q / count) - (s / count * (s / count)))), LeastDeviation))]);
    }
}

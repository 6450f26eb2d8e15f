using CsCheck;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Sensors.Hearing;

public sealed class FeatureNormalizerTests
{
    private static readonly Gen<float[][]> Utterances = Gen.Float[-6, 4].Array[AudioFormat.Bands].Array[5, 60];

    [Fact]
    public void The_microphones_gain_does_not_matter() => Gen.Select(Utterances, Gen.Float[-5, 5]).Sample(
        (utterance, logGain) =>
        {
            FeatureNormalizer one = Fit(utterance);
            var other = new FeatureNormalizer(one.Mean, one.Deviation);
            foreach (float[] hop in utterance)
            {
                var plain = new float[hop.Length];
                var amplified = new float[hop.Length];
                one.Normalize(hop, plain);
                other.Normalize([.. hop.Select(value => value + logGain)], amplified);
                for (int band = 0; band < hop.Length; band++) Assert.Equal(plain[band], amplified[band], 1e-3);
            }
        },
        iter: 50);

    [Fact]
    public void What_was_fitted_has_zero_mean_and_unit_variance()
    {
        var random = new Random(1);
        float[][] utterance = [.. Enumerable.Range(0, 2_000).Select(_ => Hop(random))];
        FeatureNormalizer normalizer = Fit(utterance);
        var features = new float[AudioFormat.Bands];
        var sum = new double[AudioFormat.Bands];
        var squares = new double[AudioFormat.Bands];
        foreach (float[] hop in utterance)
        {
            normalizer.Normalize(hop, features);
            for (int band = 0; band < features.Length; band++)
            {
                sum[band] += features[band];
                squares[band] += features[band] * (double)features[band];
            }
        }

        Assert.All(sum, value => Assert.Equal(0, value / utterance.Length, 0.01));
        Assert.All(squares, value => Assert.Equal(1, value / utterance.Length, 0.01));
    }

    [Fact]
    public void Reset_makes_an_utterance_independent_of_the_one_before() => Utterances.Sample(
        utterance =>
        {
            FeatureNormalizer normalizer = Fit(utterance);
            float[][] first = Run(normalizer, utterance);
            normalizer.Reset();
            Assert.Equal(first, Run(normalizer, utterance));
        },
        iter: 20);

    [Fact]
    public void Digital_silence_before_the_talker_does_not_change_the_features()
    {
        var random = new Random(2);
        float[][] utterance = [.. Enumerable.Range(0, 20).Select(_ => Hop(random))];
        FeatureNormalizer normalizer = Fit(utterance);
        float[][] expected = Run(normalizer, utterance);
        normalizer.Reset();
        var silence = new float[AudioFormat.Bands];
        LogMelFeatures.Compute(silence, silence);
        var ignored = new float[AudioFormat.Bands];
        for (int hop = 0; hop < 200; hop++) normalizer.Normalize(silence, ignored);
        Assert.Equal(expected, Run(normalizer, utterance));
    }

    [Fact]
    public void Features_are_finite_and_within_the_limit_for_any_input()
    {
        var normalizer = new FeatureNormalizer(
            new float[AudioFormat.Bands], [.. Enumerable.Repeat(0.5f, AudioFormat.Bands)]);
        var energies = new float[AudioFormat.Bands];
        foreach (float energy in new[] { 0, 1e-30f, 1e6f, 0, 1e-3f })
        {
            Array.Fill(energies, energy);
            energies[0] = 0;
            LogMelFeatures.Compute(energies, energies);
            normalizer.Normalize(energies, energies);
            Assert.All(energies, feature => Assert.InRange(feature, -FeatureNormalizer.Limit, FeatureNormalizer.Limit));
        }
    }

    [Fact]
    public void A_hop_of_garbage_gives_finite_features_and_is_forgotten()
    {
        var random = new Random(3);
        float[][] utterance = [.. Enumerable.Range(0, 20).Select(_ => Hop(random))];
        FeatureNormalizer normalizer = Fit(utterance);
        float[][] expected = Run(normalizer, utterance);
        normalizer.Reset();
        var garbage = new float[AudioFormat.Bands];
        garbage[1] = float.NaN;
        garbage[2] = float.PositiveInfinity;
        LogMelFeatures.Compute(garbage, garbage);
        normalizer.Normalize(garbage, garbage);
        Assert.All(garbage, feature => Assert.InRange(feature, -FeatureNormalizer.Limit, FeatureNormalizer.Limit));
        Assert.Equal(expected, Run(normalizer, utterance));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(0, float.NaN)]
    [InlineData(float.PositiveInfinity, 1)]
    public void Useless_statistics_are_refused(float mean, float deviation) =>
        Assert.Throws<ArgumentException>(() => new FeatureNormalizer([mean], [deviation]));

    [Fact]
    public void Nothing_added_gives_no_normalizer() =>
        Assert.Throws<InvalidOperationException>(() => new FeatureStatistics().ToNormalizer());

    private static float[] Hop(Random random) =>
        [.. Enumerable.Range(0, AudioFormat.Bands).Select(band => (float)((random.NextDouble() * 4) - (0.1 * band)))];

    private static FeatureNormalizer Fit(float[][] utterance)
    {
        var statistics = new FeatureStatistics();
        statistics.BeginUtterance();
        foreach (float[] hop in utterance) statistics.Add(hop);
        return statistics.ToNormalizer();
    }

    private static float[][] Run(FeatureNormalizer normalizer, float[][] utterance) =>
        [.. utterance.Select(hop =>
        {
            var features = new float[hop.Length];
            normalizer.Normalize(hop, features);
            return features;
        })];
}

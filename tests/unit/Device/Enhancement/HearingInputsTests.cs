using OnBoard.Device.Enhancement;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Device.Enhancement;

public sealed class HearingInputsTests
{
    private const int Hop = AudioFormat.HopLength;

    [Theory]
    [InlineData(HearingFeatures.History, 0.1f)]
    [InlineData(HearingFeatures.History, 20f)]
    [InlineData(HearingFeatures.Memory, 0.1f)]
    [InlineData(HearingFeatures.Memory, 20f)]
    [InlineData(HearingFeatures.FineMemory, 0.1f)]
    [InlineData(HearingFeatures.FineMemory, 20f)]
    public void The_microphones_gain_does_not_matter(HearingFeatures kind, float gain)
    {
        float[] sound = Sound(100, seed: 1);
        float[][] plain = Run(kind, sound), amplified = Run(kind, [.. sound.Select(sample => gain * sample)]);
        for (int hop = 0; hop < plain.Length; hop++)
        {
            for (int i = 0; i < plain[hop].Length; i++) Assert.Equal(plain[hop][i], amplified[hop][i], 2e-2);
        }
    }

    [Fact]
    public void The_microphones_tilt_does_not_matter_to_what_is_relative_to_the_noise()
    {
        float[] sound = Sound(150, seed: 2), tilted = [.. sound];
        for (int n = 1; n < sound.Length; n++) tilted[n] = sound[n] - (0.6f * sound[n - 1]);
        float[][] plain = Run(HearingFeatures.Memory, sound), other = Run(HearingFeatures.Memory, tilted);

        // The first 48 are relative to the level over all bands; what is relative to the same band's floor stays.
        float shape = 0, relative = 0;
        for (int hop = 50; hop < plain.Length; hop++)
        {
            shape += Mean(plain[hop], other[hop], 0, 48);
            relative += Mean(plain[hop], other[hop], 48, 192);
        }

        Assert.True(relative < 0.15f * shape, $"{relative} against {shape}");

        static float Mean(float[] one, float[] two, int from, int to) =>
            Enumerable.Range(from, to - from).Average(i => MathF.Abs(one[i] - two[i]));
    }

    [Theory]
    [InlineData(HearingFeatures.History)]
    [InlineData(HearingFeatures.Memory)]
    [InlineData(HearingFeatures.FineMemory)]
    public void Reset_makes_an_utterance_independent_of_the_one_before(HearingFeatures kind)
    {
        HearingInputs inputs = HearingInputs.Create(FeatureScaling.Unscaled(kind, SightFeatures.History));
        float[][] first = Run(inputs, Sound(30, seed: 3));
        Run(inputs, Sound(40, seed: 4));
        inputs.Reset();
        Assert.Equal(first, Run(inputs, Sound(30, seed: 3)));
    }

    [Fact]
    public void Digital_silence_before_the_talker_does_not_change_the_level()
    {
        HearingInputs inputs = HearingInputs.Create(FeatureScaling.Identity);
        float[] sound = Sound(20, seed: 5);
        float[][] expected = Run(inputs, sound);
        inputs.Reset();
        Run(inputs, new float[200 * Hop]);
        float[][] after = Run(inputs, sound);

        // Four hops until the history holds none of the silence.
        for (int hop = 4; hop < after.Length; hop++) Assert.Equal(expected[hop], after[hop]);
    }

    [Theory]
    [InlineData(HearingFeatures.History)]
    [InlineData(HearingFeatures.Memory)]
    [InlineData(HearingFeatures.FineMemory)]
    public void Any_sound_gives_finite_features_within_the_limit_and_garbage_is_forgotten(HearingFeatures kind)
    {
        HearingInputs inputs = HearingInputs.Create(FeatureScaling.Unscaled(kind, SightFeatures.History));
        Random random = new(7);
        float[] wild = Chunks(hop => hop switch { 0 => 0f, 1 => 1e6f * random.NextSingle(), 2 => 1e-30f, _ => float.NaN });
        Assert.All(Run(inputs, wild), Within);

        // What is no number is forgotten: two windows later all is as if it had not been, but for the memory of the hops it took.
        inputs.Reset();
        Run(inputs, Chunks(hop => hop == 0 ? float.NaN : float.PositiveInfinity));
        float[] sound = Sound(100, seed: 6);
        float[][] after = Run(inputs, sound), expected = Run(kind, sound);
        Assert.All(after, Within);
        for (int i = 0; i < 48; i++) Assert.Equal(expected[^1][i], after[^1][i], 0.2);

        static float[] Chunks(Func<int, float> sample) =>
            [.. Enumerable.Range(0, 40 * Hop).Select(n => sample(n / Hop % 4))];

        static void Within(float[] hop) => Assert.All(hop, value => Assert.InRange(value, -HearingInputs.Limit, HearingInputs.Limit));
    }

    [Theory]
    [InlineData(HearingFeatures.History)]
    [InlineData(HearingFeatures.Memory)]
    [InlineData(HearingFeatures.FineMemory)]
    public void Another_goes_on_from_a_saved_state_with_the_same_bits(HearingFeatures kind)
    {
        FeatureScaling scaling = FeatureScaling.Unscaled(kind, SightFeatures.Lips) with { Delta = 0.1f };
        NetworkInputs one = new(scaling), other = new(scaling);
        SpectralAnalyzer analyzer = new(one.Format);
        Hear(one, analyzer, Sound(80, seed: 8));
        Random random = new(9);
        float[] mouth = [.. Enumerable.Range(0, 64).Select(_ => random.NextSingle())];
        one.SeeMouth(mouth);
        EnhancerState state = new(network: null, one, new GainGuard(scaling.Gains, one.Format.Bands));
        one.Save(state);
        Hear(other, new SpectralAnalyzer(one.Format), Sound(3, seed: 10));
        other.Restore(state);
        float[] before = new float[one.Format.WindowLength];
        analyzer.Save(before);
        SpectralAnalyzer same = new(one.Format);
        same.Restore(before);
        Hear(one, analyzer, Sound(40, seed: 11));
        Hear(other, same, Sound(40, seed: 11));
        mouth[3] += 1;
        one.SeeMouth(mouth);
        other.SeeMouth(mouth);
        Assert.Equal(one.Audio, other.Audio);
        Assert.Equal(one.Video, other.Video);
    }

    [Fact]
    public void A_hop_allocates_nothing()
    {
        NetworkInputs inputs = new(FeatureScaling.Unscaled(HearingFeatures.Memory, SightFeatures.Lips));
        SpectralAnalyzer analyzer = new();
        HopAnalysis hop = new();
        float[] sound = Sound(100, seed: 12), mouth = new float[64];
        void All()
        {
            for (int at = 0; at < sound.Length; at += Hop)
            {
                hop.Analyze(sound.AsSpan(at, Hop), analyzer);
                inputs.Hear(hop);
                inputs.SeeMouth(mouth);
            }
        }

        All();
        Allocations.None(All);
    }

    [Fact]
    public void Features_of_unseen_talkers_and_levels_are_about_zero_mean_and_unit_variance()
    {
        const string folder = "metric_vectors/grid_mix";
        double[] sum = new double[48], squares = new double[48];
        long count = 0;
        foreach (float[] clip in Mixtures("s1_*dB.wav").Concat(Mixtures("s2_*dB.wav")))
        {
            foreach (float[] hop in Run(HearingFeatures.History, clip))
            {
                count++;
                for (int band = 0; band < 48; band++)
                {
                    sum[band] += hop[band];
                    squares[band] += hop[band] * hop[band];
                }
            }
        }

        FeatureScaling scaling = FeatureScaling.Identity with
        {
            AudioMean = [.. sum.Select(value => (float)(value / count))],
            AudioDeviation = [.. sum.Zip(squares, (s, q) => (float)Math.Sqrt((q / count) - (s / count * (s / count))))],
        };
        foreach (float gain in new[] { 0.1f, 1, 10 })
        {
            double total = 0, totalSquares = 0;
            int features = 0, held = 0;
            foreach (float[] clip in Mixtures("s3_*dB.wav").Concat(Mixtures("s5_*dB.wav")))
            {
                HearingInputs inputs = HearingInputs.Create(scaling);
                foreach (float feature in Run(inputs, [.. clip.Select(sample => gain * sample)]).SelectMany(hop => hop[..48]))
                {
                    total += feature;
                    totalSquares += feature * feature;
                    features++;
                    if (MathF.Abs(feature) >= HearingInputs.Limit) held++;
                }
            }

            double mean = total / features;
            double deviation = Math.Sqrt((totalSquares / features) - (mean * mean));
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"gain {gain}: mean {mean:F3}, deviation {deviation:F3}, held {100.0 * held / features:F3} %");
            Assert.InRange(mean, -0.6, 0.6);
            Assert.InRange(deviation, 0.7, 1.3);
            Assert.True(held < 0.001 * features, $"{held} of {features} features are held at the limit");
        }

        static IEnumerable<float[]> Mixtures(string pattern) =>
            Directory.GetFiles(TestData.Require(folder), pattern).Order().Select(path => WavFile.Read(path).ToMono());
    }

    private static float[][] Run(HearingFeatures kind, float[] sound) =>
        Run(HearingInputs.Create(FeatureScaling.Unscaled(kind, SightFeatures.History)), sound);

    private static float[][] Run(HearingInputs inputs, float[] sound)
    {
        SpectralAnalyzer analyzer = new(inputs.Format);
        HopAnalysis hop = new(inputs.Format);
        List<float[]> all = [];
        for (int at = 0; at + Hop <= sound.Length; at += Hop)
        {
            hop.Analyze(sound.AsSpan(at, Hop), analyzer);
            inputs.Push(hop);
            all.Add(inputs.Inputs.ToArray());
        }

        return [.. all];
    }

    private static void Hear(NetworkInputs inputs, SpectralAnalyzer analyzer, float[] sound)
    {
        HopAnalysis hop = new(inputs.Format);
        for (int at = 0; at + Hop <= sound.Length; at += Hop)
        {
            hop.Analyze(sound.AsSpan(at, Hop), analyzer);
            inputs.Hear(hop);
        }
    }

    /// <summary>Noise under a buzz that comes and goes.</summary>
    private static float[] Sound(int hops, int seed)
    {
        Random random = new(seed);
        float[] sound = new float[hops * Hop];
        for (int n = 0; n < sound.Length; n++)
        {
            float envelope = MathF.Max(0f, MathF.Sin(n / 2000f));
            float buzz = n % 133 < 8 ? 0.5f : -0.03f;
            sound[n] = (0.02f * (random.NextSingle() - 0.5f)) + (0.3f * envelope * buzz);
        }

        return sound;
    }
}

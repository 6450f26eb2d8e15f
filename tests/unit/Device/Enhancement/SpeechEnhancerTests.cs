using OnBoard.Device.Enhancement;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Tests.Unit.Device.Service.Pipeline;

namespace OnBoard.Tests.Unit.Device.Enhancement;

public class SpeechEnhancerTests
{
    private const int Hop = AudioFormat.HopLength;

    [Fact]
    public void Unit_gains_give_the_input_one_hop_later()
    {
        using SpeechEnhancer enhancer = new(new ScriptedEngine(gain: 1f), FeatureScaling.Identity);
        float[] input = Noise(50 * Hop, seed: 1);
        float[] output = Run(enhancer, input);
        Assert.All(output[..Hop], sample => Assert.True(Math.Abs(sample) < 1e-6f, "the first hop is not silent"));
        for (int n = Hop; n < input.Length; n++)
            Assert.True(Math.Abs(output[n] - input[n - Hop]) < 1e-5f, $"sample {n}: {output[n]} for {input[n - Hop]}");
    }

    [Fact]
    public void Gains_scale_the_sound()
    {
        using SpeechEnhancer enhancer = new(new ScriptedEngine(gain: 0.25f), FeatureScaling.Identity);

        // Tones that rise from nothing: of what is heard alone, no window has a mean, which would pass.
        float[] input = [.. Enumerable.Range(0, 20 * Hop).Select(n => Math.Min(n / (4f * Hop), 1) * 0.05f * (MathF.Sin(0.9f * n) + MathF.Sin(2.1f * n)))];
        float[] output = Run(enhancer, input);

        // The applied gain is the network's to the power 3/2.
        for (int n = Hop; n < input.Length; n++) Assert.Equal(0.125f * input[n - Hop], output[n], 1e-5f);
        Assert.All(enhancer.Gains.ToArray(), gain => Assert.Equal(0.25f, gain));
    }

    [Fact]
    public void An_offset_of_the_microphone_is_left_as_it_is()
    {
        using SpeechEnhancer enhancer = new(new ScriptedEngine(gain: 0f), FeatureScaling.Identity);
        float[] output = Run(enhancer, [.. Enumerable.Repeat(0.3f, 20 * Hop)]);
        for (int n = 4 * Hop; n < output.Length; n++) Assert.Equal(0.3f, output[n], 0.01f * 0.3f);
    }

    [Fact]
    public void A_hop_passed_through_is_unprocessed_and_equally_late()
    {
        ScriptedEngine engine = new(gain: 0f);
        using SpeechEnhancer enhancer = new(engine, FeatureScaling.Identity);
        float[] input = Noise(20 * Hop, seed: 3);
        float[] output = new float[input.Length];
        for (int at = 0; at < input.Length; at += Hop)
        {
            enhancer.Hear(input.AsSpan(at, Hop));
            enhancer.PassThrough();
            enhancer.Speak(output.AsSpan(at, Hop));
        }

        for (int n = Hop; n < input.Length; n++) Assert.Equal(input[n - Hop], output[n], 1e-5f);
        Assert.Equal(0, engine.Counts.Steps);
    }

    [Fact]
    public void A_frame_is_held_until_the_next_and_forgotten_when_sight_is_lost()
    {
        ScriptedEngine engine = new();
        FeatureScaling scaling = FeatureScaling.Identity with
        {
            VideoMean = [.. Enumerable.Repeat(1f, 64)],
            VideoDeviation = [.. Enumerable.Repeat(2f, 64)],
        };
        using SpeechEnhancer enhancer = new(engine, scaling);
        float[] hop = new float[Hop];
        enhancer.SeeMouth([.. Enumerable.Repeat(3f, 64)]);
        enhancer.Process(hop, hop);
        Assert.Equal(1f, engine.Video[0]);
        enhancer.Process(hop, hop);
        Assert.Equal(1f, engine.Video[0]);
        Assert.Equal(0f, engine.Video[64]);

        enhancer.SeeMouth([.. Enumerable.Repeat(5f, 64)]);
        enhancer.Process(hop, hop);
        Assert.Equal([2f, 1f, 0f], [engine.Video[0], engine.Video[64], engine.Video[128]]);

        enhancer.SeeNoMouth();
        enhancer.Process(hop, hop);
        Assert.Equal([0f, 2f, 1f], [engine.Video[0], engine.Video[64], engine.Video[128]]);

        enhancer.LoseSight();
        enhancer.Process(hop, hop);
        Assert.All(engine.Video, input => Assert.Equal(0f, input));
    }

    [Fact]
    public void Activity_is_the_sum_over_streams_and_layers()
    {
        using SpeechEnhancer enhancer = new(new ScriptedEngine(), FeatureScaling.Identity);
        float[] hop = new float[Hop];
        enhancer.Process(hop, hop);
        Assert.Equal(256, enhancer.Cells);
        Assert.Equal(32, enhancer.ActiveCells);
    }

    [Fact]
    public void Reset_makes_the_next_utterance_independent_of_the_last()
    {
        EnhancerModel model = EnhancerModel.Untrained(NetworkDescription.Tiny, seed: 3);
        using SpeechEnhancer enhancer = new(model.CreateEngine("float"), model.Scaling);
        float[] input = Noise(20 * Hop, seed: 4);
        float[] first = Run(enhancer, input);
        Run(enhancer, Noise(30 * Hop, seed: 5));
        enhancer.Reset();
        Assert.Equal(first, Run(enhancer, input));
    }

    [Theory]
    [InlineData("cpu", "integer")]
    [InlineData("integer", "cpu")]
    public void Another_enhancer_goes_on_from_a_saved_state_with_the_same_bits(string first, string second)
    {
        EnhancerModel model = EnhancerModel.Untrained(NetworkDescription.Tiny, seed: 8);
        using SpeechEnhancer one = new(model.CreateEngine(first), model.Scaling);
        using SpeechEnhancer other = new(model.CreateEngine(second), model.Scaling);
        Run(one, Noise(30 * Hop, seed: 9));
        one.SeeMouth(Noise(64, seed: 10));
        EnhancerState state = one.CreateState();
        one.Save(state);
        Run(other, Noise(3 * Hop, seed: 11));
        other.Restore(state);
        float[] input = Noise(20 * Hop, seed: 12);
        Assert.Equal(Run(one, input), Run(other, input));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_hop_allocates_nothing(string engine)
    {
        EnhancerModel model = EnhancerModel.Untrained(NetworkDescription.Tiny, seed: 1);
        using SpeechEnhancer enhancer = new(model.CreateEngine(engine), model.Scaling);
        float[] input = Noise(Hop, seed: 6), output = new float[Hop];
        float[] mouth = Noise(64, seed: 7);
        EnhancerState state = enhancer.CreateState();
        for (int i = 0; i < 200; i++) OneHop();
        Allocations.None(() =>
        {
            for (int i = 0; i < 100; i++) OneHop();
        });

        void OneHop()
        {
            enhancer.SeeMouth(mouth);
            enhancer.Process(input, output);
            enhancer.LoseSight();
            enhancer.Save(state);
        }
    }

    [Fact]
    public void Events_are_those_of_inputs_that_are_not_zero()
    {
        NetworkDescription description = FormerNetworks.Tiny;
        EnhancerModel model = EnhancerModel.Untrained(description, seed: 1);
        using IEngine engine = model.CreateEngine("float");
        float[] audio = new float[240], video = new float[192], gains = new float[48];
        audio[3] = 1f;
        audio[17] = -1f;
        video[5] = 0.5f;
        engine.Forward(audio, video, gains);
        Assert.Equal(3 * description.Cells, engine.Counts.Input);
        Assert.Equal(1, engine.Counts.Steps);

        int first = engine.ActiveCells(StreamName.Audio, 0) + engine.ActiveCells(StreamName.Video, 0);
        int last = engine.ActiveCells(StreamName.Audio, 1) + engine.ActiveCells(StreamName.Video, 1);
        Assert.InRange(first, 1, 2 * description.Cells);

        // Two layers of two streams with a bias row each in soma and apical, and the read-out with one.
        int biases = (8 * description.Cells) + description.Outputs;
        Assert.Equal((first * description.Cells) + (last * description.Outputs) + biases, engine.Counts.Receptive);
        Assert.Equal(first * description.Cells, engine.Counts.Context);
    }

    public static TheoryData<string> Engines => ["cpu", "integer", "float", "model"];

    private static float[] Run(SpeechEnhancer enhancer, float[] input)
    {
        float[] output = new float[input.Length];
        for (int at = 0; at < input.Length; at += Hop) enhancer.Process(input.AsSpan(at, Hop), output.AsSpan(at, Hop));
        return output;
    }

    private static float[] Noise(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 0.5f)];
    }
}

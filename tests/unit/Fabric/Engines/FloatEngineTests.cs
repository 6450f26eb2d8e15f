using OnBoard.Fabric.Engines.Float;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

public class FloatEngineTests
{
    private const int Lanes = 3;

    private static readonly NetworkDescription Small = new()
    {
        Name = "small", AudioInputs = 7, VideoInputs = 5, Cells = 16, Layers = 3, Outputs = 6, DistalFromLayer = 0,
        UniversalGroups = 4, UniversalShift = 1,
    };

    public static TheoryData<ActivationLaw, bool> Laws =>
        [.. Enum.GetValues<ActivationLaw>().Select(law => (law, law is ActivationLaw.Point or ActivationLaw.Gated)), (ActivationLaw.Cooperation, true)];

    [Theory]
    [MemberData(nameof(Laws))]
    public void Gradients_of_every_weight_agree_with_finite_differences(ActivationLaw law, bool readsAllLayers)
    {
        NetworkTopology topology = new(Small with { Law = law, ReadsAllLayers = readsAllLayers });
        NetworkParameters parameters = NetworkParameters.Initialize(topology, seed: 5);
        Random random = new(7);
        foreach (float[] weights in parameters.Weights)
        {
            for (int i = 0; i < weights.Length; i++) weights[i] = (weights[i] * 0.4f) + (0.1f * random.NextSingle());
        }

        // Moderate outputs, so that the loss is far from where single precision rounds it.
        foreach (ref float weight in parameters.Weights[topology.Readout.Index].AsSpan()) weight *= 0.2f;

        float[] audio1 = Noise(random, Lanes * 7), video1 = Noise(random, Lanes * 5);
        float[] audio2 = Noise(random, Lanes * 7), video2 = Noise(random, Lanes * 5);
        float[] targets = [.. Enumerable.Range(0, Lanes * 6).Select(_ => random.NextSingle())];

        FloatEngine engine = new(new FloatWeights(parameters), Lanes, tapeFrames: 2);
        float[][] gradients = [.. topology.Matrices.Select(matrix => new float[matrix.Count])];
        engine.Forward(audio1, video1, training: true);
        FloatEngineState held = FloatEngineState.Of(engine);
        engine.Forward(audio2, video2, training: true);
        engine.Backward(targets);
        engine.DrainTape(gradients);

        int checkedWeights = 0, kinks = 0;
        foreach (SynapseMatrix matrix in topology.Matrices)
        {
            for (int i = 0; i < matrix.Count; i += 3)
            {
                // The loss of the second step alone, with the contexts of the first step held: one step of truncation.
                double up = Loss(matrix.Index, i, 5e-3f), here = Loss(matrix.Index, i, 0f), down = Loss(matrix.Index, i, -5e-3f);
                double slope = (up - down) / 1e-2;

                // Where the two sides disagree a cell crossed its clip in between and there is no slope to compare.
                if (Math.Abs(up - here - (here - down)) / 5e-3 > 1e-2 * (1 + Math.Abs(slope)))
                {
                    kinks++;
                    continue;
                }

                checkedWeights++;
                Assert.True(
                    Math.Abs(slope - gradients[matrix.Index][i]) < 6e-3 * (1 + Math.Abs(slope)),
                    $"{law} {matrix.Name}[{i}]: finite difference {slope:F5}, gradient {gradients[matrix.Index][i]:F5}");
            }
        }

        Assert.True(checkedWeights > 10 * kinks, $"only {checkedWeights} checked, {kinks} left out");
        Assert.Contains(gradients, gradient => gradient.Any(value => Math.Abs(value) > 1e-3f));

        double Loss(int matrix, int index, float delta)
        {
            float before = parameters.Weights[matrix][index];
            parameters.Weights[matrix][index] = before + delta;
            FloatEngine probe = new(new FloatWeights(parameters), Lanes, tapeFrames: 1);
            held.Restore(probe);
            probe.Forward(audio2, video2);
            parameters.Weights[matrix][index] = before;
            return MaskLoss.Of(probe.Gains, targets).CrossEntropySum;
        }
    }

    [Fact]
    public void Lanes_do_not_touch_each_other()
    {
        NetworkTopology topology = new(Small);
        NetworkParameters parameters = NetworkParameters.Initialize(topology, seed: 1);
        Random random = new(2);
        FloatEngine many = new(new FloatWeights(parameters), Lanes, tapeFrames: 1);
        FloatEngine one = new(parameters);
        for (int step = 0; step < 5; step++)
        {
            float[] audio = Noise(random, Lanes * 7), video = Noise(random, Lanes * 5);
            many.Forward(audio, video);
            one.Forward(audio.AsSpan(7, 7), video.AsSpan(5, 5));
            Assert.Equal(one.Gains.ToArray(), many.Gains.Slice(6, 6).ToArray());
        }
    }

    [Fact]
    public void Reset_begins_the_utterance_anew()
    {
        NetworkParameters parameters = NetworkParameters.Initialize(new NetworkTopology(Small), seed: 1);
        Random random = new(3);
        float[] audio = Noise(random, 7), video = Noise(random, 5);
        FloatEngine engine = new(parameters);
        engine.Forward(audio, video);
        float[] first = engine.Gains.ToArray();
        engine.Forward(audio, video);
        Assert.NotEqual(first, engine.Gains.ToArray());
        engine.Reset();
        engine.Forward(audio, video);
        Assert.Equal(first, engine.Gains.ToArray());
    }

    private static float[] Noise(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (2f * random.NextSingle()) - 1f)];
}

using CsCheck;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

public class CpuEngineTests
{
    /// <summary>Every set of vectors; a test of one that the processor lacks is skipped.</summary>
    public static TheoryData<CpuVectors> AllVectors => [.. Enum.GetValues<CpuVectors>()];

    private static readonly Gen<(NetworkDescription Description, int Seed, double Active, float Gain)> Networks =
        Gen.Select(
            Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 9], Gen.Int[1, 3], Gen.Int[1, 70],
            Gen.Enum<ActivationLaw>(), Gen.Int[-1, 3], Gen.Int[0, 3],
            (audio, video, cells, layers, outputs, law, distal, contexts) => new NetworkDescription
            {
                Name = "random", AudioInputs = audio, VideoInputs = video, Cells = 16 * cells, Layers = layers,
                Outputs = outputs, Law = law, DistalFromLayer = distal < 0 ? null : Math.Min(distal, layers),
                Proximal = (contexts & 1) != 0, Universal = (contexts & 2) != 0,
                UniversalGroups = cells * (contexts == 3 ? 1 : 4), UniversalShift = contexts,
            })
        .Select(
            Gen.Int[0, 100000], Gen.OneOf(Gen.Const(0.0), Gen.Const(1.0), Gen.Double[0, 1]), Gen.Float[0.2f, 2f],
            (description, seed, active, gain) => (description, seed, active, gain));

    [Theory]
    [MemberData(nameof(AllVectors))]
    public void Every_bit_is_that_of_the_definition(CpuVectors vectors)
    {
        Assert.SkipUnless(SupportedVectors.Has(vectors), $"this processor has no {vectors}");
        Networks.Sample(
            test => Compare(test.Description, vectors, test.Seed, test.Active, test.Gain, steps: 12),
            iter: 40, seed: "000000000000");
    }

    [Theory]
    [MemberData(nameof(AllVectors))]
    public void Hundreds_of_training_steps_stay_bit_exact(CpuVectors vectors)
    {
        Assert.SkipUnless(SupportedVectors.Has(vectors), $"this processor has no {vectors}");
        foreach (ActivationLaw law in new[] { ActivationLaw.Cooperation, ActivationLaw.Point, ActivationLaw.Tm3 })
            Compare(TestNetworks.Small with { Law = law, Cells = 48, UniversalGroups = 3 }, vectors, seed: 11, active: 0.4, gain: 0.7f, steps: 300);
    }

    /// <summary>Learning rates over the whole range of shifts, up to weights that saturate.</summary>
    [Theory]
    [MemberData(nameof(AllVectors))]
    public void Every_learning_rate_is_bit_exact(CpuVectors vectors)
    {
        Assert.SkipUnless(SupportedVectors.Has(vectors), $"this processor has no {vectors}");
        long saturations = 0;
        for (int rate = -20; rate <= 30; rate++)
            saturations += Compare(TestNetworks.Small with { Layers = 2 }, vectors, 3, 0.5, 1f, steps: 4, rate);
        Assert.True(saturations > 100, $"only {saturations} weights saturated");
    }

    [Fact]
    public void Base_is_bit_exact() => Compare(NetworkDescription.Base, SupportedVectors.Widest, 5, 0.6, 0.9f, steps: 3);

    [Fact]
    public void A_step_allocates_nothing()
    {
        IntegerNetwork network = IntegerNetwork.Quantize(TestNetworks.Random(TestNetworks.Small, seed: 1));
        using FeatureEngine engine = new(new CpuEngine(network));
        float[] audio = new float[23], video = new float[17], targets = new float[10], gains = new float[10];
        audio.AsSpan().Fill(0.7f);
        Steps(50);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Steps(50);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Steps(int count)
        {
            for (int i = 0; i < count; i++)
            {
                engine.Forward(audio, video, gains);
                engine.Train(audio, video, targets, gains);
                engine.Reset();
            }
        }
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        using CpuEngine engine = new(new IntegerNetwork(new NetworkTopology(TestNetworks.Small)));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Forward(new short[22], new short[17], new short[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Forward(new short[23], new short[18], new short[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Forward(new short[23], new short[17], new short[9]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => engine.Train(new short[23], new short[17], new short[9], new short[10]));
    }

    private static long Compare(
        NetworkDescription description, CpuVectors vectors, int seed, double active, float gain, int steps, int rate = 5)
    {
        IntegerNetwork network = IntegerNetwork.Quantize(TestNetworks.Random(description, seed, gain));
        Array.Fill(network.RateShifts, rate);
        IntegerLearning learning = new((uint)seed, ActivityPenalty: seed % 20, RateShift: seed % 2);
        using IntegerEngine definition = new(network) { Learning = learning };
        using CpuEngine engine = new(network, vectors) { Learning = learning };
        Random random = new(seed);
        short[] expected = new short[description.Outputs], gains = new short[description.Outputs];
        NetworkState expectedState = new(network.Topology), state = new(network.Topology);
        IntegerNetwork expectedWeights = new(network.Topology), weights = new(network.Topology);
        for (int step = 0; step < steps; step++)
        {
            short[] audio = TestNetworks.Events(random, description.AudioInputs, active);
            short[] video = TestNetworks.Events(random, description.VideoInputs, active);
            if (step % 3 == 0)
            {
                definition.Forward(audio, video, expected);
                engine.Forward(audio, video, gains);
            }
            else
            {
                short[] targets = [.. expected.Select(_ => (short)random.Next(4097))];
                definition.Train(audio, video, targets, expected);
                engine.Train(audio, video, targets, gains);
            }

            Assert.Equal(expected, gains);
            if (step == steps / 2)
            {
                definition.Reset();
                engine.Reset();
            }
        }

        definition.ReadState(expectedState);
        engine.ReadState(state);
        Assert.Equal(expectedState.Outputs, state.Outputs);
        Assert.Equal(expectedState.Universal, state.Universal);
        Assert.Equal(expectedState.Step, state.Step);
        definition.ReadWeights(expectedWeights);
        engine.ReadWeights(weights);
        Assert.Equal(expectedWeights.Weights, weights.Weights);
        Assert.Equal(definition.Counts, engine.Counts);
        Assert.Equal(definition.Saturations, engine.Saturations);
        foreach (StreamName stream in NetworkTopology.Streams)
            Assert.Equal(definition.ActiveCells(stream, 0), engine.ActiveCells(stream, 0));

        // Put back and read again: the copies are complete.
        engine.WriteState(expectedState);
        engine.WriteWeights(expectedWeights);
        engine.ReadState(state);
        engine.ReadWeights(weights);
        Assert.Equal(expectedState.Outputs, state.Outputs);
        Assert.Equal(expectedWeights.Weights, weights.Weights);
        return engine.Saturations;
    }
}

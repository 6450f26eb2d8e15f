using CsCheck;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>Compares an engine with the definition, bit by bit and count by count.</summary>
internal static class EngineComparison
{
    /// <summary>How two engines are compared.</summary>
    /// <param name="Seed">Of weights, inputs, targets and rounding.</param>
    /// <param name="Active">The share of inputs that are not zero.</param>
    /// <param name="Gain">Of the weights.</param>
    /// <param name="Steps">Steps; two of three train.</param>
    /// <param name="Rate">The learning rate is 2^-rate.</param>
    public readonly record struct Run(int Seed, double Active, float Gain, int Steps, int Rate = 5);

    /// <summary>Networks of every shape and law, with how active their inputs are and how large their weights.</summary>
    public static readonly Gen<(NetworkDescription Description, int Seed, double Active, float Gain)> Networks =
        Gen.Select(
            Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 9], Gen.Int[1, 3], Gen.Int[1, 70],
            Gen.Enum<ActivationLaw>(), Gen.Select(Gen.Int[-1, 3], Gen.Int[0, 3], Gen.OneOf(Gen.Const(0), Gen.Int[1, 9], Gen.Int[10, 64])),
            (audio, video, cells, layers, outputs, law, rest) => new NetworkDescription
            {
                Name = "random", AudioInputs = audio, VideoInputs = video, Cells = 16 * cells, Layers = layers,
                Outputs = outputs, Law = law, DistalFromLayer = rest.Item1 < 0 ? null : Math.Min(rest.Item1, layers),
                Proximal = (rest.Item2 & 1) != 0, Universal = (rest.Item2 & 2) != 0,
                UniversalGroups = cells * (rest.Item2 == 3 ? 1 : 4), UniversalShift = rest.Item2, SendThreshold = rest.Item3,
            })
        .Select(
            Gen.Int[0, 100000], Gen.OneOf(Gen.Const(0.0), Gen.Const(1.0), Gen.Double[0, 1]), Gen.Float[0.2f, 2f],
            (description, seed, active, gain) => (description, seed, active, gain));

    /// <summary>Runs and trains both, and compares all that can be seen of them.</summary>
    /// <param name="description">The network.</param>
    /// <param name="create">Makes the engine that is compared.</param>
    /// <param name="run">How it is run.</param>
    /// <returns>Weights that saturated.</returns>
    public static long Compare(NetworkDescription description, Func<IntegerNetwork, IEventEngine> create, Run run)
    {
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, run.Seed, run.Gain));
        Array.Fill(network.RateShifts, run.Rate);
        using IEventEngine engine = create(network);
        Assert.Null(EngineAgreement.FirstDifference(network, engine, new(run.Seed, run.Active, run.Steps)));

        // Put back and read again: the copies are complete.
        NetworkState expectedState = new(network.Topology), state = new(network.Topology);
        IntegerNetwork expectedWeights = new(network.Topology), weights = new(network.Topology);
        engine.ReadState(expectedState);
        engine.ReadWeights(expectedWeights);
        engine.WriteState(expectedState);
        engine.WriteWeights(expectedWeights);
        engine.ReadState(state);
        engine.ReadWeights(weights);
        Assert.Equal(expectedState.Outputs, state.Outputs);
        Assert.Equal(expectedState.Memories, state.Memories);
        Assert.Equal(expectedState.Sent, state.Sent);
        Assert.Equal(expectedState.SentAudio, state.SentAudio);
        Assert.Equal(expectedState.SentVideo, state.SentVideo);
        Assert.Equal(expectedState.SentUniversal, state.SentUniversal);
        Assert.Equal(expectedWeights.Weights, weights.Weights);
        return engine.Saturations;
    }

    /// <summary>Makes sure that steps of every kind leave nothing for the garbage collector.</summary>
    public static void AllocatesNothing(Func<IntegerNetwork, IEventEngine> create, NetworkDescription? description = null)
    {
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description ?? TestNetworks.Small, seed: 1));
        using FeatureEngine engine = new(create(network));
        float[] audio = new float[23], video = new float[17], targets = new float[10], gains = new float[10];
        audio.AsSpan().Fill(0.7f);
        Steps(50);
        Allocations.None(() => Steps(50));

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
}

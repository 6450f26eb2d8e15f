using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

public class EngineAgreementTests
{
    private static readonly EngineAgreement.Run Run = new(Seed: 3, Active: 0.5, Steps: 9);
    private readonly IntegerNetwork _network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 1));

    [Fact]
    public void The_definition_agrees_with_itself()
    {
        using IntegerEngine engine = new(_network);
        Assert.Null(EngineAgreement.FirstDifference(_network, engine, Run));
    }

    [Fact]
    public void One_weight_by_one_step_is_a_difference_even_where_no_gain_shows_it()
    {
        IntegerNetwork other = new(_network.Topology);
        other.CopyFrom(_network);
        other.Weights[^1][^1]++;
        using IntegerEngine engine = new(other);
        Assert.NotNull(EngineAgreement.FirstDifference(_network, engine, Run with { Active = 0 }));
    }

    [Fact]
    public void An_engine_that_forgets_to_reset_is_found()
    {
        using Deviant engine = new(new IntegerEngine(_network)) { Resets = false };
        Assert.NotNull(EngineAgreement.FirstDifference(_network, engine, Run));
    }

    /// <summary>What cells remember shows in no output while it is less than an event.</summary>
    [Fact]
    public void Another_memory_is_a_difference_even_where_no_output_shows_it()
    {
        IntegerNetwork network = IntegerNetwork.Quantize(
            RandomNetworks.Parameters(TestNetworks.Small with { Law = ActivationLaw.Gated }, seed: 1));
        using IntegerEngine engine = new(network);
        NetworkState state = new(network.Topology);
        Assert.Null(EngineAgreement.FirstDifference(network, engine, Run));
        engine.ReadState(state);
        state.Memories[3][0] ^= 1;
        using Deviant deviant = new(new IntegerEngine(network)) { Resets = true, State = state };
        Assert.Contains("remember", EngineAgreement.FirstDifference(network, deviant, Run)!, StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_that_counts_otherwise_is_found()
    {
        using Deviant engine = new(new IntegerEngine(_network)) { Resets = true, CountsSteps = 1 };
        Assert.StartsWith("counts", EngineAgreement.FirstDifference(_network, engine, Run), StringComparison.Ordinal);
    }

    /// <summary>An engine with one fault.</summary>
    private sealed class Deviant(IEventEngine engine) : IEventEngine
    {
        public bool Resets { get; init; }
        public long CountsSteps { get; init; }
        public NetworkState? State { get; init; }
        public string Name => engine.Name;
        public NetworkTopology Topology => engine.Topology;
        public EventCounts Counts => engine.Counts with { Steps = engine.Counts.Steps + CountsSteps };
        public long Saturations => engine.Saturations;
        public IntegerLearning Learning { get => engine.Learning; set => engine.Learning = value; }

        public void Reset()
        {
            if (Resets) engine.Reset();
        }

        public void Forward(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains) => engine.Forward(audio, video, gains);

        public void Train(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains) =>
            engine.Train(audio, video, targets, gains);

        public int ActiveCells(StreamName stream, int layer) => engine.ActiveCells(stream, layer);
        public void ReadState(NetworkState state)
        {
            if (State is { } other) state.CopyFrom(other);
            else engine.ReadState(state);
        }

        public void WriteState(NetworkState state) => engine.WriteState(state);
        public void ReadWeights(IntegerNetwork network) => engine.ReadWeights(network);
        public void WriteWeights(IntegerNetwork network) => engine.WriteWeights(network);
        public void Dispose() => engine.Dispose();
    }
}

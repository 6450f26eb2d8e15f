using CsCheck;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines.Model;
using OnBoard.Fabric.Engines.Rtl;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Fabric.Engines;

namespace OnBoard.Tests.Unit.Fabric.Rtl;

/// <summary>
/// The logic gives the definition's bits and counts, through the driver that hardware has, whatever the memory's pace; and it
/// keeps the rules of the bus meanwhile.
/// </summary>
public class RtlEngineTests
{
    public static TheoryData<int> Lanes => SimulatedLogic.Lanes;

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Every_bit_is_that_of_the_definition(int lanes) => EngineComparison.Networks.Where(test => SimulatedLogic.Has(test.Description)).Sample(
        test => Compare(lanes, test.Description, new(test.Seed, test.Active, test.Gain, Steps: 6)),
        iter: 12, threads: 1, seed: "000000000000");

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Hundreds_of_training_steps_stay_bit_exact(int lanes)
    {
        foreach (ActivationLaw law in Enum.GetValues<ActivationLaw>())
        {
            Compare(
                lanes, TestNetworks.Small with { Law = law, Cells = 48, UniversalGroups = 3 },
                new(Seed: 11 + (int)law, Active: 0.4, Gain: 0.7f, Steps: 150));
        }
    }

    [Fact]
    public void Silence_and_full_activity_are_bit_exact()
    {
        foreach (double active in (double[])[0, 1])
            Compare(16, TestNetworks.Small, new(Seed: 21, active, Gain: 1.5f, Steps: 20));
    }

    /// <summary>More weights than the chip holds: rows come from memory.</summary>
    [Fact]
    public void Weights_that_stay_in_memory_give_the_same_bits() => Compare(
        16, TestNetworks.Small with { Cells = 256, UniversalGroups = 4 }, new(Seed: 5, Active: 0.3, Gain: 0.5f, Steps: 12));

    /// <summary>Definition, processor, model and logic side by side; then each goes on with what another has learnt.</summary>
    [Theory]
    [InlineData(ActivationLaw.Cooperation)]
    [InlineData(ActivationLaw.Gated)]
    public void All_integer_engines_are_one(ActivationLaw law)
    {
        const int Steps = 30;
        NetworkDescription description = TestNetworks.Small with { Law = law };
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, seed: 17));
        IEventEngine[] engines =
        [
            new IntegerEngine(network), new CpuEngine(network),
            new FabricEngine(network, new FabricModel(new ModelOptions { MemoryBytes = 4 << 20 }).CreatePort(FabricTiming.LongTimeouts)),
            new FabricEngine(network, SimulatedLogic.Create(seed: 17).CreatePort()),
        ];
        Random random = new(17);
        for (int step = 0; step < 3 * Steps; step++)
        {
            if (step > 0 && step % Steps == 0) Rotate(engines, network.Topology);
            short[] audio = RandomNetworks.Events(random, description.AudioInputs, 0.4);
            short[] video = RandomNetworks.Events(random, description.VideoInputs, 0.4);
            short[] targets = [.. Enumerable.Range(0, description.Outputs).Select(_ => RandomNetworks.Target(random))];
            short[][] gains = [.. engines.Select(_ => new short[description.Outputs])];
            for (int i = 0; i < engines.Length; i++) engines[i].Train(audio, video, targets, gains[i]);
            Assert.All(gains, mask => Assert.Equal(gains[0], mask));
        }

        Assert.All(engines, engine => Assert.Equal(engines[0].Counts, engine.Counts));
        foreach (IEventEngine engine in engines) engine.Dispose();
    }

    /// <summary>A memory that is never late leaves the bus to the engine: bursts are back to back, and still by the rules.</summary>
    [Fact]
    public void A_fast_memory_changes_no_bit()
    {
        RtlSimulation simulation = SimulatedLogic.Create(seed: 3);
        simulation.SetBus(0, 0, 0);
        EngineComparison.Compare(
            TestNetworks.Small, network => new FabricEngine(network, simulation.CreatePort()), new(3, 0.5, 1f, Steps: 20));
    }

    private static void Compare(int lanes, NetworkDescription description, EngineComparison.Run run)
    {
        string? violation = null;
        EngineComparison.Compare(
            description,
            network =>
            {
                RtlSimulation simulation = SimulatedLogic.Create(run.Seed, lanes);
                FabricPort port = simulation.CreatePort();
                return new FabricEngine(network, port with { Owner = new AtEnd(() => violation = simulation.Violation, port.Owner!) });
            },
            run);
        Assert.Null(violation);
    }

    /// <summary>Each engine gets weights and state of the one before it.</summary>
    private static void Rotate(IEventEngine[] engines, NetworkTopology topology)
    {
        (IntegerNetwork Weights, NetworkState State)[] all =
        [
            .. engines.Select(engine =>
            {
                (IntegerNetwork Weights, NetworkState State) copy = (new(topology), new(topology));
                engine.ReadWeights(copy.Weights);
                engine.ReadState(copy.State);
                return copy;
            }),
        ];
        for (int i = 0; i < engines.Length; i++)
        {
            (IntegerNetwork weights, NetworkState state) = all[(i + 1) % engines.Length];
            Assert.Equal(all[i].Weights.Weights, weights.Weights);
            engines[i].WriteWeights(weights);
            engines[i].WriteState(state);
        }
    }

    private sealed class AtEnd(Action look, IDisposable inner) : IDisposable
    {
        public void Dispose()
        {
            look();
            inner.Dispose();
        }
    }
}

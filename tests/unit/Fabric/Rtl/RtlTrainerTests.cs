using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines.Rtl;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Fabric.Engines;

namespace OnBoard.Tests.Unit.Fabric.Rtl;

/// <summary>Two networks in the logic itself: the contract, training between the steps, faults in the middle of it.</summary>
public sealed class RtlTrainerTests
{
    /// <summary>Shapes: with universal context, without; cells that remember; weights in the second half of the memory.</summary>
    public static TheoryData<string, NetworkDescription> Networks => new()
    {
        { "small", TestNetworks.Small },
        { "gated", TestNetworks.Small with { Law = ActivationLaw.Gated, Universal = false, UniversalGroups = 3, Layers = 2, Cells = 48 } },
        { "on change", TestNetworks.Small with { SendThreshold = 4 } },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Two_networks_keep_the_contract(string name, NetworkDescription description)
    {
        using RtlSimulation simulation = SimulatedLogic.Create(seed: name.Length, memoryBytes: 1 << 20);
        new TwoNetworks(simulation.CreatePort(), description, seed: 5, framesOfABusyJob: 12).Check();
        Assert.Null(simulation.Violation);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(6, 0, 0)]
    [InlineData(6, 24, 12)]
    public void Training_between_the_steps_gives_the_bits_of_the_definition(int threshold, int update, int backward)
    {
        using RtlSimulation simulation = SimulatedLogic.Create(seed: 3);
        IntegerNetwork network = IntegerNetwork.Quantize(
            RandomNetworks.Parameters(TestNetworks.Small with { SendThreshold = threshold }, seed: 8));
        using IntegerEngine inUse = new(network), inTraining = new(network) { Learning = new(5, ActivityPenalty: 3, 0, update, backward) };
        using FabricSupervisor engine = new(
            new FabricEngine(network, simulation.CreatePort()), network, TimeSpan.FromMilliseconds(10));
        using FabricTrainer trainer = engine.CreateTrainer(network);
        trainer.Learning = inTraining.Learning;
        Random random = new(2);
        for (int round = 0; round < 12; round++)
        {
            if (round == 5)
            {
                // The bus answers the inputs of training with an error, and is well again when the logic was reset.
                simulation.FailAt((simulation.Memory.Length / 2) + 4096, simulation.Memory.Length / 2 - 4096);
                Train(2);
                simulation.FailAt(0, 0);
                Assert.False(trainer.IsOnFabric);
            }

            Train(3);
            Forward();
            if (round % 4 != 3) continue;
            IntegerNetwork learned = new(network.Topology);
            trainer.ReadWeights(learned);
            trainer.TakeOver(learned);
            inUse.WriteWeights(learned);
        }

        for (int i = 0; i < 1000 && !(engine.IsOnFabric && trainer.IsOnFabric); i++)
        {
            Thread.Sleep(10);
            Forward();
            Train(1);
        }

        Assert.True(engine.IsOnFabric && trainer.IsOnFabric, "the logic does not come back");
        for (int step = 0; step < 3; step++)
        {
            Train(2);
            Forward();
        }

        IntegerNetwork weights = new(network.Topology), expected = new(network.Topology);
        trainer.ReadWeights(weights);
        inTraining.ReadWeights(expected);
        Assert.Equal(expected.Weights, weights.Weights);

        // Where sums are kept, weights that come back after a flip are summed anew, and a step counts what is held.
        if (threshold == 0) Assert.Equal(inTraining.Counts, trainer.Counts);
        Assert.Equal(1, engine.Faults);
        Assert.True(trainer.Flips > 0);
        Assert.Null(simulation.Violation);

        void Forward()
        {
            short[] audio = RandomNetworks.Events(random, 23, 0.5), video = RandomNetworks.Events(random, 17, 0.5);
            short[] right = new short[10], gains = new short[10];
            inUse.Forward(audio, video, right);
            engine.Forward(audio, video, gains);
            Assert.Equal(right, gains);
        }

        void Train(int frames)
        {
            short[] audio = RandomNetworks.Events(random, frames * 23, 0.5), video = RandomNetworks.Events(random, frames * 17, 0.5);
            short[] targets = [.. Enumerable.Range(0, frames * 10).Select(_ => RandomNetworks.Target(random))];
            short[] right = new short[frames * 10], gains = new short[frames * 10];
            ((IEventEngine)inTraining).TrainFrames(frames, audio, video, targets, right);
            trainer.TrainFrames(frames, audio, video, targets, gains);
            Assert.Equal(right, gains);
        }
    }

    /// <summary>Weights that fill more than half of the memory leave no room: refused by code, and the one network runs.</summary>
    [Fact]
    public void A_network_too_large_for_two_is_refused_and_runs_alone()
    {
        using RtlSimulation simulation = SimulatedLogic.Create(seed: 9);
        NetworkDescription large = TestNetworks.Small with { Cells = 192, UniversalGroups = 3, Layers = 2 };
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(large, seed: 8));
        using FabricEngine engine = new(network, simulation.CreatePort());
        Assert.Contains("do not fit on its chip", engine.LacksTraining, StringComparison.Ordinal);
        FabricFaultException refused = Assert.Throws<FabricFaultException>(
            () => engine.InTraining!.Piece(FabricOperation.WriteWeights, 0, 1));
        Assert.Equal(FabricCode.BadSlot, refused.Code);
        Assert.Null(EngineAgreement.FirstDifference(network, engine, new(3, 0.3, 4)));
    }
}

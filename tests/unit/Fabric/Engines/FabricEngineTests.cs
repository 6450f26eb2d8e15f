using CsCheck;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Drivers;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines.Model;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>The engine of fabrics over the model of one: the driver, the contract and the model together.</summary>
public class FabricEngineTests
{
    private static readonly ModelOptions Definition = new()
    {
        MemoryBytes = 4 << 20, CreateEngine = network => new IntegerEngine(network),
    };

    [Fact]
    public void Every_bit_is_that_of_the_definition() => EngineComparison.Networks.Sample(
        test => EngineComparison.Compare(
            test.Description, network => Over(new ModelOptions(), network), new(test.Seed, test.Active, test.Gain, Steps: 12)),
        iter: 25, seed: "000000000000");

    /// <summary>The model may compute with any engine; here it is the definition itself.</summary>
    [Fact]
    public void Hundreds_of_training_steps_stay_bit_exact()
    {
        foreach (ActivationLaw law in Enum.GetValues<ActivationLaw>())
        {
            EngineComparison.Compare(
                TestNetworks.Small with { Law = law, Cells = 48, UniversalGroups = 3 }, network => Over(Definition, network),
                new(Seed: 11, Active: 0.4, Gain: 0.7f, Steps: 300));
        }
    }

    [Fact]
    public void Every_learning_rate_is_bit_exact()
    {
        for (int rate = -60; rate <= 40; rate += 5)
        {
            EngineComparison.Compare(
                TestNetworks.Small with { Layers = 2 }, network => Over(new ModelOptions(), network), new(3, 0.5, 1f, 4, rate));
        }
    }

    [Fact]
    public void Weights_that_stay_in_memory_give_the_same_bits() => EngineComparison.Compare(
        TestNetworks.Small, network => Over(new ModelOptions { OnChipKib = 1 }, network), new(7, 0.6, 0.8f, 60));

    [Fact]
    public void Frames_of_one_job_or_of_several_are_steps()
    {
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 5));
        int image = new NetworkImage(network.Topology).Bytes;
        using FabricEngine engine = Over(new ModelOptions { MemoryBytes = image + 3000 }, network);
        Assert.InRange(engine.FramesPerJob, 2, 20);
        using IntegerEngine definition = new(network);
        Random random = new(5);
        const int Frames = 50;
        short[] audio = RandomNetworks.Events(random, Frames * 23, 0.5), video = RandomNetworks.Events(random, Frames * 17, 0.5);
        short[] targets = [.. Enumerable.Range(0, Frames * 10).Select(_ => (short)random.Next(4097))];
        short[] expected = new short[Frames * 10], gains = new short[Frames * 10];

        ((IEventEngine)definition).TrainFrames(Frames, audio, video, targets, expected);
        engine.TrainFrames(Frames, audio, video, targets, gains);
        Assert.Equal(expected, gains);
        ((IEventEngine)definition).ForwardFrames(Frames, audio, video, expected);
        engine.ForwardFrames(Frames, audio, video, gains);
        Assert.Equal(expected, gains);
        Assert.Equal(definition.Counts, engine.Counts);
    }

    /// <summary>A network goes from engine to engine in mid-utterance and in mid-training, and nobody could tell.</summary>
    [Theory]
    [InlineData(ActivationLaw.Cooperation, 0)]
    [InlineData(ActivationLaw.Cooperation, 6)]
    [InlineData(ActivationLaw.Gated, 0)]
    [InlineData(ActivationLaw.Gated, 6)]
    public void Another_engine_goes_on_identically(ActivationLaw law, int threshold)
    {
        NetworkDescription description = TestNetworks.Small with { Law = law, SendThreshold = threshold };
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, seed: 9));
        NetworkState state = new(network.Topology);
        IntegerLearning learning = new(Seed: 77, ActivityPenalty: 5);
        using IntegerEngine definition = new(network) { Learning = learning };
        Random random = new(9);
        short[] expected = new short[10], gains = new short[10];
        foreach (string kind in new[] { "fabric", "cpu", "fabric", "integer", "fabric" })
        {
            using IEventEngine engine = kind switch
            {
                "fabric" => Over(new ModelOptions(), network),
                "cpu" => new CpuEngine(network),
                _ => new IntegerEngine(network),
            };
            engine.Learning = learning;
            engine.WriteState(state);
            for (int step = 0; step < 20; step++)
            {
                short[] audio = RandomNetworks.Events(random, 23, 0.6), video = RandomNetworks.Events(random, 17, 0.6);
                short[] targets = [.. expected.Select(_ => (short)random.Next(4097))];
                definition.Train(audio, video, targets, expected);
                engine.Train(audio, video, targets, gains);
                Assert.Equal(expected, gains);
            }

            engine.ReadWeights(network);
            engine.ReadState(state);
        }

        Assert.Equal(100u, state.Step);
    }

    [Fact]
    public void A_step_allocates_nothing() => EngineComparison.AllocatesNothing(
        network => Over(new ModelOptions(), network), TestNetworks.Small with { SendThreshold = 3 });

    [Fact]
    public void A_self_test_leaves_network_and_state()
    {
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 2));
        using FabricEngine engine = Over(new ModelOptions(), network);
        using IntegerEngine definition = new(network);
        short[] audio = new short[23], video = new short[17], expected = new short[10], gains = new short[10];
        audio.AsSpan().Fill(40);
        definition.Forward(audio, video, expected);
        engine.Forward(audio, video, gains);
        engine.SelfTest();
        definition.Forward(audio, video, expected);
        engine.Forward(audio, video, gains);
        Assert.Equal(expected, gains);
    }

    [Fact]
    public void Wrong_lengths_and_learning_out_of_range_are_refused()
    {
        using FabricEngine engine = Over(new ModelOptions(), new IntegerNetwork(new NetworkTopology(TestNetworks.Small)));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Forward(new short[22], new short[17], new short[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Forward(new short[23], new short[18], new short[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Forward(new short[23], new short[17], new short[9]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => engine.Train(new short[23], new short[17], new short[9], new short[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Learning = new IntegerLearning(RateShift: 32));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Learning = new IntegerLearning(RateShift: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Learning = new IntegerLearning(ActivityPenalty: 40000));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Learning = new IntegerLearning(UpdateThreshold: 33));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Learning = new IntegerLearning(UpdateThreshold: 8, BackwardThreshold: 9));
    }

    /// <summary>Logic that can neither leave out what is held softly nor weigh targets says so, and refuses to be told.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Logic_that_trains_from_all_alike_refuses_thresholds_and_weights(int contract, bool has)
    {
        ModelOptions older = new() { Contract = contract, TrainsSelectively = has };
        using FabricEngine engine = Over(older, new IntegerNetwork(new NetworkTopology(TestNetworks.Small)));
        Assert.False(engine.TrainsSelectively);
        engine.Learning = new IntegerLearning(UpdateThreshold: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Learning = new IntegerLearning(UpdateThreshold: 2));

        // A weight would be taken for a part of the mask.
        short[] audio = new short[23], video = new short[17], gains = new short[10];
        engine.Train(audio, video, [.. gains.Select(_ => TargetFormat.Of(4096, 0))], gains);
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Train(audio, video, [.. gains.Select(_ => TargetFormat.Of(1, 1))], gains));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Train(audio, video, [.. gains.Select(_ => TargetFormat.Of(1, -1))], gains));

        // Live learning asks first, and what it tells such logic gives the definition's bits.
        Assert.Equal(new IntegerLearning(7, new LearningOptions().ActivityPenalty, 3), new LearningOptions().For(engine, seed: 7, 3));
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 4));
        using FabricEngine trained = Over(older, network);
        Assert.Null(EngineAgreement.FirstDifference(network, trained, new(3, 0.5, 12)));
    }

    [Fact]
    public void A_network_that_does_not_fit_is_refused_in_words()
    {
        Refused<BadInputException>("32 cells a layer", new ModelOptions { MaximumCells = 16 });
        Refused<BadInputException>("3 layers", new ModelOptions { MaximumLayers = 2 });
        Refused<BadInputException>("23 inputs", new ModelOptions { MaximumInputs = 20 });
        Refused<BadInputException>("10 outputs", new ModelOptions { MaximumOutputs = 8 });
        Refused<BadInputException>("Cooperation", new ModelOptions { Laws = 0x7E });
        Refused<BadInputException>("Gated", new ModelOptions { Laws = 0x7F }, TestNetworks.Small with { Law = ActivationLaw.Gated });
        Refused<BadInputException>("Sq", new ModelOptions { Laws = 0x7F }, TestNetworks.Small with { Law = ActivationLaw.Sq });
        Refused<BadInputException>("sends on change", new ModelOptions { SendsOnChange = false }, TestNetworks.Small with { SendThreshold = 1 });
        Refused<BadInputException>("all layers", new ModelOptions(), TestNetworks.Small with { ReadsAllLayers = true });
        Refused<DeviceFailedException>("too small", new ModelOptions { MemoryBytes = 16384 });
        Refused<FabricFaultException>("larger than", new ModelOptions { OnChipKib = 1, HasMemoryWeights = false });
    }

    [Fact]
    public void Something_else_at_its_address_is_no_fabric()
    {
        FabricPort port = new FabricModel().CreatePort(FabricTiming.LongTimeouts);
        FabricPort other = port with { Registers = new ConstantRegisters(0xFFFF_FFFF) };
        DeviceMissingException error = Assert.Throws<DeviceMissingException>(
            () => new FabricEngine(new IntegerNetwork(new NetworkTopology(TestNetworks.Small)), other));
        Assert.Contains("0xFFFFFFFF", error.Message, StringComparison.Ordinal);
    }

    internal static FabricEngine Over(ModelOptions options, IntegerNetwork network) =>
        new(network, new FabricModel(options).CreatePort(FabricTiming.LongTimeouts));

    private static void Refused<T>(string word, ModelOptions options, NetworkDescription? description = null)
        where T : OnBoardException
    {
        T error = Assert.Throws<T>(() => Over(options, new IntegerNetwork(new NetworkTopology(description ?? TestNetworks.Small))));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }
}

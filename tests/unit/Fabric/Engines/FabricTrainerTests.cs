using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines.Model;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>
/// A second network that is trained on the fabric beside the one in use: both give the definition's bits at every step, whatever the
/// fabric does, and what was learned is put in use by a flip.
/// </summary>
public sealed class FabricTrainerTests : IDisposable
{
    private static readonly FabricTiming Timing = FabricTiming.LongTimeouts with
    {
        Job = TimeSpan.FromSeconds(1), Frame = TimeSpan.Zero, Reset = TimeSpan.FromSeconds(1),
    };

    private readonly FabricModel _model = new(new ModelOptions { MemoryBytes = 2 << 20 });
    private readonly Conditions _conditions = new();
    private readonly IntegerEngine _inUse, _inTraining;
    private readonly FabricSupervisor _engine;
    private readonly FabricTrainer _trainer;
    private readonly Random _random = new(8);
    private readonly short[] _expected = new short[10], _gains = new short[10];

    public FabricTrainerTests()
    {
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 8));
        IntegerLearning learning = new(Seed: 5, ActivityPenalty: 3);
        _inUse = new IntegerEngine(network);
        _inTraining = new IntegerEngine(network) { Learning = learning };
        _engine = new FabricSupervisor(
            new FabricEngine(network, _model.CreatePort(Timing)), network, TimeSpan.FromMilliseconds(20));
        _engine.ReportTo(_conditions);
        _trainer = _engine.CreateTrainer(network);
        _trainer.Learning = learning;
    }

    public static TheoryData<ModelFault> Faults => FabricSupervisorTests.Faults;

    public void Dispose()
    {
        _engine.Dispose();
        _trainer.Dispose();
        _inUse.Dispose();
        _inTraining.Dispose();
    }

    [Fact]
    public void Two_networks_keep_the_contract() =>
        new TwoNetworks(new FabricModel(new ModelOptions { MemoryBytes = 1 << 20 }).CreatePort(), TestNetworks.Small, seed: 3).Check();

    [Fact]
    public void Two_networks_that_remember_and_send_on_change_keep_the_contract() => new TwoNetworks(
        new FabricModel(new ModelOptions { MemoryBytes = 1 << 20 }).CreatePort(),
        TestNetworks.Small with { Law = ActivationLaw.Gated, SendThreshold = 4 }, seed: 4).Check();

    [Fact]
    public void Training_between_the_steps_gives_the_bits_of_the_definition_and_changes_nothing_in_use()
    {
        for (int round = 0; round < 600; round++)
        {
            Train(1 + (round % 3));
            Forward();
        }

        AssertSame();
        Assert.Equal(_inTraining.Counts, _trainer.Counts);
        Assert.Equal(_inTraining.Saturations, _trainer.Saturations);
        Assert.Equal((1200L, 0L), (_trainer.StepsOnFabric, _trainer.StepsOnProcessor));
        Assert.Equal(_inTraining.Counts, _trainer.CountsOnFabric);
        Assert.Equal(default, _trainer.CountsOnProcessor);
        Assert.Equal(0, _engine.StepsKeptOut);
    }

    [Fact]
    public void What_was_learned_is_put_in_use_by_a_flip_and_training_goes_on_from_its_own_weights()
    {
        for (int round = 0; round < 6; round++)
        {
            for (int step = 0; step < 5; step++)
            {
                Train(1);
                Forward();
            }

            // Not the weights in training, but what a learner makes of them.
            IntegerNetwork other = Weights(_inTraining);
            foreach (ref short weight in other.Weights[0].AsSpan()) weight = (short)(weight / 2);
            _trainer.TakeOver(other);
            _inUse.WriteWeights(other);
            if (round % 2 == 1)
            {
                _trainer.WriteWeights(other);
                _inTraining.WriteWeights(other);
            }
        }

        for (int step = 0; step < 5; step++) Forward();
        AssertSame();
        Assert.Equal(6, _trainer.Flips);
        Assert.True(_engine.IsOnFabric);

        // The processor has them too, for the next fault.
        _model.Inject(ModelFault.Hang);
        for (int step = 0; step < 3; step++) Forward();
        Assert.Equal(1, _engine.Faults);
    }

    /// <summary>Whether training or a step meets the fault, no step of either is lost, and both are the fabric's again afterwards.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public void After_a_fault_the_processor_trains_on_and_gives_back(ModelFault fault)
    {
        for (int round = 0; round < 4; round++)
        {
            for (int step = 0; step < 20; step++)
            {
                Train(2);
                Forward();
            }

            _model.Inject(fault);
            if (round % 2 == 0) Train(3);
            Forward();
            Assert.Equal(round + 1, _engine.Faults);
            if (round == 3)
            {
                // Taken over while the fabric is away, or just back.
                IntegerNetwork other = Weights(_inTraining);
                _trainer.TakeOver(other);
                _inUse.WriteWeights(other);
            }

            Await(() =>
            {
                Train(1);
                Forward();
                return _engine.IsOnFabric && _trainer.IsOnFabric;
            });
        }

        _trainer.CatchUp();
        for (int step = 0; step < 20; step++)
        {
            Train(1);
            Forward();
        }

        AssertSame();
        Assert.Equal(_inTraining.Counts.Steps, _trainer.StepsOnFabric + _trainer.StepsOnProcessor - _trainer.StepsDoneAgain);
        Assert.Equal(_inTraining.Counts, _trainer.Counts);
        Assert.Equal((_trainer.StepsOnFabric, _trainer.StepsOnProcessor), (_trainer.CountsOnFabric.Steps, _trainer.CountsOnProcessor.Steps));
        Assert.True(_trainer.CountsOnFabric.Total + _trainer.CountsOnProcessor.Total > _trainer.Counts.Total, "what was done twice cost nothing");
        Assert.True(_trainer.StepsDoneAgain is > 0 and <= 4 * FabricTrainer.StepsBetweenSnapshots, $"{_trainer.StepsDoneAgain} steps done again");
        Assert.Empty(_conditions.Current);
    }

    /// <summary>
    /// The memory fails while the weights in training are read out of it, between two matrices: what was half read is not what
    /// training goes on from.
    /// </summary>
    [Fact]
    public void Weights_that_were_read_half_are_no_weights_to_go_on_from()
    {
        IntegerNetwork network = Weights(_inUse);
        using FabricModel model = new(new ModelOptions { MemoryBytes = 2 << 20 });
        FabricPort port = model.CreatePort(Timing);
        HalfReadMemory memory = new(port.Memory, new NetworkImage(network.Topology).Bytes);
        using FabricSupervisor engine = new(new FabricEngine(network, port with { Memory = memory }), network, TimeSpan.FromMilliseconds(20));
        using FabricTrainer trainer = engine.CreateTrainer(network);
        using IntegerEngine definition = new(network) { Learning = new(Seed: 5, ActivityPenalty: 3) };
        trainer.Learning = definition.Learning;
        short[] audio = RandomNetworks.Events(_random, 40 * 23, 0.5), video = RandomNetworks.Events(_random, 40 * 17, 0.5);
        short[] targets = [.. Enumerable.Range(0, 400).Select(_ => (short)_random.Next(4097))], gains = new short[400], expected = new short[400];
        for (int round = 0; round < 2; round++)
        {
            trainer.TrainFrames(40, audio, video, targets, gains);
            ((IEventEngine)definition).TrainFrames(40, audio, video, targets, expected);
            Assert.Equal(expected, gains);
            memory.MatricesUntilFault = 2;
            Assert.Equal(Weights(definition).Weights, Weights(trainer).Weights);
            Assert.Equal(0, memory.MatricesUntilFault);
            Assert.Equal(40 * (round + 1), trainer.StepsDoneAgain);
            Await(() =>
            {
                engine.Forward(audio.AsSpan(0, 23), video.AsSpan(0, 17), _gains);
                trainer.Train(audio.AsSpan(0, 23), video.AsSpan(0, 17), targets.AsSpan(0, 10), _gains);
                definition.Train(audio.AsSpan(0, 23), video.AsSpan(0, 17), targets.AsSpan(0, 10), _expected);
                Assert.Equal(_expected, _gains);
                return trainer.IsOnFabric;
            });
            Assert.Equal(Weights(definition).Weights, Weights(trainer).Weights);
        }
    }

    [Fact]
    public void Whoever_wants_the_processor_gets_it_for_training_too()
    {
        for (int round = 0; round < 4; round++)
        {
            _engine.IsWanted = round % 2 == 0;
            for (int step = 0; step < 10; step++)
            {
                Train(1);
                Forward();
            }

            Assert.Equal(_engine.IsWanted, _trainer.IsOnFabric);
        }

        AssertSame();
        Assert.Equal(0, _engine.Faults);
    }

    /// <summary>
    /// Two threads at once, as in the service: steps never wait longer than the bound, allocate nothing, and give the bits of the
    /// weights that are in use, before or after a flip and never of a mixture.
    /// </summary>
    [Fact]
    public void Steps_and_training_on_two_threads()
    {
        using FabricModel model = new(new ModelOptions { MemoryBytes = 2 << 20 });
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 8));
        IntegerNetwork other = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 9));
        other.Scales.AsSpan().Fill(IntegerNetwork.MaximumScale - 1);
        network.Scales.AsSpan().Fill(IntegerNetwork.MaximumScale - 1);
        FabricTiming timing = Timing with { Wait = TimeSpan.FromMilliseconds(50) };
        using FabricSupervisor engine = new(new FabricEngine(network, model.CreatePort(timing)), network);
        using FabricTrainer trainer = engine.CreateTrainer(network);
        using IntegerEngine inTraining = new(network), before = new(network), after = new(other);
        using ManualResetEventSlim ends = new();
        long trained = 0;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Random random = new(1);
                short[] expected = new short[10], gains = new short[10];
                while (!ends.IsSet)
                {
                    short[] audio = RandomNetworks.Events(random, 23, 0.5), video = RandomNetworks.Events(random, 17, 0.5);
                    short[] targets = [.. gains.Select(_ => (short)random.Next(4097))];
                    trainer.Train(audio, video, targets, gains);
                    inTraining.Train(audio, video, targets, expected);
                    Assert.Equal(expected, gains);
                    if (++trained % 20 == 0) trainer.TakeOver(trained / 20 % 2 == 0 ? network : other);
                }
            }
            catch (Exception error)
            {
                failure = error;
            }
        });
        thread.Start();
        short[] heard = new short[23], seen = new short[17], gains = new short[10], first = new short[10], second = new short[10];
        heard.AsSpan().Fill(20);
        int olds = 0, news = 0;
        for (int step = 0; step < 400; step++)
        {
            // From the same state every time, so that what comes out tells whose weights it was.
            NetworkState state = new(network.Topology);
            engine.WriteState(state);
            before.WriteState(state);
            after.WriteState(state);
            engine.Forward(heard, seen, gains);
            before.Forward(heard, seen, first);
            after.Forward(heard, seen, second);
            Assert.True(gains.SequenceEqual(first) || gains.SequenceEqual(second), "gains of no weights that were ever in use");
            if (gains.SequenceEqual(first)) olds++;
            else news++;
            if (step % 4 == 0) Thread.Sleep(1);
        }

        Allocations.None(() =>
        {
            for (int step = 0; step < 50; step++) engine.Forward(heard, seen, gains);
        });
        ends.Set();
        thread.Join();
        Assert.Null(failure);
        Assert.True(olds > 0 && news > 0, $"{olds} steps with the first weights, {news} with the others, {trained} steps trained");
        Assert.True(engine.MaxWait < timing.Wait + TimeSpan.FromMilliseconds(50), $"a step waited {engine.MaxWait}");
        Assert.Equal(0, engine.Faults);
        Assert.Equal(trained, trainer.StepsOnFabric);
    }

    [Fact]
    public void A_step_that_training_keeps_out_is_the_processors_with_the_same_bits()
    {
        using FabricModel model = new(new ModelOptions { MemoryBytes = 2 << 20 });
        IntegerNetwork network = Weights(_inUse);
        using FabricSupervisor engine = new(
            new FabricEngine(network, model.CreatePort(Timing with { Wait = TimeSpan.FromMilliseconds(1) })), network);
        short[] audio = new short[23], video = new short[17];
        audio.AsSpan().Fill(30);
        engine.Forward(audio, video, _gains);
        _inUse.Forward(audio, video, _expected);
        Assert.True(engine.Gate.TryEnterForTraining());
        for (int step = 0; step < 3; step++) Same();
        Assert.False(engine.IsOnFabric);
        Assert.Equal((3L, 0L), (engine.StepsKeptOut, engine.Faults));
        engine.Gate.Leave();
        for (int step = 0; step < 3; step++) Same();
        Assert.True(engine.IsOnFabric);
        Assert.InRange(engine.MaxWait, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(100));

        void Same()
        {
            engine.Forward(audio, video, _gains);
            _inUse.Forward(audio, video, _expected);
            Assert.Equal(_expected, _gains);
        }
    }

    [Fact]
    public void Training_allocates_nothing()
    {
        short[] audio = new short[4 * 23], video = new short[4 * 17], targets = new short[40], gains = new short[40];
        audio.AsSpan().Fill(12);
        IntegerNetwork network = Weights(_inUse);
        Work();
        Allocations.None(Work);

        void Work()
        {
            for (int i = 0; i < 80; i++) _trainer.TrainFrames(4, audio, video, targets, gains);
            _trainer.ReadWeights(network);
            _trainer.TakeOver(network);
            _engine.Forward(audio.AsSpan(0, 23), video.AsSpan(0, 17), gains.AsSpan(0, 10));
        }
    }

    public static TheoryData<string, ModelOptions, string> Lacks => new()
    {
        { "contract 1", new ModelOptions { MemoryBytes = 2 << 20, Contract = 1 }, "speaks contract 1" },
        { "one network", new ModelOptions { MemoryBytes = 2 << 20, HasTwoNetworks = false }, "built for one network" },
        { "chip", new ModelOptions { MemoryBytes = 2 << 20, OnChipKib = 64 }, "do not fit on its chip" },
        { "memory", new ModelOptions { MemoryBytes = new NetworkImage(new NetworkTopology(TestNetworks.Small)).Bytes + 8192 }, "memory has no room" },
    };

    /// <summary>A fabric without what training needs says what it lacks, and runs the network as before.</summary>
    [Theory]
    [MemberData(nameof(Lacks))]
    public void A_fabric_that_cannot_train_says_what_it_lacks(string fabric, ModelOptions options, string words)
    {
        IntegerNetwork network = Weights(_inUse);
        using FabricSupervisor engine = new(new FabricEngine(network, new FabricModel(options).CreatePort(Timing)), network);
        BadInputException refused = Assert.Throws<BadInputException>(() => engine.CreateTrainer(network));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Null(EngineAgreement.FirstDifference(network, engine, new(3, 0.5, 12)));
        Assert.True(engine.IsOnFabric, fabric);
        Assert.Equal(0, engine.Faults);
    }

    [Fact]
    public void A_second_network_that_does_not_fit_is_refused_by_code()
    {
        using FabricEngine engine = new(
            Weights(_inUse), new FabricModel(new ModelOptions { MemoryBytes = 2 << 20, OnChipKib = 64 }).CreatePort(Timing));
        FabricFaultException refused = Assert.Throws<FabricFaultException>(
            () => engine.InTraining!.Piece(FabricOperation.WriteWeights, 0, 1));
        Assert.Equal((FabricFault.Refused, FabricCode.BadSlot), (refused.Fault, refused.Code));
        Assert.Contains("no room for a second one", refused.Message, StringComparison.Ordinal);
        engine.Forward(new short[23], new short[17], _gains);
    }

    private static IntegerNetwork Weights(IEventEngine engine)
    {
        IntegerNetwork network = new(engine.Topology);
        engine.ReadWeights(network);
        return network;
    }

    private void Forward()
    {
        short[] audio = RandomNetworks.Events(_random, 23, 0.5), video = RandomNetworks.Events(_random, 17, 0.5);
        _inUse.Forward(audio, video, _expected);
        _engine.Forward(audio, video, _gains);
        Assert.Equal(_expected, _gains);
    }

    private void Train(int frames)
    {
        short[] audio = RandomNetworks.Events(_random, frames * 23, 0.5), video = RandomNetworks.Events(_random, frames * 17, 0.5);
        short[] targets = [.. Enumerable.Range(0, frames * 10).Select(_ => (short)_random.Next(4097))];
        short[] expected = new short[frames * 10], gains = new short[frames * 10];
        ((IEventEngine)_inTraining).TrainFrames(frames, audio, video, targets, expected);
        _trainer.TrainFrames(frames, audio, video, targets, gains);
        Assert.Equal(expected, gains);
    }

    private static void Await(Func<bool> condition)
    {
        for (int i = 0; i < 3000; i++)
        {
            if (condition()) return;
            Thread.Sleep(10);
        }

        Assert.Fail("it did not get there within half a minute");
    }

    private void AssertSame()
    {
        Assert.Equal(Weights(_inTraining).Weights, Weights(_trainer).Weights);
        Assert.Equal(Weights(_inUse).Weights, Weights(_engine).Weights);
        NetworkState expected = new(_engine.Topology), state = new(_engine.Topology);
        _inTraining.ReadState(expected);
        _trainer.ReadState(state);
        Assert.Equal(expected.Step, state.Step);
        Assert.Equal(expected.Universal, state.Universal);
        Assert.Equal(expected.Outputs, state.Outputs);
    }

    /// <summary>Memory that fails when so many matrices of the second network's image were read.</summary>
    private sealed class HalfReadMemory(IDmaMemory inner, int imageBytes) : IDmaMemory
    {
        public int MatricesUntilFault { get; set; }

        public string Name => inner.Name;

        public ulong BusAddress => inner.BusAddress;

        public int Length => inner.Length;

        public void Write(int offset, ReadOnlySpan<byte> data) => inner.Write(offset, data);

        public void Read(int offset, Span<byte> data)
        {
            int image = offset - (Length / 2);
            if (image >= 0 && image < imageBytes && MatricesUntilFault > 0 && --MatricesUntilFault == 0)
                throw new DeviceFailedException(Name, "it cannot be synchronised", "Look at the kernel log");
            inner.Read(offset, data);
        }

        public void Dispose() => inner.Dispose();
    }
}

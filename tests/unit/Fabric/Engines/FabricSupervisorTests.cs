using OnBoard.Device.Service.Pipeline;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines.Model;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>A network that is supervised gives the definition's bits at every step, whatever its fabric does.</summary>
public sealed class FabricSupervisorTests : IDisposable
{
    private static readonly FabricTiming Timing = FabricTiming.LongTimeouts with
    {
        Job = TimeSpan.FromSeconds(1), Frame = TimeSpan.Zero, Reset = TimeSpan.FromSeconds(1),
    };

    private readonly FabricModel _model = new(new ModelOptions { MemoryBytes = 1 << 20 });
    private readonly Conditions _conditions = new();
    private readonly IntegerEngine _definition;
    private readonly FabricSupervisor _engine;
    private readonly Random _random = new(8);
    private readonly short[] _expected = new short[10], _gains = new short[10];

    public FabricSupervisorTests()
    {
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 8));
        IntegerLearning learning = new(Seed: 5, ActivityPenalty: 3);
        _definition = new IntegerEngine(network) { Learning = learning };
        _engine = new FabricSupervisor(
            new FabricEngine(network, _model.CreatePort(Timing)), network, TimeSpan.FromMilliseconds(20)) { Learning = learning };
        _engine.ReportTo(_conditions);
    }

    /// <summary>All faults but those that the engine itself rides out.</summary>
    public static TheoryData<ModelFault> Faults =>
    [
        ModelFault.Hang, ModelFault.Deaf, ModelFault.Gone, ModelFault.ReadError, ModelFault.WriteError, ModelFault.CorruptRequest,
        ModelFault.WrongSequence, ModelFault.StaleMemory,
    ];

    public void Dispose()
    {
        _engine.Dispose();
        _definition.Dispose();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void The_processor_takes_over_in_the_same_step_and_gives_back(ModelFault fault)
    {
        for (int step = 0; step < 5; step++) Forward();
        Assert.True(_engine.IsOnFabric);

        _model.Inject(fault);
        Forward();
        Assert.False(_engine.IsOnFabric);
        Assert.Equal(1, _engine.Faults);
        Assert.True(_conditions.TryTakeNews(out string news));
        Assert.Contains("the processor goes on from the same state", news, StringComparison.Ordinal);

        AwaitFabric();
        for (int step = 0; step < 5; step++) Forward();
        Assert.Empty(_conditions.Current);
        Assert.True(_conditions.TryTakeNews(out news));
        Assert.Contains("fabric is back", news, StringComparison.Ordinal);
        Assert.Equal(_definition.Counts, _engine.Counts);
    }

    /// <summary>
    /// The state comes with one step of eight. Whatever the step at which the fabric fails, the processor has the state that the
    /// fabric had; asking for the state between two steps, or other weights, changes nothing of that.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(20)]
    public void The_processor_has_the_state_whenever_the_fabric_fails(int steps)
    {
        NetworkState state = new(_engine.Topology), expected = new(_engine.Topology);
        int told = 0;
        for (int step = 0; step < steps; step++)
        {
            Forward();
            if (_engine.Fabric.KnowsState) told++;
            if (step == 10)
            {
                _engine.ReadState(state);
                _definition.ReadState(expected);
                Assert.Equal(expected.Outputs, state.Outputs);
                Assert.Equal(expected.Universal, state.Universal);
            }

            if (step != 18) continue;
            IntegerNetwork other = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 9));
            _engine.WriteWeights(other);
            _definition.WriteWeights(other);
        }

        Assert.Equal(steps / FabricSupervisor.StepsBetweenStates, told);
        _model.Inject(ModelFault.ReadError);
        for (int step = 0; step < 3; step++) Forward();
        Assert.Equal(1, _engine.Faults);
        AwaitFabric();
        for (int step = 0; step < 9; step++) Forward();
        Assert.Equal(_definition.Counts, _engine.Counts);
    }

    [Fact]
    public void What_was_learnt_on_the_processor_goes_back_to_the_fabric()
    {
        for (int step = 0; step < 10; step++) Train();
        _engine.ReadWeights(new IntegerNetwork(_engine.Topology));
        _model.Inject(ModelFault.Hang);
        for (int step = 0; step < 10; step++) Train();
        AwaitFabric(Train);
        for (int step = 0; step < 10; step++) Train();
        Assert.Equal(1, _engine.Faults);
        AssertSameWeights();
    }

    [Fact]
    public void Learning_that_a_fault_took_is_told()
    {
        for (int step = 0; step < 7; step++) Train();
        _model.Inject(ModelFault.ReadError);
        _engine.Forward(new short[23], new short[17], _gains);
        Assert.True(_conditions.TryTakeNews(out string news));
        Assert.Contains("the last 7 steps of learning are lost", news, StringComparison.Ordinal);
    }

    [Fact]
    public void The_weights_are_read_back_after_so_many_steps()
    {
        short[] audio = new short[FabricSupervisor.StepsBetweenSnapshots * 23], video = new short[FabricSupervisor.StepsBetweenSnapshots * 17];
        short[] targets = new short[FabricSupervisor.StepsBetweenSnapshots * 10], gains = new short[targets.Length], expected = new short[targets.Length];
        audio.AsSpan().Fill(33);
        ((IEventEngine)_definition).TrainFrames(FabricSupervisor.StepsBetweenSnapshots, audio, video, targets, expected);
        _engine.TrainFrames(FabricSupervisor.StepsBetweenSnapshots, audio, video, targets, gains);
        Assert.Equal(expected, gains);
        _model.Inject(ModelFault.WriteError);
        Forward();
        Assert.False(_engine.IsOnFabric);
        AssertSameWeights();
    }

    [Fact]
    public void Whoever_wants_the_processor_gets_it_with_the_same_bits_and_the_fabric_back_when_he_wants()
    {
        for (int round = 0; round < 3; round++)
        {
            for (int step = 0; step < 5; step++) Train();
            Assert.True(_engine.IsOnFabric);
            _engine.IsWanted = false;
            for (int step = 0; step < 5; step++) Train();
            for (int step = 0; step < 5; step++) Forward();
            Assert.False(_engine.IsOnFabric);
            _engine.IsWanted = true;
        }

        AssertSameWeights();
        Assert.Equal(_definition.Counts, _engine.Counts);
        Assert.Equal(0, _engine.Faults);
        Assert.Empty(_conditions.Current);
    }

    [Fact]
    public void A_fabric_that_fails_while_nobody_wants_it_is_not_used_until_somebody_does()
    {
        Forward();
        _model.Inject(ModelFault.Hang);
        _engine.IsWanted = false;
        for (int step = 0; step < 5; step++) Forward();
        Assert.Equal(0, _engine.Faults);
        _engine.IsWanted = true;
        AwaitFabric();
        for (int step = 0; step < 5; step++) Forward();
        Assert.Equal(_definition.Counts, _engine.Counts);
    }

    [Fact]
    public void Several_faults_in_a_row_end_where_the_fabric_works_again()
    {
        _model.Inject(ModelFault.Hang, ModelFault.WrongSequence, ModelFault.ReadError);
        Forward();
        AwaitFabric();
        for (int step = 0; step < 5; step++) Forward();
        Assert.True(_engine.IsOnFabric);
    }

    [Fact]
    public void A_fabric_out_of_order_leaves_the_network_on_the_processor()
    {
        _model.Inject(ModelFault.Deaf);
        _model.IsBroken = true;
        for (int step = 0; step < 20; step++) Forward();
        Await(() => _conditions.Current.Any(state => state.StartsWith("fabric out of order", StringComparison.Ordinal)));
        Forward();
        Assert.False(_engine.IsOnFabric);

        _model.IsBroken = false;
        AwaitFabric();
        Assert.Empty(_conditions.Current);
    }

    [Fact]
    public void State_and_weights_can_be_read_and_written_on_either()
    {
        foreach (bool fails in new[] { false, true })
        {
            if (fails) _model.Inject(ModelFault.Deaf);
            for (int step = 0; step < 3; step++) Forward();
            _definition.Reset();
            _engine.Reset();
            Forward();
            IntegerNetwork other = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 21));
            _definition.WriteWeights(other);
            _engine.WriteWeights(other);
            Forward();
            NetworkState state = new(_engine.Topology);
            _definition.ReadState(state);
            _engine.WriteState(state);
            Forward();
            AssertSameWeights();
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        short[] audio = new short[23], video = new short[17];
        for (int step = 0; step < 50; step++) _engine.Forward(audio, video, _gains);
        Allocations.None(() =>
        {
            for (int step = 0; step < 50; step++) _engine.Forward(audio, video, _gains);
        });
    }

    private void Forward()
    {
        short[] audio = RandomNetworks.Events(_random, 23, 0.5), video = RandomNetworks.Events(_random, 17, 0.5);
        _definition.Forward(audio, video, _expected);
        _engine.Forward(audio, video, _gains);
        Assert.Equal(_expected, _gains);
    }

    private void Train()
    {
        short[] audio = RandomNetworks.Events(_random, 23, 0.5), video = RandomNetworks.Events(_random, 17, 0.5);
        short[] targets = [.. _gains.Select(_ => (short)_random.Next(4097))];
        _definition.Train(audio, video, targets, _expected);
        _engine.Train(audio, video, targets, _gains);
        Assert.Equal(_expected, _gains);
    }

    private void AwaitFabric(Action? step = null) => Await(() =>
    {
        (step ?? Forward)();
        return _engine.IsOnFabric;
    });

    private static void Await(Func<bool> condition)
    {
        for (int i = 0; i < 3000; i++)
        {
            if (condition()) return;
            Thread.Sleep(10);
        }

        Assert.Fail("it did not get there within half a minute");
    }

    private void AssertSameWeights()
    {
        IntegerNetwork expected = new(_engine.Topology), weights = new(_engine.Topology);
        _definition.ReadWeights(expected);
        _engine.ReadWeights(weights);
        Assert.Equal(expected.Weights, weights.Weights);
    }
}

using OnBoard.Drivers;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines.Model;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>Every way in which a fabric can fail is reported, ends in bounded time, and can be recovered from.</summary>
public sealed class FabricFaultTests : IDisposable
{
    /// <summary>Long enough for a busy machine; only jobs that hang take all of it.</summary>
    private static readonly FabricTiming Timing = FabricTiming.LongTimeouts with
    {
        Job = TimeSpan.FromSeconds(2), Frame = TimeSpan.Zero, Reset = TimeSpan.FromSeconds(2),
    };

    private readonly FabricModel _model = new(new ModelOptions { MemoryBytes = 1 << 20 });
    private readonly IntegerNetwork _network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 3));
    private readonly IntegerEngine _definition;
    private readonly FabricEngine _engine;
    private readonly Random _random = new(3);
    private readonly short[] _expected = new short[10], _gains = new short[10];

    public FabricFaultTests()
    {
        _definition = new IntegerEngine(_network);
        _engine = new FabricEngine(_network, _model.CreatePort(Timing));
    }

    public void Dispose()
    {
        _engine.Dispose();
        _definition.Dispose();
    }

    [Theory]
    [InlineData(ModelFault.Hang, FabricFault.TimeOut, FabricCode.Pending, FabricRecovery.SoftReset)]
    [InlineData(ModelFault.Deaf, FabricFault.TimeOut, FabricCode.Pending, FabricRecovery.Reload)]
    [InlineData(ModelFault.ReadError, FabricFault.Failed, FabricCode.ReadError, FabricRecovery.SoftReset)]
    [InlineData(ModelFault.WriteError, FabricFault.Failed, FabricCode.WriteError, FabricRecovery.SoftReset)]
    [InlineData(ModelFault.CorruptRequest, FabricFault.Refused, FabricCode.BadMagic, FabricRecovery.SoftReset)]
    [InlineData(ModelFault.WrongSequence, FabricFault.WrongSequence, FabricCode.Pending, FabricRecovery.SoftReset)]
    [InlineData(ModelFault.StaleMemory, FabricFault.StaleMemory, FabricCode.Done, FabricRecovery.SoftReset)]
    public void A_fault_is_told_and_recovered_from(
        ModelFault injected, FabricFault fault, FabricCode code, FabricRecovery recovery)
    {
        for (int step = 0; step < 5; step++) Step();
        NetworkState before = new(_network.Topology), after = new(_network.Topology);
        _engine.ReadState(before);

        _model.Inject(injected);
        FabricFaultException error = Assert.Throws<FabricFaultException>(
            () => _engine.Forward(new short[23], new short[17], _gains));
        Assert.Equal((fault, code), (error.Fault, error.Code));
        Assert.NotEqual("", error.Remedy);

        // What it remembers is the state before the job that failed.
        _engine.ReadState(after);
        Assert.Equal(before.Outputs, after.Outputs);
        Assert.Equal(before.Universal, after.Universal);

        Assert.Equal(recovery, _engine.Recover(_network, after));
        for (int step = 0; step < 5; step++) Step();
    }

    [Fact]
    public void A_lost_interrupt_costs_a_slice_and_nothing_else()
    {
        // A job that has ended before the driver looks needs no interrupt; most have not.
        for (int step = 0; step < 500 && _engine.LostInterrupts == 0; step++)
        {
            _model.Inject(ModelFault.LostInterrupt);
            Step();
        }

        Assert.True(_engine.LostInterrupts > 0);
    }

    [Fact]
    public void A_spurious_interrupt_ends_nothing()
    {
        for (int i = 0; i < 20; i++) _model.Inject(ModelFault.SpuriousInterrupt);
        for (int step = 0; step < 20; step++) Step();
        Assert.Equal(20, _engine.SpuriousInterrupts);
    }

    [Fact]
    public void A_fabric_that_nothing_brings_back_is_reported()
    {
        _model.Inject(ModelFault.Deaf);
        Assert.Throws<FabricFaultException>(() => _engine.Forward(new short[23], new short[17], _gains));
        _model.IsBroken = true;
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(
            () => _engine.Recover(_network, new NetworkState(_network.Topology)));
        Assert.Contains("neither", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_way_to_load_it_anew_only_a_soft_reset_is_tried()
    {
        using FabricModel model = new(new ModelOptions { MemoryBytes = 1 << 20 });
        using FabricEngine engine = new(_network, model.CreatePort(Timing) with { Reload = null });
        model.Inject(ModelFault.Deaf);
        Assert.Throws<FabricFaultException>(() => engine.Forward(new short[23], new short[17], _gains));
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(
            () => engine.Recover(_network, new NetworkState(_network.Topology)));
        Assert.Contains("soft reset did not help", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_in_shared_memory_serves_whoever_writes_there_once_it_is_told_to_look()
    {
        uint[] registers = new uint[FabricRegisters.WindowBytes / sizeof(uint)];
        using FabricModel model = new(new ModelOptions
        {
            SharedRegisters = registers, SharedMemory = new byte[1 << 20], ClockHz = 10_000_000,
        });
        uint Read(ContractField register) => Volatile.Read(ref registers[register.Offset / sizeof(uint)]);
        Assert.Equal((FabricRegisters.IdentityValue, 10_000_000u), (Read(FabricRegisters.Identity), Read(FabricRegisters.ClockHz)));

        registers[FabricRegisters.InterruptEnable.Offset / sizeof(uint)] = 1;
        registers[FabricRegisters.Control.Offset / sizeof(uint)] = FabricRegisters.ControlEnable;
        registers[FabricRegisters.JobAddressLow.Offset / sizeof(uint)] = 8;
        registers[FabricRegisters.Submit.Offset / sizeof(uint)] = 7;
        Assert.False(model.IsInterruptHigh);
        model.Look();
        Assert.True(SpinWait.SpinUntil(() => Read(FabricRegisters.Done) == 7, TimeSpan.FromMinutes(1)), "the job did not end");
        Assert.True(model.IsInterruptHigh);
        Assert.Equal(
            (uint)FabricCode.JobMisaligned, Volatile.Read(ref registers[(FabricRegisters.Result + ResultLayout.Code.Offset) / sizeof(uint)]));
        registers[FabricRegisters.Acknowledge.Offset / sizeof(uint)] = 7;
        Assert.False(model.IsInterruptHigh);
    }

    private void Step()
    {
        short[] audio = RandomNetworks.Events(_random, 23, 0.5), video = RandomNetworks.Events(_random, 17, 0.5);
        _definition.Forward(audio, video, _expected);
        _engine.Forward(audio, video, _gains);
        Assert.Equal(_expected, _gains);
    }
}

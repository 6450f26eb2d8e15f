using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines.Rtl;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Fabric.Engines;

namespace OnBoard.Tests.Unit.Fabric.Rtl;

/// <summary>
/// Whatever goes wrong between processor and logic, every step gives the definition's bits: the processor takes over within the
/// time-out and hands back.
/// </summary>
public sealed class RtlFaultTests : IDisposable
{
    /// <summary>Long enough for a busy machine; only a bus that hangs takes all of it.</summary>
    private static readonly FabricTiming Timing = FabricTiming.LongTimeouts with
    {
        Job = TimeSpan.FromSeconds(3), Frame = TimeSpan.Zero, Reset = TimeSpan.FromSeconds(1),
    };

    private readonly RtlSimulation _simulation = SimulatedLogic.Create(seed: 12, memoryBytes: 1 << 20);
    private readonly Interference _interference;
    private readonly IntegerNetwork _network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 12));
    private readonly IntegerEngine _definition;
    private readonly FabricEngine _fabric;
    private readonly FabricSupervisor _engine;
    private readonly Random _random = new(12);
    private readonly short[] _expected = new short[10], _gains = new short[10];

    public RtlFaultTests()
    {
        _simulation.SetBus(5, 30, 10);
        _interference = new Interference(_simulation);
        FabricPort port = _simulation.CreatePort(Timing) with
        {
            Registers = _interference, Interrupt = _interference, Memory = _interference,
        };
        _definition = new IntegerEngine(_network);
        _fabric = new FabricEngine(_network, port);
        _engine = new FabricSupervisor(_fabric, _network, TimeSpan.FromMilliseconds(20));
    }

    public void Dispose()
    {
        Assert.Null(_simulation.Violation);
        _engine.Dispose();
        _definition.Dispose();
    }

    [Fact]
    public void A_bus_that_falls_silent() => GoesOn(() => _simulation.Silence(true));

    [Fact]
    public void A_bus_that_answers_reads_with_errors() =>
        GoesOn(() => _simulation.FailAt(0, _simulation.Memory.Length), () => _simulation.FailAt(0, 0));

    [Fact]
    public void A_bus_that_answers_the_writing_of_the_result_with_an_error()
    {
        Step();
        int block = _interference.LastBlock;
        GoesOn(() => _simulation.FailAt(block + JobLayout.Result, 16), () => _simulation.FailAt(0, 0));
    }

    [Fact]
    public void A_job_whose_block_arrives_damaged() => GoesOn(() => _interference.DamageNextJob = true);

    [Fact]
    public void A_job_that_ends_under_another_number() => GoesOn(() => _interference.ForgeNextDone = true);

    [Fact]
    public void Lost_interrupts_cost_time_only()
    {
        _interference.LosesInterrupts = true;
        for (int step = 0; step < 10; step++) Step();
        Assert.True(_engine.IsOnFabric);
        Assert.Equal(0, _engine.Faults);
    }

    [Fact]
    public void Spurious_interrupts_end_nothing()
    {
        _interference.IsSpurious = true;
        for (int step = 0; step < 10; step++) Step();
        Assert.True(_engine.IsOnFabric);
        Assert.Equal(0, _engine.Faults);
        Assert.True(_fabric.SpuriousInterrupts >= 10);
    }

    /// <summary>Runs, breaks, runs on by the processor in the same step, is mended, and comes back.</summary>
    private void GoesOn(Action breaks, Action? mends = null)
    {
        for (int step = 0; step < 5; step++) Step();
        Assert.True(_engine.IsOnFabric);
        breaks();
        Step();
        Assert.False(_engine.IsOnFabric);
        Assert.Equal(1, _engine.Faults);
        mends?.Invoke();
        for (int i = 0; i < 3000 && !_engine.IsOnFabric; i++)
        {
            Step();
            Thread.Sleep(10);
        }

        Assert.True(_engine.IsOnFabric, "the fabric did not come back within half a minute");
        for (int step = 0; step < 5; step++) Step();
        Assert.Equal(1, _engine.Faults);
    }

    private void Step()
    {
        short[] audio = RandomNetworks.Events(_random, 23, 0.5), video = RandomNetworks.Events(_random, 17, 0.5);
        _definition.Forward(audio, video, _expected);
        _engine.Forward(audio, video, _gains);
        Assert.Equal(_expected, _gains);
    }

    /// <summary>Stands between the driver and the simulated logic and does damage there.</summary>
    private sealed class Interference(RtlSimulation inner) : IRegisterWindow, IInterrupt, IDmaMemory
    {
        public bool DamageNextJob { get; set; }

        public bool ForgeNextDone { get; set; }

        public bool LosesInterrupts { get; set; }

        public bool IsSpurious { get; set; }

        public int LastBlock { get; private set; }

        public string Name => "interference";

        public ulong BusAddress => inner.Memory.BusAddress;

        public int Length => inner.Memory.Length;

        public uint Read(int offset)
        {
            uint value = inner.Registers.Read(offset);
            if (offset != FabricRegisters.Done.Offset || !ForgeNextDone) return value;
            ForgeNextDone = false;
            return value + 100;
        }

        public void Write(int offset, uint value)
        {
            if (offset == FabricRegisters.JobAddressLow.Offset) LastBlock = (int)(value - (uint)BusAddress);
            inner.Registers.Write(offset, value);
        }

        public void Enable() => inner.Interrupt.Enable();

        public bool Wait(TimeSpan timeout)
        {
            if (IsSpurious && inner.Registers.Read(FabricRegisters.Done.Offset) == inner.Registers.Read(FabricRegisters.Acknowledge.Offset))
            {
                inner.Run(50);
                return true;
            }

            return inner.Interrupt.Wait(timeout) && !LosesInterrupts;
        }

        public void Write(int offset, ReadOnlySpan<byte> data)
        {
            byte[] copy = data.ToArray();
            int magic = copy.AsSpan().IndexOf(BitConverter.GetBytes(JobLayout.MagicValue));
            if (DamageNextJob && magic >= 0)
            {
                copy[magic + JobLayout.Version.Offset] ^= 0x40;
                DamageNextJob = false;
            }

            inner.Memory.Write(offset, copy);
        }

        public void Read(int offset, Span<byte> data) => inner.Memory.Read(offset, data);

        public void Dispose()
        {
            // The port disposes of the simulation.
        }
    }
}

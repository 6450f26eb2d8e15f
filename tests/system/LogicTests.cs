using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;
using OnBoard.Tests.System.Board;

namespace OnBoard.Tests.System;

/// <summary>
/// The logic of the emulated boards without a board: a window of registers and a memory that it shares with a driver in this
/// process. Whatever fails, each step gives the definition's bits.
/// </summary>
public sealed class LogicTests
{
    private const ulong MemoryStart = 0x4000_0000;
    private const int MemoryBytes = 8 << 20;
    private static readonly IntegerNetwork Network =
        IntegerNetwork.Quantize(RandomNetworks.Parameters(NetworkDescription.Tiny, seed: 3));

    [Theory]
    [InlineData("rtl")]
    [InlineData("model")]
    public void It_steps_and_comes_back_from_every_fault(string kind)
    {
        using SharedLogic shared = new(kind);
        using IntegerEngine definition = new(Network);
        using FabricSupervisor engine = new(new FabricEngine(Network, shared.CreatePort()), Network, TimeSpan.FromMilliseconds(20));
        NetworkDescription network = Network.Topology.Description;
        short[] expected = new short[network.Outputs], gains = new short[network.Outputs];
        Random random = new(5);

        void Step()
        {
            short[] audio = RandomNetworks.Events(random, network.AudioInputs, 0.5), video = RandomNetworks.Events(random, network.VideoInputs, 0.5);
            definition.Forward(audio, video, expected);
            engine.Forward(audio, video, gains);
            Assert.Equal(expected, gains);
        }

        for (int step = 0; step < 5; step++) Step();
        Assert.True(engine.IsOnFabric);
        foreach (LogicFault fault in Enum.GetValues<LogicFault>())
        {
            long jobs = shared.Logic.JobsStarted;
            long faults = engine.Faults;
            shared.Logic.Fail(fault, FabricOperation.Forward);
            for (int i = 0; i < 10 && engine.Faults == faults; i++) Step();
            if (fault == LogicFault.LostInterrupt) Assert.Equal(faults, engine.Faults);
            else Assert.True(engine.Faults > faults, $"{fault} is not noticed");
            if (fault == LogicFault.WrongIdentity)
            {
                Assert.False(engine.IsOnFabric);
                shared.Logic.Reload();
            }

            for (int i = 0; i < 1000 && !engine.IsOnFabric; i++)
            {
                Step();
                Thread.Sleep(10);
            }

            Assert.True(engine.IsOnFabric, $"it does not come back from {fault}");
            Step();
            Assert.True(shared.Logic.JobsStarted > jobs);
        }

        Assert.Null(shared.Logic.Violation);
        Assert.Null(shared.Failure);
    }

    /// <summary>What a board has between driver and logic, without a kernel.</summary>
    private sealed class SharedLogic : IRegisterWindow, IInterrupt, IDmaMemory
    {
        private readonly Memory<uint> _registers = new uint[FabricRegisters.WindowBytes / sizeof(uint)];
        private readonly Memory<byte> _memory = GC.AllocateArray<byte>(MemoryBytes, pinned: true);
        private readonly Thread _thread;
        private volatile bool _ends;

        public SharedLogic(string kind)
        {
            Logic = EmulatedFabric.Create(kind, _registers, _memory, MemoryStart);
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        public IEmulatedLogic Logic { get; }

        public Exception? Failure { get; private set; }

        public string Name => "shared";

        public ulong BusAddress => MemoryStart;

        public int Length => MemoryBytes;

        public FabricPort CreatePort() =>
            new("shared", this, this, this, FabricTiming.Logic.At(Read(FabricRegisters.ClockHz.Offset)));

        public uint Read(int offset) => Volatile.Read(ref _registers.Span[offset / sizeof(uint)]);

        public void Write(int offset, uint value) => Volatile.Write(ref _registers.Span[offset / sizeof(uint)], value);

        public void Enable()
        {
            // A level: it is looked at.
        }

        public bool Wait(TimeSpan timeout) => SpinWait.SpinUntil(() => Logic.IsInterruptHigh, timeout);

        public void Write(int offset, ReadOnlySpan<byte> data) => data.CopyTo(_memory.Span[offset..]);

        public void Read(int offset, Span<byte> data) => _memory.Span.Slice(offset, data.Length).CopyTo(data);

        public void Dispose()
        {
            if (_ends) return;
            _ends = true;
            _thread.Join();
            Logic.Dispose();
        }

        private void Run()
        {
            try
            {
                while (!_ends)
                {
                    if (!Logic.Look()) Thread.Sleep(1);
                }
            }
            catch (Exception error)
            {
                Failure = error;
            }
        }
    }
}

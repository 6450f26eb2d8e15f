using CsCheck;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines.Model;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>The contract from the fabric's side: bad jobs are refused with a code and change nothing, registers are memory.</summary>
public sealed class FabricContractTests : IDisposable
{
    private const int JobAt = 0x8_0000, FramesAt = 0x9_0000, GainsAt = 0xA_0000, StateAt = 0xB_0000;

    private static readonly NetworkTopology Topology = new(TestNetworks.Small);
    private static readonly NetworkImage Image = new(Topology);
    private static readonly StateImage State = new(Topology);

    /// <summary>One wrong field each, and how the fabric has to answer.</summary>
    private static readonly Gen<(string Case, FabricCode Code, Action<byte[]> Break, bool IsTraining)> Mistakes = Gen.OneOf(
        Mistake("magic", FabricCode.BadMagic, Gen.UInt.Where(value => value != JobLayout.MagicValue), JobLayout.Magic),
        Mistake("version", FabricCode.BadVersion, Gen.UInt.Where(value => value != JobLayout.VersionValue), JobLayout.Version),
        Mistake("operation", FabricCode.BadOperation, Gen.UInt.Where(value => value is 0 or > 9), JobLayout.Operation),
        Mistake("sequence", FabricCode.BadSequence, Gen.UInt[0x8000_0000, uint.MaxValue], JobLayout.Sequence),
        Mistake("cycle limit", FabricCode.BadCycleLimit, Gen.Const(0u), JobLayout.CycleLimit),
        Mistake("frames", FabricCode.BadFrames, Gen.Const(0u), JobLayout.Frames),
        Mistake("penalty", FabricCode.BadParameter, Gen.UInt[0x8000, 0xFFFF_7FFF], JobLayout.Penalty, isTraining: true),
        Mistake("rate shift", FabricCode.BadParameter, Gen.UInt[32, ushort.MaxValue], JobLayout.RateShift, isTraining: true),
        Mistake("update threshold", FabricCode.BadParameter, Gen.UInt[33, 255], JobLayout.UpdateThreshold, isTraining: true),
        Mistake("backward threshold", FabricCode.BadParameter, Gen.UInt[2, 255], JobLayout.BackwardThreshold, isTraining: true),
        Mistake("audio", FabricCode.Misaligned, Unaligned, JobLayout.AudioAddress),
        Mistake("video", FabricCode.Misaligned, Unaligned, JobLayout.VideoAddress),
        Mistake("gains", FabricCode.Misaligned, Unaligned, JobLayout.GainAddress),
        Mistake("targets", FabricCode.Misaligned, Unaligned, JobLayout.TargetAddress, isTraining: true),
        Mistake("state", FabricCode.Misaligned, Unaligned, JobLayout.StateAddress),
        Mistake("audio stride", FabricCode.Misaligned, Gen.UInt[1, 15], JobLayout.AudioStride),
        Mistake("audio", FabricCode.OutOfRange, Outside, JobLayout.AudioAddress),
        Mistake("video", FabricCode.OutOfRange, Outside, JobLayout.VideoAddress),
        Mistake("gains", FabricCode.OutOfRange, Outside, JobLayout.GainAddress),
        Mistake("targets", FabricCode.OutOfRange, Outside, JobLayout.TargetAddress, isTraining: true),
        Mistake("state", FabricCode.OutOfRange, Outside, JobLayout.StateAddress),
        Mistake("frames", FabricCode.OutOfRange, Gen.UInt[0x10_0000, uint.MaxValue], JobLayout.Frames),
        Mistake("gain stride", FabricCode.OutOfRange, Gen.UInt[0x10_0000, 0xFFF_FFFF].Select(value => value << 4), JobLayout.GainStride),
        Mistake("audio stride", FabricCode.BadStride, Gen.Const(16u), JobLayout.AudioStride),
        Mistake("gain stride", FabricCode.BadStride, Gen.Const(16u), JobLayout.GainStride),
        Mistake("state size", FabricCode.BadStateSize, Gen.UInt[1, 7].Select(value => 16 * value), JobLayout.StateBytes));

    private readonly IntegerNetwork _network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 4));
    private readonly FabricPort _port;
    private readonly RawFabric _fabric;
    private readonly IntegerEngine _definition;
    private readonly Random _random = new(4);

    public FabricContractTests()
    {
        _port = new FabricModel(new ModelOptions { MemoryBytes = 1 << 20 }).CreatePort();
        _definition = new IntegerEngine(_network);
        _fabric = new RawFabric(_port);
        _fabric.Start();
        Image.Write(_network, _fabric.Memory, 0);
        Assert.Equal(FabricCode.Done, Submit(Request(FabricOperation.Load)));
    }

    public void Dispose()
    {
        _port.Dispose();
        _definition.Dispose();
    }

    /// <summary>
    /// Whatever one field is wrong, the fabric says which, writes not a byte, and the next good job gives the bits as if
    /// nothing had been.
    /// </summary>
    [Fact]
    public void A_bad_job_is_refused_and_changes_nothing() => Mistakes.Sample(
        mistake =>
        {
            byte[] request = Request(mistake.IsTraining ? FabricOperation.Train : FabricOperation.Forward);
            mistake.Break(request);
            Place(request);
            byte[] before = _fabric.Snapshot();
            Assert.Equal((mistake.Case, mistake.Code), (mistake.Case, _fabric.Submit(At(JobAt))));
            Assert.Equal(before, _fabric.Snapshot());
            Assert.Equal(FabricState.Idle, _fabric.State);
            GoodJob();
        },
        iter: 150, seed: "000000000000", threads: 1);

    [Fact]
    public void A_job_block_in_the_wrong_place_is_refused()
    {
        Assert.Equal(FabricCode.JobMisaligned, _fabric.Submit(At(JobAt + 256)));
        Assert.Equal(FabricCode.JobOutOfRange, _fabric.Submit(At(0) - 512));
        Assert.Equal(FabricCode.JobOutOfRange, _fabric.Submit(At(_fabric.Memory.Length)));
        GoodJob();
    }

    /// <summary>Random bytes in header and tables of an image: refused, or a network that can be told from it; never a fault.</summary>
    [Fact]
    public void A_damaged_image_is_refused_and_the_network_stays() => Gen
        .Select(Gen.Int[0, ImageLayout.HeaderBytes + (13 * ImageLayout.MatrixBytes) - 1], Gen.Byte[1, 255])
        .Sample(
            damage =>
            {
                (int offset, byte change) = damage;
                byte[] beat = new byte[16];
                int at = offset & ~15;
                _fabric.Memory.Read(at, beat);
                beat[offset - at] ^= change;
                _fabric.Memory.Write(at, beat);
                FabricCode code = Submit(Request(FabricOperation.Load));
                beat[offset - at] ^= change;
                _fabric.Memory.Write(at, beat);
                if (code == FabricCode.Done)
                {
                    // Bytes that nothing depends on, a scale, a rate: loaded. Loading begins a new utterance.
                    Assert.Equal(FabricCode.Done, Submit(Request(FabricOperation.Load)));
                    _definition.WriteState(new NetworkState(Topology));
                }

                Assert.True(code == FabricCode.Done || code.IsRefusal(), code.Describe());
                GoodJob();
            },
            iter: 150, seed: "000000000000", threads: 1);

    [Theory]
    [InlineData(65, true, FabricCode.BadShape)]
    [InlineData(64, false, FabricCode.UnsupportedThreshold)]
    [InlineData(64, true, FabricCode.Done)]
    public void A_threshold_that_it_lacks_is_refused(int threshold, bool sendsOnChange, FabricCode code)
    {
        using FabricPort port = new FabricModel(new ModelOptions { MemoryBytes = 1 << 20, SendsOnChange = sendsOnChange }).CreatePort();
        RawFabric fabric = new(port);
        fabric.Start();
        Image.Write(_network, fabric.Memory, 0);
        byte[] beat = new byte[16];
        int at = ImageLayout.SendThreshold.Offset & ~15;
        fabric.Memory.Read(at, beat);
        beat[ImageLayout.SendThreshold.Offset - at] = (byte)threshold;
        fabric.Memory.Write(at, beat);
        byte[] request = Request(FabricOperation.Load);
        JobLayout.Sequence.Set(request, fabric.NextSequence);
        fabric.Memory.Write(JobAt, request);
        Assert.Equal(code, fabric.Submit(At(JobAt)));
    }

    [Fact]
    public void Without_a_network_only_loading_and_testing_are_possible()
    {
        Assert.Equal(FabricCode.Done, Submit(Request(FabricOperation.SelfTest)));
        foreach (FabricOperation operation in Enum.GetValues<FabricOperation>())
        {
            FabricCode expected = operation is FabricOperation.Load or FabricOperation.SelfTest ? FabricCode.Done : FabricCode.NoNetwork;
            if (operation != FabricOperation.Load) Assert.Equal(expected, Submit(Request(operation)));
        }
    }

    [Fact]
    public void Weights_are_not_written_into_another_networks_image()
    {
        const int Elsewhere = 0x4_0000;
        NetworkTopology other = new(TestNetworks.Small with { Outputs = 9 });
        new NetworkImage(other).Write(new IntegerNetwork(other), _fabric.Memory, Elsewhere);
        byte[] request = Request(FabricOperation.ReadWeights);
        JobLayout.ImageAddress.Set(request, At(Elsewhere));
        Place(request);
        byte[] before = _fabric.Snapshot();
        Assert.Equal(FabricCode.OtherImage, _fabric.Submit(At(JobAt)));
        Assert.Equal(before, _fabric.Snapshot());
    }

    [Fact]
    public void A_job_beyond_its_limit_of_cycles_breaks_off_and_needs_a_reset()
    {
        byte[] request = Request(FabricOperation.Forward);
        JobLayout.CycleLimit.Set(request, 1);
        Assert.Equal(FabricCode.CycleLimit, Submit(request));
        Assert.Equal(FabricState.Fault, _fabric.State);
        uint done = _fabric.Read(FabricRegisters.Done);
        _fabric.Write(FabricRegisters.Submit, done + 1);
        Thread.Sleep(20);
        Assert.Equal(done, _fabric.Read(FabricRegisters.Done));

        _fabric.Start();
        Assert.Equal(FabricState.Idle, _fabric.State);
        Assert.Equal(0u, _fabric.Read(FabricRegisters.Status) & FabricRegisters.StatusLoaded);
    }

    /// <summary>Reading changes nothing, the fabric's own registers cannot be written, the others keep what is written.</summary>
    [Fact]
    public void Registers_are_memory()
    {
        uint[] before = Words();
        Assert.Equal(before, Words());
        foreach (ContractField register in FabricRegisters.OfFabric) _fabric.Write(register, 0x1234_5678);
        _fabric.Registers.Write(FabricRegisters.Result, 0x1234_5678);
        _fabric.Registers.Write(0xFFC, 0x1234_5678);
        Assert.Equal(before, Words());
        foreach (uint value in new uint[] { 0, 0xFFFF_FFFF, 0xA5A5_5A5A })
        {
            _fabric.Write(FabricRegisters.Scratch, value);
            Assert.Equal(value, _fabric.Read(FabricRegisters.Scratch));
        }
    }

    [Fact]
    public void The_result_in_memory_is_that_of_the_registers()
    {
        GoodJob();
        byte[] memory = new byte[ResultLayout.Bytes];
        _fabric.Memory.Read(JobAt + JobLayout.Result, memory);
        for (int at = 0; at < memory.Length; at += 4)
        {
            Assert.Equal(
                System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(memory.AsSpan(at)),
                _fabric.Registers.Read(FabricRegisters.Result + at));
        }

        Assert.Equal(1ul, ResultLayout.FramesDone.Get(memory));
        Assert.True(ResultLayout.EndCycle.Get(memory) >= ResultLayout.BeginCycle.Get(memory));
    }

    private static Gen<uint> Unaligned => Gen.UInt[0x7000_0000, 0x7000_FFFF].Where(value => value % 16 != 0);

    private static Gen<uint> Outside =>
        Gen.OneOf(Gen.UInt[0, 0x6FF_FFFF], Gen.UInt[0x701_0000, 0xFFF_FFFF]).Select(value => value << 4);

    private static Gen<(string, FabricCode, Action<byte[]>, bool)> Mistake(
        string name, FabricCode code, Gen<uint> values, ContractField field, bool isTraining = false) =>
        values.Select(value => (name, code, (Action<byte[]>)(request => field.Set(request, value)), isTraining));

    private uint[] Words() =>
        [.. Enumerable.Range(0, FabricRegisters.WindowBytes / 4).Select(word => _fabric.Registers.Read(4 * word))];

    private ulong At(int offset) => _fabric.Memory.BusAddress + (ulong)offset;

    private byte[] Request(FabricOperation operation)
    {
        byte[] request = new byte[JobLayout.RequestBytes];
        JobLayout.Magic.Set(request, JobLayout.MagicValue);
        JobLayout.Version.Set(request, JobLayout.VersionValue);
        JobLayout.Operation.Set(request, (int)operation);
        JobLayout.Sequence.Set(request, _fabric.NextSequence);
        JobLayout.Frames.Set(request, 1);
        JobLayout.CycleLimit.Set(request, 1_000_000);
        JobLayout.ImageAddress.Set(request, At(0));
        JobLayout.ImageBytes.Set(request, Image.Bytes);
        JobLayout.StateAddress.Set(request, At(StateAt));
        JobLayout.StateBytes.Set(request, State.Bytes);
        JobLayout.AudioAddress.Set(request, At(FramesAt));
        JobLayout.VideoAddress.Set(request, At(FramesAt + 32));
        JobLayout.TargetAddress.Set(request, At(FramesAt + 64));
        JobLayout.GainAddress.Set(request, At(GainsAt));
        foreach (ContractField stride in new[] { JobLayout.AudioStride, JobLayout.VideoStride, JobLayout.TargetStride, JobLayout.GainStride })
            stride.Set(request, 96);
        return request;
    }

    private void Place(byte[] request) => _fabric.Memory.Write(JobAt, request);

    private FabricCode Submit(byte[] request)
    {
        Place(request);
        return _fabric.Submit(At(JobAt));
    }

    /// <summary>A step of the fabric and one of the definition: same gains, same state.</summary>
    private void GoodJob()
    {
        short[] audio = RandomNetworks.Events(_random, 23, 0.6), video = RandomNetworks.Events(_random, 17, 0.6);
        short[] expected = new short[10];
        byte[] inputs = new byte[64];
        for (int i = 0; i < audio.Length; i++) inputs[i] = (byte)audio[i];
        for (int i = 0; i < video.Length; i++) inputs[32 + i] = (byte)video[i];
        _fabric.Memory.Write(FramesAt, inputs);
        Assert.Equal(FabricCode.Done, Submit(Request(FabricOperation.Forward)));
        _definition.Forward(audio, video, expected);

        byte[] gains = new byte[32], state = new byte[State.Bytes], expectedState = new byte[State.Bytes];
        _fabric.Memory.Read(GainsAt, gains);
        Assert.Equal(expected, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(gains)[..10].ToArray());
        NetworkState after = new(Topology);
        _definition.ReadState(after);
        State.Write(after, expectedState);
        _fabric.Memory.Read(StateAt, state);
        Assert.Equal(expectedState, state);
    }
}

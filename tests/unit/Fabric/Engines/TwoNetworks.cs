using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>
/// Two networks in one fabric, driven by hand: jobs name one, weights go in and out in pieces, a flip exchanges them. Compared with
/// two engines of the definition. The same for the model and for the logic.
/// </summary>
internal sealed class TwoNetworks
{
    private const int OtherAt = 0x2_0000, JobAt = 0x8_0000, FramesAt = 0x9_0000, GainsAt = 0xA_0000, StateAt = 0xB_0000;

    private readonly NetworkDescription _description;
    private readonly int _busyFrames;
    private readonly RawFabric _fabric;
    private readonly NetworkImage _image;
    private readonly StateImage _state;
    private readonly IntegerNetwork _first, _second;
    private readonly IntegerEngine _inUse, _inTraining;
    private readonly Random _random;
    private readonly IntegerLearning _learning = new(Seed: 9, ActivityPenalty: 2);

    /// <param name="port">The fabric.</param>
    /// <param name="description">The network.</param>
    /// <param name="seed">Of weights and inputs.</param>
    /// <param name="framesOfABusyJob">Frames of a job that a flip is to meet.</param>
    public TwoNetworks(FabricPort port, NetworkDescription description, int seed, int framesOfABusyJob = 200)
    {
        _busyFrames = framesOfABusyJob;
        _description = description;
        _random = new Random(seed);
        _first = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, seed));
        _second = _first.Clone();
        foreach (short[] weights in _second.Weights)
        {
            foreach (ref short weight in weights.AsSpan()) weight = (short)(weight / 2);
        }

        _inUse = new IntegerEngine(_first) { Learning = _learning };
        _inTraining = new IntegerEngine(_second) { Learning = _learning };
        _image = new NetworkImage(_first.Topology);
        _state = new StateImage(_first.Topology);
        _fabric = new RawFabric(port);
        _fabric.Start();
        _image.Write(_first, _fabric.Memory, 0);
    }

    /// <summary>All of it.</summary>
    public void Check()
    {
        Assert.Equal(FabricCode.NoNetwork, Flip());
        Assert.Equal(FabricCode.Done, Submit(FabricOperation.Load, 0));
        Assert.NotEqual(0u, _fabric.Read(FabricRegisters.Status) & FabricRegisters.StatusSecondFits);
        Refuses();
        Write(1, _second);
        Assert.NotEqual(0u, _fabric.Read(FabricRegisters.Status) & FabricRegisters.StatusSecondLoaded);
        for (int round = 0; round < 3; round++)
        {
            for (int step = 0; step < 3; step++)
            {
                Step(0, _inUse, learns: false);
                Step(1, _inTraining, learns: true);
            }

            AssertWeights(0, _inUse);
            AssertWeights(1, _inTraining);

            // Weights change places, states stay.
            Assert.Equal(FabricCode.Done, Flip());
            Exchange();
        }

        FlipsWhileAJobRuns();

        // Writing a piece of the network in use changes these rows and no others.
        IntegerNetwork mixed = Weights(_inUse);
        int matrix = mixed.Weights.Length - 1;
        mixed.Weights[matrix].AsSpan().Fill(77);
        _image.Write(mixed, _fabric.Memory, OtherAt);
        int rows = _first.Topology.Matrices[matrix].Rows;
        Assert.Equal(FabricCode.Done, Submit(FabricOperation.WriteWeights, 0, firstRow: _image.Rows - rows, rows: rows, image: OtherAt));
        _inUse.WriteWeights(mixed);
        Step(0, _inUse, learns: false);
        Step(1, _inTraining, learns: true);

        // Loading begins anew, with one network.
        Assert.Equal(FabricCode.Done, Submit(FabricOperation.Load, 0));
        Assert.Equal(FabricCode.NoNetwork, Flip());
        Assert.Equal(FabricCode.NoNetwork, Submit(FabricOperation.Train, 1));
    }

    private static IntegerNetwork Weights(IntegerEngine engine)
    {
        IntegerNetwork network = new(engine.Topology);
        engine.ReadWeights(network);
        return network;
    }

    private void Refuses()
    {
        Assert.Equal(FabricCode.NoNetwork, Submit(FabricOperation.Forward, 1));
        Assert.Equal(FabricCode.NoNetwork, Submit(FabricOperation.ReadWeights, 1));
        Assert.Equal(FabricCode.NoNetwork, Flip());
        Assert.Equal(FabricCode.BadSlot, Submit(FabricOperation.Forward, 2));
        Assert.Equal(FabricCode.BadSlot, Submit(FabricOperation.Load, 1));
        Assert.Equal(FabricCode.BadSlot, Submit(FabricOperation.SelfTest, 1));
        Assert.Equal(FabricCode.BadPiece, Submit(FabricOperation.WriteWeights, 1, firstRow: _image.Rows));
        Assert.Equal(FabricCode.BadPiece, Submit(FabricOperation.ReadWeights, 0, firstRow: _image.Rows - 3, rows: 4));
        Assert.Equal(0u, _fabric.Read(FabricRegisters.Status) & FabricRegisters.StatusSecondLoaded);
        Step(0, _inUse, learns: false);
    }

    /// <summary>A flip while a job runs is refused, and nothing is lost; one that comes behind the job's end is done.</summary>
    private void FlipsWhileAJobRuns()
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            if (FlipsWithAJob() == FabricCode.FlipBusy) return;
            Exchange();
        }

        Assert.Fail("no flip met a job");
    }

    private FabricCode FlipsWithAJob()
    {
        (short[] audio, short[] video, short[] targets) = Inputs(_busyFrames);
        byte[] request = Request(FabricOperation.Train, 1);
        JobLayout.Frames.Set(request, _busyFrames);
        _fabric.Memory.Write(JobAt, request);
        uint sequence = _fabric.NextSequence;
        _fabric.Write(FabricRegisters.JobAddressLow, FabricRegisters.JobAddressHigh, At(JobAt));
        _fabric.Write(FabricRegisters.Submit, sequence);
        FabricCode flip = Flip();
        Assert.Equal(FabricCode.Done, _fabric.Submit(At(JobAt)));
        short[] gains = new short[_busyFrames * _description.Outputs];
        ((IEventEngine)_inTraining).TrainFrames(_busyFrames, audio, video, targets, gains);
        if (flip == FabricCode.Done) return flip;
        AssertWeights(0, _inUse);
        AssertWeights(1, _inTraining);
        Step(0, _inUse, learns: false);
        return flip;
    }

    /// <summary>What the flip does, to the definition.</summary>
    private void Exchange()
    {
        IntegerNetwork first = Weights(_inUse), second = Weights(_inTraining);
        _inUse.WriteWeights(second);
        _inTraining.WriteWeights(first);
    }

    private FabricCode Flip()
    {
        uint flip = _fabric.Read(FabricRegisters.Flipped) + 1;
        _fabric.Write(FabricRegisters.Flip, flip);
        RawFabric.Await(() => _fabric.Read(FabricRegisters.Flipped) == flip);
        return (FabricCode)_fabric.Read(FabricRegisters.FlipCode);
    }

    /// <summary>Writes all weights of a network, in pieces of odd sizes.</summary>
    private void Write(int slot, IntegerNetwork network)
    {
        _image.Write(network, _fabric.Memory, OtherAt);
        for (int first = 0, rows; first < _image.Rows; first += rows)
        {
            rows = Math.Min(1 + _random.Next(60), _image.Rows - first);
            Assert.Equal(
                FabricCode.Done, Submit(FabricOperation.WriteWeights, slot, first, first + rows == _image.Rows ? 0 : rows, OtherAt));
        }
    }

    private void AssertWeights(int slot, IntegerEngine engine)
    {
        // Into an image of other weights: every row must come.
        IntegerNetwork read = new(engine.Topology);
        _image.Write(read, _fabric.Memory, OtherAt);
        for (int first = 0, rows; first < _image.Rows; first += rows)
        {
            rows = Math.Min(1 + _random.Next(90), _image.Rows - first);
            Assert.Equal(FabricCode.Done, Submit(FabricOperation.ReadWeights, slot, first, rows, OtherAt));
        }

        _image.ReadWeights(read, _fabric.Memory, OtherAt);
        Assert.Equal(Weights(engine).Weights, read.Weights);
    }

    private void Step(int slot, IntegerEngine engine, bool learns)
    {
        (short[] audio, short[] video, short[] targets) = Inputs(1);
        short[] expected = new short[_description.Outputs];
        if (learns) engine.Train(audio, video, targets, expected);
        else engine.Forward(audio, video, expected);
        Assert.Equal(FabricCode.Done, Submit(learns ? FabricOperation.Train : FabricOperation.Forward, slot));
        byte[] gains = new byte[Beats.Pad(2 * _description.Outputs)], state = new byte[_state.Bytes], expectedState = new byte[_state.Bytes];
        _fabric.Memory.Read(GainsAt, gains);
        Assert.Equal(expected, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(gains)[..expected.Length].ToArray());
        NetworkState after = new(engine.Topology);
        engine.ReadState(after);
        _state.Write(after, expectedState);
        _fabric.Memory.Read(StateAt, state);
        Assert.Equal(expectedState, state);
    }

    private int Stride =>
        Beats.Pad(_description.AudioInputs) + Beats.Pad(_description.VideoInputs) + Beats.Pad(2 * _description.Outputs);

    private (short[] Audio, short[] Video, short[] Targets) Inputs(int frames)
    {
        short[] audio = RandomNetworks.Events(_random, frames * _description.AudioInputs, 0.5);
        short[] video = RandomNetworks.Events(_random, frames * _description.VideoInputs, 0.5);
        short[] targets = [.. Enumerable.Range(0, frames * _description.Outputs).Select(_ => (short)_random.Next(4097))];
        byte[] bytes = new byte[frames * Stride];
        for (int frame = 0; frame < frames; frame++)
        {
            Span<byte> to = bytes.AsSpan(frame * Stride);
            for (int i = 0; i < _description.AudioInputs; i++) to[i] = (byte)audio[(frame * _description.AudioInputs) + i];
            to = to[Beats.Pad(_description.AudioInputs)..];
            for (int i = 0; i < _description.VideoInputs; i++) to[i] = (byte)video[(frame * _description.VideoInputs) + i];
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(targets.AsSpan(frame * _description.Outputs, _description.Outputs))
                .CopyTo(to[Beats.Pad(_description.VideoInputs)..]);
        }

        _fabric.Memory.Write(FramesAt, bytes);
        return (audio, video, targets);
    }

    private ulong At(int offset) => _fabric.Memory.BusAddress + (ulong)offset;

    private FabricCode Submit(FabricOperation operation, int slot, int firstRow = 0, int rows = 0, int image = 0)
    {
        byte[] request = Request(operation, slot);
        JobLayout.FirstRow.Set(request, firstRow);
        JobLayout.Rows.Set(request, rows);
        JobLayout.ImageAddress.Set(request, At(image));
        _fabric.Memory.Write(JobAt, request);
        return _fabric.Submit(At(JobAt));
    }

    private byte[] Request(FabricOperation operation, int slot)
    {
        byte[] request = new byte[JobLayout.RequestBytes];
        JobLayout.Magic.Set(request, JobLayout.MagicValue);
        JobLayout.Version.Set(request, JobLayout.VersionValue);
        JobLayout.Operation.Set(request, (int)operation);
        JobLayout.Sequence.Set(request, _fabric.NextSequence);
        JobLayout.Frames.Set(request, 1);
        JobLayout.Seed.Set(request, _learning.Seed);
        JobLayout.Penalty.Set(request, _learning.ActivityPenalty);
        JobLayout.CycleLimit.Set(request, 10_000_000);
        JobLayout.Slot.Set(request, slot);
        JobLayout.ImageAddress.Set(request, At(0));
        JobLayout.ImageBytes.Set(request, _image.Bytes);
        JobLayout.StateAddress.Set(request, At(StateAt));
        JobLayout.StateBytes.Set(request, _state.Bytes);
        ulong frames = At(FramesAt), video = frames + (ulong)Beats.Pad(_description.AudioInputs);
        JobLayout.AudioAddress.Set(request, frames);
        JobLayout.VideoAddress.Set(request, video);
        JobLayout.TargetAddress.Set(request, video + (ulong)Beats.Pad(_description.VideoInputs));
        JobLayout.GainAddress.Set(request, At(GainsAt));
        foreach (ContractField stride in new[] { JobLayout.AudioStride, JobLayout.VideoStride, JobLayout.TargetStride }) stride.Set(request, Stride);
        JobLayout.GainStride.Set(request, Beats.Pad(2 * _description.Outputs));
        return request;
    }
}

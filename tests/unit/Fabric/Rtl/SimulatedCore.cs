using System.Runtime.InteropServices;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Rtl;

/// <summary>A simulated core with its memory, driven at its ports: every method is a job.</summary>
internal sealed unsafe class SimulatedCore : IDmaMemory
{
    private const ulong CycleLimit = 200_000_000;

    private readonly CoreLibrary _library;
    private readonly byte* _memory;
    private readonly nint _core;
    private readonly int _state, _audio, _video, _targets, _gains, _maxFrames;

    /// <param name="library">The simulation.</param>
    /// <param name="topology">The network that it is to run.</param>
    /// <param name="maxFrames">Frames that one job has at most.</param>
    public SimulatedCore(CoreLibrary library, NetworkTopology topology, int maxFrames = 16)
    {
        _library = library;
        Topology = topology;
        _maxFrames = maxFrames;
        NetworkDescription description = topology.Description;
        Image = new NetworkImage(topology);
        State = new StateImage(topology);
        AudioStride = Beats.Pad(description.AudioInputs);
        VideoStride = Beats.Pad(description.VideoInputs);
        GainStride = Beats.Pad(2 * description.Outputs);
        int at = Image.Bytes;
        _state = Place(State.Bytes);
        _audio = Place(maxFrames * AudioStride);
        _video = Place(maxFrames * VideoStride);
        _targets = Place(maxFrames * GainStride);
        _gains = Place(maxFrames * GainStride);
        Length = at;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)Length);
        _core = library.Create(_memory, Length);

        int Place(int bytes)
        {
            int place = at;
            at += bytes;
            return place;
        }
    }

    public NetworkTopology Topology { get; }

    public NetworkImage Image { get; }

    public StateImage State { get; }

    public int AudioStride { get; }

    public int VideoStride { get; }

    public int GainStride { get; }

    public IntegerLearning Learning { get; set; }

    /// <summary>What the last job did.</summary>
    public CoreResult Result { get; private set; }

    /// <summary>What all frames so far cost.</summary>
    public EventCounts Counts { get; private set; }

    public long Saturations { get; private set; }

    public string Name => "core";

    public ulong BusAddress => 0;

    public int Length { get; }

    public void Time(CoreTiming timing) => _library.Time(_core, timing);

    public FabricCode Load(IntegerNetwork network)
    {
        Image.Write(network, this, 0);
        return Run(Job(FabricOperation.Load));
    }

    public void ReadWeights(IntegerNetwork network)
    {
        RunWell(Job(FabricOperation.ReadWeights));
        Image.ReadWeights(network, this, 0);
    }

    /// <summary>Other weights; scales and rates stay those that were loaded.</summary>
    public void WriteWeights(IntegerNetwork network)
    {
        Image.Write(network, this, 0);
        RunWell(Job(FabricOperation.WriteWeights));
    }

    public void Reset() => RunWell(Job(FabricOperation.ClearState));

    public void ReadState(NetworkState state)
    {
        RunWell(Job(FabricOperation.ReadState));
        State.Read(new ReadOnlySpan<byte>(_memory + _state, State.Bytes), state);
    }

    public void WriteState(NetworkState state)
    {
        State.Write(state, new Span<byte>(_memory + _state, State.Bytes));
        RunWell(Job(FabricOperation.WriteState));
    }

    /// <summary>Runs frames as one job; trains where there are targets.</summary>
    /// <param name="audio">Inputs of each frame.</param>
    /// <param name="video">Inputs of each frame.</param>
    /// <param name="targets">Gains to learn; null to learn nothing.</param>
    /// <param name="state">Takes the state after the last frame, which the job itself writes; null for a job that does not.</param>
    /// <returns>The gains of each frame.</returns>
    public short[][] Frames(short[][] audio, short[][] video, short[][]? targets, NetworkState? state = null)
    {
        int frames = audio.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, _maxFrames);
        for (int frame = 0; frame < frames; frame++)
        {
            for (int i = 0; i < audio[frame].Length; i++) _memory[_audio + (frame * AudioStride) + i] = (byte)audio[frame][i];
            for (int i = 0; i < video[frame].Length; i++) _memory[_video + (frame * VideoStride) + i] = (byte)video[frame][i];
            targets?[frame].CopyTo(new Span<short>(_memory + _targets + (frame * GainStride), targets[frame].Length));
        }

        CoreJob job = Job(targets is null ? FabricOperation.Forward : FabricOperation.Train);
        job.Frames = (uint)frames;
        Span<byte> saved = new(_memory + _state, State.Bytes);
        if (state is not null)
        {
            job.StateBytes = (ulong)State.Bytes;
            saved.Fill(0xA5);
        }

        RunWell(job);
        if (state is not null) State.Read(saved, state);
        CoreResult result = Result;
        Counts = new EventCounts(
            Counts.Input + (long)result.InputEvents, Counts.Receptive + (long)result.ReceptiveEvents,
            Counts.Context + (long)result.ContextEvents, Counts.Backward + (long)result.BackwardEvents,
            Counts.Update + (long)result.UpdateEvents, Counts.Steps + (long)result.Steps);
        Saturations += (long)result.Saturations;
        short[][] gains = new short[frames][];
        for (int frame = 0; frame < frames; frame++)
            gains[frame] = new Span<short>(_memory + _gains + (frame * GainStride), Topology.Description.Outputs).ToArray();
        return gains;
    }

    /// <summary>A job of this network, for tests that change it.</summary>
    public CoreJob Job(FabricOperation operation) => new()
    {
        Operation = (uint)operation,
        ImageBytes = (ulong)Image.Bytes,
        StateAddress = (ulong)_state,
        StateBytes = operation is FabricOperation.ReadState or FabricOperation.WriteState ? (ulong)State.Bytes : 0,
        Frames = 1,
        AudioAddress = (ulong)_audio, AudioStride = (uint)AudioStride,
        VideoAddress = (ulong)_video, VideoStride = (uint)VideoStride,
        TargetAddress = (ulong)_targets, TargetStride = (uint)GainStride,
        GainAddress = (ulong)_gains, GainStride = (uint)GainStride,
        Seed = Learning.Seed, Penalty = Learning.ActivityPenalty, RateShift = (uint)Learning.RateShift,
        Thresholds = (uint)(Learning.UpdateThreshold | (Learning.BackwardThreshold << 8)),
    };

    /// <summary>Runs a job to its end and says how it ended.</summary>
    public FabricCode Run(CoreJob job)
    {
        CoreResult result;
        int ended = _library.Run(_core, &job, &result, CycleLimit);
        if (ended == 1) throw new InvalidOperationException($"operation {job.Operation} does not end");
        if (ended == 2) throw new InvalidOperationException($"operation {job.Operation} reaches outside the memory");
        if (ended == 3) throw new InvalidOperationException($"operation {job.Operation}: {_library.Violation(_core)}");
        Result = result;
        return (FabricCode)result.Code;
    }

    public void Write(int offset, ReadOnlySpan<byte> data)
    {
        IDmaMemory.Require(offset, data.Length, Length);
        data.CopyTo(new Span<byte>(_memory + offset, data.Length));
    }

    public void Read(int offset, Span<byte> data)
    {
        IDmaMemory.Require(offset, data.Length, Length);
        new ReadOnlySpan<byte>(_memory + offset, data.Length).CopyTo(data);
    }

    public void Dispose()
    {
        _library.Destroy(_core);
        NativeMemory.Free(_memory);
    }

    private void RunWell(CoreJob job)
    {
        FabricCode code = Run(job);
        if (code != FabricCode.Done) throw new InvalidOperationException($"operation {job.Operation}: {code.Describe()}");
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using OnBoard.Drivers;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Model;

/// <summary>
/// What runs jobs: holds the loaded network, twice where there is room, and computes frames by one of the integer engines. Checks what needs the network
/// before it changes anything. Its cycles are nominal: events over lanes and a constant per step.
/// </summary>
internal sealed class ModelCore(ModelMemory memory, ModelOptions options) : IDisposable
{
    private const int CyclesPerStep = 64;

    private ModelImage? _loaded;
    private ModelSlot? _inUse, _inTraining;
    private NetworkState? _state;
    private ulong _imageAddress;
    private short[] _audio = [], _video = [], _targets = [], _gains = [];
    private byte[] _frame = [];

    /// <summary>Whether a network is loaded.</summary>
    public bool IsLoaded => _loaded is not null;

    /// <summary>Whether its weights stay in memory.</summary>
    public bool KeepsWeightsInMemory => _loaded is not null && _loaded.WeightBytes > options.OnChipKib * 1024L;

    /// <summary>Whether there is room for a second network beside the loaded one.</summary>
    public bool SecondFits =>
        _loaded is not null && options is { Contract: > 1, HasTwoNetworks: true }
        && 2 * _loaded.WeightBytes <= options.OnChipKib * 1024L;

    /// <summary>Whether the second network has its weights.</summary>
    public bool IsSecondLoaded => _inTraining is { IsLoaded: true };

    /// <summary>Forgets the networks, as a reset does.</summary>
    public void Forget()
    {
        _inUse?.Dispose();
        _inTraining?.Dispose();
        _inUse = _inTraining = null;
        _loaded = null;
    }

    /// <summary>Exchanges the two networks' weights: each state stays with what it is a state of, use or training.</summary>
    public FabricCode Flip()
    {
        if (_inUse is null || !IsSecondLoaded) return FabricCode.NoNetwork;
        _inUse.ExchangeState(_inTraining!);
        (_inUse, _inTraining) = (_inTraining!, _inUse);
        return FabricCode.Done;
    }

    /// <summary>Runs a job that <see cref="ModelJob.Check"/> has passed.</summary>
    /// <param name="job">The job.</param>
    /// <param name="result">Its counts are written.</param>
    /// <param name="isStopped">Asked between frames.</param>
    public FabricCode Run(ModelJob job, Span<byte> result, Func<bool> isStopped)
    {
        switch (job.Operation)
        {
            case FabricOperation.Load: return Load(job);
            case FabricOperation.SelfTest:
                Forget();
                return FabricCode.Done;
        }

        if (_loaded is null) return FabricCode.NoNetwork;
        if (job.Slot == JobLayout.InTraining)
        {
            if (!SecondFits) return FabricCode.BadSlot;
            if (!IsSecondLoaded && job.Operation != FabricOperation.WriteWeights) return FabricCode.NoNetwork;
            _inTraining ??= new ModelSlot(options.CreateEngine(new IntegerNetwork(_loaded.Topology)));
        }

        ModelSlot slot = job.Slot == JobLayout.InTraining ? _inTraining! : _inUse!;
        switch (job.Operation)
        {
            case FabricOperation.ClearState:
                slot.Use(learns: false).Reset();
                return FabricCode.Done;
            case FabricOperation.ReadState:
                return CheckState(job) is var wrong and not FabricCode.Done ? wrong : StoreState(job, slot);
            case FabricOperation.WriteState:
                return WriteState(job, slot);
            case FabricOperation.ReadWeights:
            case FabricOperation.WriteWeights:
                return MoveWeights(job, slot);
            default:
                return RunFrames(job, slot, result, isStopped);
        }
    }

    public void Dispose() => Forget();

    private FabricCode Load(ModelJob job)
    {
        FabricCode code = ModelImage.Read(
            memory, job.Get(JobLayout.ImageAddress), job.Get(JobLayout.ImageBytes), options, out ModelImage? image);
        if (code != FabricCode.Done) return code;

        // Made without weights: logic does not ask whether a sum could overflow, it wraps.
        IEventEngine engine = options.CreateEngine(new IntegerNetwork(image!.Topology));
        engine.WriteWeights(image.Network);
        Forget();
        _loaded = image;
        _inUse = new ModelSlot(engine) { IsLoaded = true };
        _state = new NetworkState(image.Topology);
        _imageAddress = job.Get(JobLayout.ImageAddress);
        NetworkDescription description = image.Topology.Description;
        _audio = new short[description.AudioInputs];
        _video = new short[description.VideoInputs];
        _targets = new short[description.Outputs];
        _gains = new short[description.Outputs];
        _frame = new byte[Math.Max(
            image.State.Bytes, Beats.Pad(Math.Max(2 * description.Outputs, Math.Max(_audio.Length, _video.Length))))];
        return FabricCode.Done;
    }

    private FabricCode MoveWeights(ModelJob job, ModelSlot slot)
    {
        ulong address = job.Get(JobLayout.ImageAddress);
        FabricCode code = _loaded!.Matches(memory, address, job.Get(JobLayout.ImageBytes));
        if (code != FabricCode.Done) return code;
        uint all = (uint)_loaded.Topology.Matrices.Sum(matrix => matrix.Rows);
        if (job.FirstRow >= all || job.Rows > all - job.FirstRow) return FabricCode.BadPiece;
        uint end = job.Rows == 0 ? all : job.FirstRow + job.Rows;
        if (job.Operation == FabricOperation.ReadWeights)
        {
            return _loaded.TryWriteWeights(memory, address, slot.Rows, job.FirstRow, end) ? FabricCode.Done : FabricCode.WriteError;
        }

        IntegerNetwork rows = slot.Writable;
        code = _loaded.ReadWeights(memory, address, rows, job.FirstRow, end);
        if (job.Slot == JobLayout.InTraining)
        {
            _loaded.Network.Scales.CopyTo(rows.Scales, 0);
            _loaded.Network.RateShifts.CopyTo(rows.RateShifts, 0);
            slot.IsLoaded |= code == FabricCode.Done && end == all;
        }

        return code;
    }

    private FabricCode CheckState(ModelJob job) =>
        job.Get(JobLayout.StateBytes) == (ulong)_loaded!.State.Bytes ? FabricCode.Done : FabricCode.BadStateSize;

    private FabricCode WriteState(ModelJob job, ModelSlot slot)
    {
        if (CheckState(job) is var wrong and not FabricCode.Done) return wrong;
        Span<byte> state = _frame.AsSpan(0, _loaded!.State.Bytes);
        if (!memory.TryFetch(job.Get(JobLayout.StateAddress), state)) return FabricCode.ReadError;
        _loaded.State.Read(state, _state!);
        slot.Use(learns: false).WriteState(_state!);
        return FabricCode.Done;
    }

    private FabricCode StoreState(ModelJob job, ModelSlot slot)
    {
        slot.Use(learns: false).ReadState(_state!);
        Span<byte> state = _frame.AsSpan(0, _loaded!.State.Bytes);
        _loaded.State.Write(_state!, state);
        return memory.TryStore(job.Get(JobLayout.StateAddress), state) ? FabricCode.Done : FabricCode.WriteError;
    }

    private FabricCode RunFrames(ModelJob job, ModelSlot slot, Span<byte> result, Func<bool> isStopped)
    {
        bool training = job.IsTraining, tellsState = job.Get(JobLayout.StateBytes) != 0;
        int audioBytes = Beats.Pad(_audio.Length), videoBytes = Beats.Pad(_video.Length), gainBytes = Beats.Pad(2 * _gains.Length);
        ulong audioStride = job.Get(JobLayout.AudioStride), videoStride = job.Get(JobLayout.VideoStride);
        ulong targetStride = job.Get(JobLayout.TargetStride), gainStride = job.Get(JobLayout.GainStride);
        if (audioStride < (ulong)audioBytes || videoStride < (ulong)videoBytes || gainStride < (ulong)gainBytes
            || (training && targetStride < (ulong)gainBytes)) return FabricCode.BadStride;
        if (tellsState && CheckState(job) is var wrong and not FabricCode.Done) return wrong;

        IEventEngine engine = slot.Use(training);
        if (training)
        {
            engine.Learning = new IntegerLearning(
                (uint)job.Get(JobLayout.Seed), (int)job.Get(JobLayout.Penalty), (int)job.Get(JobLayout.RateShift),
                (int)job.Get(JobLayout.UpdateThreshold), (int)job.Get(JobLayout.BackwardThreshold));
        }

        EventCounts before = engine.Counts;
        long saturations = engine.Saturations;
        FabricCode code = FabricCode.Done;
        uint frame = 0;
        while (frame < job.Frames)
        {
            if (isStopped()) break;
            if (!Fetch(job.Get(JobLayout.AudioAddress) + (frame * audioStride), _audio)
                || !Fetch(job.Get(JobLayout.VideoAddress) + (frame * videoStride), _video)
                || (training && !memory.TryFetch(
                    job.Get(JobLayout.TargetAddress) + (frame * targetStride), _frame.AsSpan(0, gainBytes))))
            {
                code = FabricCode.ReadError;
                break;
            }

            if (training)
            {
                _frame.AsSpan(0, 2 * _targets.Length).CopyTo(MemoryMarshal.AsBytes(_targets.AsSpan()));
                engine.Train(_audio, _video, _targets, _gains);
            }
            else
            {
                engine.Forward(_audio, _video, _gains);
            }

            _frame.AsSpan(0, gainBytes).Clear();
            MemoryMarshal.AsBytes(_gains.AsSpan()).CopyTo(_frame);
            if (!memory.TryStore(job.Get(JobLayout.GainAddress) + (frame * gainStride), _frame.AsSpan(0, gainBytes)))
            {
                code = FabricCode.WriteError;
                break;
            }

            frame++;
            if (Cycles(engine.Counts - before) > job.Get(JobLayout.CycleLimit))
            {
                code = FabricCode.CycleLimit;
                break;
            }
        }

        Count(result, engine, engine.Counts - before, engine.Saturations - saturations, frame);
        if (code != FabricCode.Done) return code;
        if (training && KeepsWeightsInMemory)
        {
            if (!_loaded!.TryWriteWeights(memory, _imageAddress, slot.Rows, 0, uint.MaxValue)) return FabricCode.WriteError;
        }

        return tellsState ? StoreState(job, slot) : FabricCode.Done;
    }

    private bool Fetch(ulong address, short[] events)
    {
        Span<byte> bytes = _frame.AsSpan(0, Beats.Pad(events.Length));
        if (!memory.TryFetch(address, bytes)) return false;
        for (int i = 0; i < events.Length; i++) events[i] = (sbyte)bytes[i];
        return true;
    }

    private ulong Cycles(EventCounts counts) =>
        (ulong)((counts.Total / options.Lanes) + (CyclesPerStep * counts.Steps));

    private void Count(Span<byte> result, IEventEngine engine, EventCounts counts, long saturations, uint frames)
    {
        ResultLayout.Cycles.Set(result, Cycles(counts));
        ResultLayout.InputEvents.Set(result, (ulong)counts.Input);
        ResultLayout.ReceptiveEvents.Set(result, (ulong)counts.Receptive);
        ResultLayout.ContextEvents.Set(result, (ulong)counts.Context);
        ResultLayout.BackwardEvents.Set(result, (ulong)counts.Backward);
        ResultLayout.UpdateEvents.Set(result, (ulong)counts.Update);
        ResultLayout.Saturations.Set(result, (ulong)saturations);
        ResultLayout.Steps.Set(result, (ulong)counts.Steps);
        ResultLayout.FramesDone.Set(result, frames);
        Span<byte> active = result[ResultLayout.ActiveCells.Offset..];
        for (int layer = 0; layer < _loaded!.Topology.Description.Layers; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(
                    active[(2 * ((2 * layer) + (int)stream))..], (ushort)engine.ActiveCells(stream, layer));
            }
        }
    }
}

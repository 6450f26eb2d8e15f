using System.Buffers.Binary;
using System.Runtime.InteropServices;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// One of the networks in a fabric, the one in use or the one in training: its jobs, its part of the memory, what they counted.
/// A job allocates nothing.
/// </summary>
/// <param name="port">The fabric.</param>
/// <param name="jobs">Runs jobs; shared by both networks, one at a time.</param>
/// <param name="memory">This network's part of the memory.</param>
/// <param name="topology">The network's matrices.</param>
/// <param name="slot">Which of the two.</param>
/// <param name="capabilities">What the fabric says that it is and can.</param>
internal sealed class FabricNetwork(
    FabricPort port, JobRunner jobs, FabricMemory memory, NetworkTopology topology, int slot, FabricCapabilities capabilities)
{
    private readonly byte[] _activeCells = new byte[ResultLayout.ActiveCells.Bytes];

    /// <summary>What the fabric says that it is and can.</summary>
    public FabricCapabilities Capabilities { get; set; } = capabilities;

    /// <summary>Whether every job of frames brings the state along; otherwise <see cref="FetchState"/> asks for it.</summary>
    public bool ReportsState { get; set; } = true;

    /// <summary>Whether <see cref="FabricMemory.LastState"/> is the state after the last job.</summary>
    public bool KnowsState { get; private set; } = true;

    /// <summary>The layout of its memory.</summary>
    public FabricMemory Memory { get; } = memory;

    /// <summary>Events since it was made.</summary>
    public EventCounts Counts { get; private set; }

    /// <summary>Weights that an update would have carried beyond 16 bits.</summary>
    public long Saturations { get; private set; }

    /// <summary>Cycles that the fabric was busy with its frames.</summary>
    public long Cycles { get; private set; }

    /// <summary>How it learns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A value has no room in a job, or this logic does not leave out what is held softly (<see cref="FabricCapabilities.TrainsSelectively"/>).
    /// </exception>
    public IntegerLearning Learning
    {
        get;
        set
        {
            value.Check();
            ArgumentOutOfRangeException.ThrowIfNotEqual((short)value.ActivityPenalty, value.ActivityPenalty);
            ArgumentOutOfRangeException.ThrowIfNotEqual(Math.Clamp(value.RateShift, 0, JobLayout.MaximumRateShift), value.RateShift);
            if (!Capabilities.TrainsSelectively) ArgumentOutOfRangeException.ThrowIfEqual(value.HasThresholds, true);
            field = value;
        }
    } = new(Seed: 1);

    /// <summary>Cells of a layer whose output was not zero at the last step.</summary>
    public int ActiveCells(StreamName stream, int layer) =>
        BinaryPrimitives.ReadUInt16LittleEndian(_activeCells.AsSpan(2 * ((2 * layer) + (int)stream)));

    /// <summary>Begins a new utterance.</summary>
    public void ClearState()
    {
        Begin();
        Run(FabricOperation.ClearState, port.Timing.Job);
        Memory.State.Clear(Memory.LastState);
        KnowsState = true;
    }

    /// <summary>Puts a state into the fabric.</summary>
    public void WriteState(NetworkState state)
    {
        Memory.SendState(state);
        KnowsState = true;
        Begin();
        Memory.AddressState();
        Run(FabricOperation.WriteState, port.Timing.Job);
    }

    /// <summary>Brings the state, so that <see cref="FabricMemory.LastState"/> has it.</summary>
    public void FetchState()
    {
        Begin();
        Memory.AddressState();
        Run(FabricOperation.ReadState, port.Timing.Job);
        Memory.ReceiveState();
        KnowsState = true;
    }

    /// <summary>Loads the image that stands in memory; the fabric holds no other network then.</summary>
    public void Load()
    {
        Begin();
        Memory.AddressImage();
        Run(FabricOperation.Load, port.Timing.Load);
    }

    /// <summary>Has the fabric write all weights into the image in memory.</summary>
    public void FetchWeights()
    {
        Begin();
        Memory.AddressImage();
        Run(FabricOperation.ReadWeights, port.Timing.Load);
    }

    /// <summary>Has the fabric read or write a piece of the weights; it stands in the image in memory.</summary>
    /// <param name="operation">Read or write weights.</param>
    /// <param name="first">First row, counted over all matrices.</param>
    /// <param name="rows">How many, at least one.</param>
    public void Piece(FabricOperation operation, int first, int rows)
    {
        Begin();
        Memory.AddressImage();
        JobLayout.FirstRow.Set(Memory.Request, first);
        JobLayout.Rows.Set(Memory.Request, rows);
        Run(operation, port.Timing.Job + port.Timing.Background);
    }

    /// <summary>Has the fabric test its memories; no network is loaded then.</summary>
    public void SelfTest()
    {
        Begin();
        Run(FabricOperation.SelfTest, port.Timing.Load);
    }

    /// <summary>Runs frames, in as many jobs as they need.</summary>
    public void RunFrames(
        FabricOperation operation, int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video,
        ReadOnlySpan<short> targets, Span<short> gains)
    {
        NetworkDescription description = topology.Description;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frames);
        ArgumentOutOfRangeException.ThrowIfNotEqual(audio.Length, frames * description.AudioInputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(video.Length, frames * description.VideoInputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(gains.Length, frames * description.Outputs);
        bool training = operation == FabricOperation.Train;

        // Such logic would take a weight for a part of the mask.
        if (training && !Capabilities.TrainsSelectively && !TargetFormat.AreMasks(targets))
            throw new ArgumentOutOfRangeException(nameof(targets), "This logic cannot weigh targets.");
        for (int first = 0; first < frames; first += Memory.Frames)
        {
            int count = Math.Min(frames - first, Memory.Frames);
            for (int frame = 0; frame < count; frame++)
            {
                int source = first + frame;
                Narrow(Part(audio, source, description.AudioInputs), Memory.Audio(frame, count, training));
                Narrow(Part(video, source, description.VideoInputs), Memory.Video(frame, count, training));
                if (training)
                {
                    MemoryMarshal.AsBytes(Part(targets, source, description.Outputs))
                        .CopyTo(Memory.Targets(frame, count));
                }
            }

            RunJob(operation, count);
            for (int frame = 0; frame < count; frame++)
            {
                Memory.Gains(frame)[..(2 * description.Outputs)]
                    .CopyTo(MemoryMarshal.AsBytes(gains.Slice((first + frame) * description.Outputs, description.Outputs)));
            }
        }
    }

    private void RunJob(FabricOperation operation, int frames)
    {
        bool training = operation == FabricOperation.Train;
        Begin();
        Span<byte> request = Memory.Request;
        JobLayout.Frames.Set(request, frames);
        JobLayout.Seed.Set(request, Learning.Seed);
        JobLayout.Penalty.Set(request, Learning.ActivityPenalty);
        JobLayout.RateShift.Set(request, Learning.RateShift);
        // Older logic knows no threshold, so that even the 1 that leaves nothing out is none of its business.
        bool selects = Capabilities.TrainsSelectively;
        JobLayout.UpdateThreshold.Set(request, selects ? Learning.UpdateThreshold : 0);
        JobLayout.BackwardThreshold.Set(request, selects ? Learning.BackwardThreshold : 0);
        Memory.Address(frames, training);
        if (ReportsState) Memory.AddressState();
        TimeSpan timeout = training ? port.Timing.Background : TimeSpan.Zero;
        Run(operation, port.Timing.Of(frames) + timeout, frames * Memory.InputBytes(training), frames);
        KnowsState = ReportsState;
        Count();
    }

    private void Begin()
    {
        Memory.Request.Clear();
        JobLayout.Slot.Set(Memory.Request, slot);
    }

    /// <summary>Runs the job that stands in the request.</summary>
    private void Run(FabricOperation operation, TimeSpan timeout, int inputs = 0, int frames = 0)
    {
        Span<byte> request = Memory.Request;
        uint sequence = jobs.NextSequence;
        JobLayout.Magic.Set(request, JobLayout.MagicValue);
        JobLayout.Version.Set(request, (int)Capabilities.Contract);
        JobLayout.Operation.Set(request, (int)operation);
        JobLayout.Sequence.Set(request, sequence);

        // The fabric gives up a little before software does, so that its own account of what happened is heard.
        JobLayout.CycleLimit.Set(request, Math.Max(1, (ulong)(0.75 * timeout.TotalSeconds * Math.Max(1, Capabilities.ClockHz))));
        Memory.Send(inputs);
        jobs.Run(Memory.JobAddress, operation, timeout);
        if (Memory.TryReceive(sequence, frames, ReportsState)) return;
        throw new FabricFaultException(
            port.Name, FabricFault.StaleMemory, FabricCode.Done,
            $"the registers say that job {sequence} is done, its result in memory is an older one ({port.Memory.Name})",
            "check that the DMA buffer is coherent: dma-coherent in the device tree only behind a coherent port");
    }

    private void Count()
    {
        ReadOnlySpan<byte> result = Memory.Result;
        Counts = new EventCounts(
            Counts.Input + (long)ResultLayout.InputEvents.Get(result),
            Counts.Receptive + (long)ResultLayout.ReceptiveEvents.Get(result),
            Counts.Context + (long)ResultLayout.ContextEvents.Get(result),
            Counts.Backward + (long)ResultLayout.BackwardEvents.Get(result),
            Counts.Update + (long)ResultLayout.UpdateEvents.Get(result),
            Counts.Steps + (long)ResultLayout.Steps.Get(result));
        Saturations += (long)ResultLayout.Saturations.Get(result);
        Cycles += (long)ResultLayout.Cycles.Get(result);
        result.Slice(ResultLayout.ActiveCells.Offset, _activeCells.Length).CopyTo(_activeCells);
    }

    private static ReadOnlySpan<short> Part(ReadOnlySpan<short> frames, int frame, int length) =>
        frames.Slice(frame * length, length);

    private static void Narrow(ReadOnlySpan<short> events, Span<byte> bytes)
    {
        for (int i = 0; i < events.Length; i++) bytes[i] = unchecked((byte)events[i]);
    }
}

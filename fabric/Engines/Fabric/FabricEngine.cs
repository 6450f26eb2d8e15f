using System.Buffers.Binary;
using System.Runtime.InteropServices;
using OnBoard.Drivers;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// The network in a fabric: the one driver for programmable logic, its simulation and its model, which differ in the port
/// alone. Gives the bits and the counts of <see cref="IntegerEngine"/>. Every step brings the state back with it, so that
/// another engine can go on where a fabric failed. A step allocates nothing.
/// </summary>
public sealed class FabricEngine : IEventEngine
{
    private readonly FabricPort _port;
    private readonly JobRunner _jobs;
    private readonly FabricMemory _memory;
    private readonly byte[] _activeCells = new byte[ResultLayout.ActiveCells.Bytes];
    private readonly int[] _scales, _rateShifts;
    private IntegerLearning _learning = new(Seed: 1);
    private ulong _cyclesPerSecond;

    /// <summary>Resets the fabric and loads the network into it.</summary>
    /// <param name="network">The weights; copied.</param>
    /// <param name="port">The fabric; disposed with the engine, and also where this fails.</param>
    /// <exception cref="BadInputException">The fabric cannot hold this network, or a sum of it could overflow.</exception>
    /// <exception cref="DeviceMissingException">Something else answers.</exception>
    /// <exception cref="DeviceFailedException">The memory is too small, or the fabric failed.</exception>
    public FabricEngine(IntegerNetwork network, FabricPort port)
    {
        try
        {
            OverflowBound.Require(network, network.Topology.Description.Name);
            Topology = network.Topology;
            _port = port;
            _memory = new FabricMemory(port.Memory, Topology);
            _jobs = new JobRunner(port);
            _scales = [.. network.Scales];
            _rateShifts = [.. network.RateShifts];
            Capabilities = FabricCapabilities.Read(port.Registers);
            Capabilities.Require(Topology.Description, port.Name);
            Begin(network, new NetworkState(Topology));
        }
        catch (OnBoardException)
        {
            port.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name => _port.Name;

    /// <inheritdoc/>
    public NetworkTopology Topology { get; }

    /// <summary>What the fabric says that it is and can.</summary>
    public FabricCapabilities Capabilities { get; private set; }

    /// <summary>Frames of one job at most.</summary>
    public int FramesPerJob => _memory.Frames;

    /// <inheritdoc/>
    public EventCounts Counts { get; private set; }

    /// <inheritdoc/>
    public long Saturations { get; private set; }

    /// <summary>Cycles that the fabric was busy with jobs of frames, in its own clock; a model's are nominal.</summary>
    public long Cycles { get; private set; }

    /// <summary>Interrupts that did not come; each costs up to two milliseconds.</summary>
    public long LostInterrupts => _jobs.LostInterrupts;

    /// <summary>Interrupts that came without a job's end.</summary>
    public long SpuriousInterrupts => _jobs.SpuriousInterrupts;

    /// <inheritdoc/>
    public IntegerLearning Learning
    {
        get => _learning;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual((short)value.ActivityPenalty, value.ActivityPenalty);
            ArgumentOutOfRangeException.ThrowIfNotEqual(
                Math.Clamp(value.RateShift, 0, JobLayout.MaximumRateShift), value.RateShift);
            _learning = value;
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Run(FabricOperation.ClearState, _port.Timing.Job);
        _memory.State.Clear(_memory.LastState);
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains) =>
        ForwardFrames(1, audio, video, gains);

    /// <inheritdoc/>
    public void Train(
        ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains) =>
        TrainFrames(1, audio, video, targets, gains);

    /// <inheritdoc/>
    public void ForwardFrames(int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains) =>
        RunFrames(FabricOperation.Forward, frames, audio, video, default, gains);

    /// <inheritdoc/>
    public void TrainFrames(
        int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, frames * Topology.Description.Outputs);
        RunFrames(FabricOperation.Train, frames, audio, video, targets, gains);
    }

    /// <inheritdoc/>
    public int ActiveCells(StreamName stream, int layer) =>
        BinaryPrimitives.ReadUInt16LittleEndian(_activeCells.AsSpan(2 * ((2 * layer) + (int)stream)));

    /// <inheritdoc/>
    /// <remarks>Asks nothing of the fabric: every job brings the state along, so this also works after a fault.</remarks>
    public void ReadState(NetworkState state) => _memory.State.Read(_memory.LastState, state);

    /// <inheritdoc/>
    public void WriteState(NetworkState state)
    {
        _memory.SendState(state);
        ClearRequest();
        _memory.AddressState();
        Run(FabricOperation.WriteState, _port.Timing.Job);
    }

    /// <inheritdoc/>
    public void ReadWeights(IntegerNetwork network)
    {
        ClearRequest();
        _memory.AddressImage();
        Run(FabricOperation.ReadWeights, _port.Timing.Load);
        _memory.Image.ReadWeights(network, _port.Memory, offset: 0);
        _scales.CopyTo(network.Scales, 0);
        _rateShifts.CopyTo(network.RateShifts, 0);
    }

    /// <inheritdoc/>
    public void WriteWeights(IntegerNetwork network)
    {
        NetworkState state = new(Topology);
        ReadState(state);
        Load(network, state);
    }

    /// <summary>Lets the fabric test its memories; the network and the state are put back afterwards.</summary>
    /// <exception cref="FabricFaultException">It failed the test.</exception>
    public void SelfTest()
    {
        IntegerNetwork network = new(Topology);
        NetworkState state = new(Topology);
        ReadWeights(network);
        ReadState(state);
        ClearRequest();
        Run(FabricOperation.SelfTest, _port.Timing.Load);
        Load(network, state);
    }

    /// <summary>
    /// Brings a fabric back that failed: by a soft reset; where that does not help, by loading the logic anew; then loads
    /// network and state.
    /// </summary>
    /// <param name="network">The weights to go on with.</param>
    /// <param name="state">The state to go on from.</param>
    /// <returns>What helped.</returns>
    /// <exception cref="DeviceFailedException">Nothing did.</exception>
    public FabricRecovery Recover(IntegerNetwork network, NetworkState state)
    {
        Action? reload = _port.Reload;
        try
        {
            Begin(network, state);
            return FabricRecovery.SoftReset;
        }
        catch (OnBoardException error)
        {
            if (reload is null)
            {
                throw new DeviceFailedException(
                    Name, $"a soft reset did not help ({error.Cause}) and its logic cannot be loaded anew from here",
                    "load the bitstream, or run with --fabric cpu", error);
            }
        }

        try
        {
            reload();
            Begin(network, state);
            return FabricRecovery.Reload;
        }
        catch (OnBoardException error)
        {
            throw new DeviceFailedException(
                Name, $"neither a soft reset nor loading its logic anew helped ({error.Cause})",
                "power the board off and on, check the bitstream, or run with --fabric cpu", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Whatever runs must not write into memory that is given back.
        _port.Registers.Write(FabricRegisters.Control.Offset, FabricRegisters.ControlSoftReset);
        _port.Dispose();
    }

    private void Begin(IntegerNetwork network, NetworkState state)
    {
        Capabilities = FabricCapabilities.Read(_port.Registers);
        _cyclesPerSecond = Math.Max(1, (ulong)Capabilities.ClockHz);
        _jobs.Reset(_memory.JobAddress);
        Load(network, state);
    }

    /// <summary>Loading begins with an empty state, so the state is put back.</summary>
    private void Load(IntegerNetwork network, NetworkState state)
    {
        _memory.Image.Write(network, _port.Memory, offset: 0);
        network.Scales.CopyTo(_scales, 0);
        network.RateShifts.CopyTo(_rateShifts, 0);
        ClearRequest();
        _memory.AddressImage();
        Run(FabricOperation.Load, _port.Timing.Load);
        WriteState(state);
    }

    private void RunFrames(
        FabricOperation operation, int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video,
        ReadOnlySpan<short> targets, Span<short> gains)
    {
        NetworkDescription description = Topology.Description;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frames);
        ArgumentOutOfRangeException.ThrowIfNotEqual(audio.Length, frames * description.AudioInputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(video.Length, frames * description.VideoInputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(gains.Length, frames * description.Outputs);
        bool training = operation == FabricOperation.Train;
        for (int first = 0; first < frames; first += _memory.Frames)
        {
            int count = Math.Min(frames - first, _memory.Frames);
            for (int frame = 0; frame < count; frame++)
            {
                int source = first + frame;
                Narrow(Part(audio, source, description.AudioInputs), _memory.Audio(frame, count, training));
                Narrow(Part(video, source, description.VideoInputs), _memory.Video(frame, count, training));
                if (training)
                {
                    MemoryMarshal.AsBytes(Part(targets, source, description.Outputs))
                        .CopyTo(_memory.Targets(frame, count));
                }
            }

            RunJob(operation, count);
            for (int frame = 0; frame < count; frame++)
            {
                _memory.Gains(frame)[..(2 * description.Outputs)]
                    .CopyTo(MemoryMarshal.AsBytes(gains.Slice((first + frame) * description.Outputs, description.Outputs)));
            }
        }
    }

    private void RunJob(FabricOperation operation, int frames)
    {
        bool training = operation == FabricOperation.Train;
        ClearRequest();
        Span<byte> request = _memory.Request;
        JobLayout.Frames.Set(request, frames);
        JobLayout.Seed.Set(request, _learning.Seed);
        JobLayout.Penalty.Set(request, _learning.ActivityPenalty);
        JobLayout.RateShift.Set(request, _learning.RateShift);
        _memory.Address(frames, training);
        _memory.AddressState();
        Run(operation, _port.Timing.Of(frames), frames * _memory.InputBytes(training), frames);
        Count();
    }

    private void ClearRequest() => _memory.Request.Clear();

    /// <summary>Runs the job that stands in the request.</summary>
    private void Run(FabricOperation operation, TimeSpan timeout, int inputs = 0, int frames = 0)
    {
        Span<byte> request = _memory.Request;
        uint sequence = _jobs.NextSequence;
        JobLayout.Magic.Set(request, JobLayout.MagicValue);
        JobLayout.Version.Set(request, JobLayout.VersionValue);
        JobLayout.Operation.Set(request, (int)operation);
        JobLayout.Sequence.Set(request, sequence);

        // The fabric gives up a little before software does, so that its own account of what happened is heard.
        JobLayout.CycleLimit.Set(request, Math.Max(1, (ulong)(0.75 * timeout.TotalSeconds * _cyclesPerSecond)));
        _memory.Send(inputs);
        _jobs.Run(operation, timeout);
        if (_memory.TryReceive(sequence, frames)) return;
        throw new FabricFaultException(
            Name, FabricFault.StaleMemory, FabricCode.Done,
            $"the registers say that job {sequence} is done, its result in memory is an older one ({_port.Memory.Name})",
            "check that the DMA buffer is coherent: dma-coherent in the device tree only behind a coherent port");
    }

    private void Count()
    {
        ReadOnlySpan<byte> result = _memory.Result;
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

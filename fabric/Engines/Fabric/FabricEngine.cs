using OnBoard.Drivers;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// The network in a fabric: the one driver for programmable logic, its simulation and its model, which differ in the port
/// alone. Gives the bits and the counts of <see cref="IntegerEngine"/>. A step brings the state back with it where
/// <see cref="ReportsState"/> says so, so that another engine can go on where a fabric failed. A step allocates nothing.
/// </summary>
public sealed class FabricEngine : IEventEngine
{
    private readonly FabricPort _port;
    private readonly JobRunner _jobs;
    private readonly FabricNetwork _inUse;
    private readonly FabricMemory _memory;
    private readonly int[] _scales, _rateShifts;
    private volatile int _generation;

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
            _jobs = new JobRunner(port);
            Capabilities = FabricCapabilities.Read(port.Registers);
            _memory = Layout(port.Memory, Topology, Capabilities.LacksTraining is null, out FabricMemory? second);
            _inUse = new FabricNetwork(port, _jobs, _memory, Topology, JobLayout.InUse, Capabilities);
            if (second is not null)
            {
                InTraining = new FabricNetwork(port, _jobs, second, Topology, JobLayout.InTraining, Capabilities)
                {
                    ReportsState = false,
                };
            }

            _scales = [.. network.Scales];
            _rateShifts = [.. network.RateShifts];
            Capabilities.Require(Topology.Description, port.Name);
            Begin(network, new NetworkState(Topology));
        }
        catch
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

    /// <summary>The network in training; null where the fabric, or its memory, has no room for one.</summary>
    internal FabricNetwork? InTraining { get; }

    /// <summary>How often the fabric was brought into a known state: what was in training before is gone.</summary>
    internal int Generation => _generation;

    /// <summary>How long it is waited for.</summary>
    internal FabricTiming Timing => _port.Timing;

    /// <summary>Why no second network can be trained beside the one in use; null where it can.</summary>
    public string? LacksTraining =>
        Capabilities.LacksTraining
        ?? (InTraining is null ? "its memory has no room for the frames and the image of a second network"
            : (_port.Registers.Read(FabricRegisters.Status.Offset) & FabricRegisters.StatusSecondFits) == 0
                ? $"two networks of the size of {Topology.Description.Name} do not fit on its chip"
                : null);

    /// <summary>Exchanges the weights of the network in use and of the one in training, between two jobs; states stay.</summary>
    /// <exception cref="FabricFaultException">It was refused, or not answered in time.</exception>
    internal void Flip() => _jobs.Flip();

    /// <summary>Frames of one job at most.</summary>
    public int FramesPerJob => _memory.Frames;

    /// <inheritdoc/>
    public EventCounts Counts => _inUse.Counts;

    /// <inheritdoc/>
    public long Saturations => _inUse.Saturations;

    /// <summary>Cycles that the fabric was busy with jobs of frames, in its own clock; a model's are nominal.</summary>
    public long Cycles => _inUse.Cycles;

    /// <summary>Interrupts that did not come; each costs up to two milliseconds.</summary>
    public long LostInterrupts => _jobs.LostInterrupts;

    /// <summary>Interrupts that came without a job's end.</summary>
    public long SpuriousInterrupts => _jobs.SpuriousInterrupts;

    /// <inheritdoc/>
    public bool TrainsSelectively => Capabilities.TrainsSelectively;

    /// <inheritdoc/>
    public IntegerLearning Learning
    {
        get => _inUse.Learning;
        set => _inUse.Learning = value;
    }

    /// <inheritdoc/>
    public void Reset() => _inUse.ClearState();

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains) =>
        ForwardFrames(1, audio, video, gains);

    /// <inheritdoc/>
    public void Train(
        ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains) =>
        TrainFrames(1, audio, video, targets, gains);

    /// <inheritdoc/>
    public void ForwardFrames(int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains) =>
        _inUse.RunFrames(FabricOperation.Forward, frames, audio, video, default, gains);

    /// <inheritdoc/>
    public void TrainFrames(
        int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, frames * Topology.Description.Outputs);
        _inUse.RunFrames(FabricOperation.Train, frames, audio, video, targets, gains);
    }

    /// <inheritdoc/>
    public int ActiveCells(StreamName stream, int layer) => _inUse.ActiveCells(stream, layer);

    /// <summary>Whether jobs of frames bring the state along.</summary>
    internal bool ReportsState
    {
        get => _inUse.ReportsState;
        set => _inUse.ReportsState = value;
    }

    /// <summary>Whether <see cref="ReadLastState"/> gives the state after the last step.</summary>
    internal bool KnowsState => _inUse.KnowsState;

    /// <summary>The state that was reported or written last. Asks nothing of the fabric, so this also works after a fault.</summary>
    internal void ReadLastState(NetworkState state) => _memory.State.Read(_memory.LastState, state);

    /// <inheritdoc/>
    /// <remarks>Asks the fabric where the last job did not bring the state along.</remarks>
    /// <exception cref="FabricFaultException">It was asked and failed.</exception>
    public void ReadState(NetworkState state)
    {
        if (!KnowsState) _inUse.FetchState();
        ReadLastState(state);
    }

    /// <inheritdoc/>
    public void WriteState(NetworkState state) => _inUse.WriteState(state);

    /// <inheritdoc/>
    public void ReadWeights(IntegerNetwork network)
    {
        _inUse.FetchWeights();
        _memory.ReceiveRows(network, 0, _memory.Image.Rows);
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
        _inUse.SelfTest();
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
        _inUse.Capabilities = Capabilities;
        if (InTraining is not null) InTraining.Capabilities = Capabilities;
        _generation++;
        _jobs.Reset();
        Load(network, state);
    }

    /// <summary>Loading begins with an empty state, so the state is put back.</summary>
    private void Load(IntegerNetwork network, NetworkState state)
    {
        _memory.SendImage(network);
        network.Scales.CopyTo(_scales, 0);
        network.RateShifts.CopyTo(_rateShifts, 0);
        _inUse.Load();
        WriteState(state);
    }

    /// <summary>Divides the memory: a part of it at the end is the second network's, where that leaves enough for the first.</summary>
    private static FabricMemory Layout(IDmaMemory memory, NetworkTopology topology, bool hasTwo, out FabricMemory? second)
    {
        second = null;
        int half = memory.Length / 2 / JobLayout.Bytes * JobLayout.Bytes;
        if (!hasTwo || half < FabricMemory.MinBytes(topology)) return new FabricMemory(memory, topology);
        second = new FabricMemory(memory, topology, half, memory.Length - half);
        return new FabricMemory(memory, topology, 0, half);
    }
}

namespace OnBoard.Fabric.Contract;

/// <summary>
/// The result of a job: in the registers from <see cref="FabricRegisters.Result"/> on, and, unless the job was refused, the
/// same bytes in its block. All of it belongs to one job and is complete when DONE has its sequence number.
/// </summary>
public static class ResultLayout
{
    /// <summary>Its size.</summary>
    public const int Bytes = 208;

    /// <summary>Layers and streams whose active cells are reported.</summary>
    public const int ActiveCellCount = 32;

    public static readonly ContractField Code = new("CODE", 0x00, 4, "How it ended");
    public static readonly ContractField Sequence = new("SEQUENCE", 0x04, 4, "Whose result this is");
    public static readonly ContractField FaultAddress = new(
        "FAULT_ADDRESS", 0x08, 8, "The address that was refused or failed, else zero");
    public static readonly ContractField BeginCycle = new("BEGIN_CYCLE", 0x10, 8, "Free-running cycle counter at its start");
    public static readonly ContractField EndCycle = new("END_CYCLE", 0x18, 8, "The same at its end");
    public static readonly ContractField Cycles = new("CYCLES", 0x20, 8, "Cycles that the engine was busy with it");
    public static readonly ContractField WaitCycles = new("WAIT_CYCLES", 0x28, 8, "Of these, cycles spent waiting for memory");
    public static readonly ContractField InputEvents = new(
        "EVENTS_INPUT", 0x30, 8, "Forward events of the input features' synapses");
    public static readonly ContractField ReceptiveEvents = new(
        "EVENTS_RECEPTIVE", 0x38, 8, "Forward events between layers and to the read-out, biases included");
    public static readonly ContractField ContextEvents = new(
        "EVENTS_CONTEXT", 0x40, 8, "Forward events of distal, proximal and universal synapses");
    public static readonly ContractField BackwardEvents = new("EVENTS_BACKWARD", 0x48, 8, "Events of carrying errors back");
    public static readonly ContractField UpdateEvents = new("EVENTS_UPDATE", 0x50, 8, "Weights changed by learning");
    public static readonly ContractField RowsFetched = new("ROWS_FETCHED", 0x58, 8, "Rows of weights read from memory");
    public static readonly ContractField BytesRead = new("BYTES_READ", 0x60, 8, "Bytes read from memory");
    public static readonly ContractField BytesWritten = new("BYTES_WRITTEN", 0x68, 8, "Bytes written to memory before the result");
    public static readonly ContractField Saturations = new(
        "SATURATIONS", 0x70, 8, "Weights that an update would have carried beyond 16 bits");
    public static readonly ContractField Steps = new("STEPS", 0x78, 8, "Network steps");
    public static readonly ContractField FramesDone = new("FRAMES_DONE", 0x80, 4, "Frames whose gains are written");
    public static readonly ContractField ActiveCells = new(
        "ACTIVE_CELLS", 0x90, 2 * ActiveCellCount,
        "32 numbers of 16 bits, at 2 x layer + stream: cells whose output was not zero in the last frame");

    /// <summary>Its fields.</summary>
    public static IReadOnlyList<ContractField> Fields { get; } =
    [
        Code, Sequence, FaultAddress, BeginCycle, EndCycle, Cycles, WaitCycles, InputEvents, ReceptiveEvents, ContextEvents,
        BackwardEvents, UpdateEvents, RowsFetched, BytesRead, BytesWritten, Saturations, Steps, FramesDone, ActiveCells,
    ];
}

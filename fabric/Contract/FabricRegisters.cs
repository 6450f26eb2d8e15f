namespace OnBoard.Fabric.Contract;

/// <summary>
/// The registers: 32 bits each in a window of 4 KiB that behaves like memory. No read has a side effect, and each register
/// has one writer, the fabric or software, so that the same contract works through a window of shared memory. Writes to
/// what the fabric owns are ignored; what is not named here reads zero.
/// </summary>
public static class FabricRegisters
{
    /// <summary>Size of the window.</summary>
    public const int WindowBytes = 4096;

    /// <summary>"MCC1", as bytes in memory.</summary>
    public const uint IdentityValue = 0x3143434D;

    /// <summary>
    /// This contract: major version in the upper half, minor in the lower. Software drives logic of major version 1 too, which has
    /// one network; any other is refused.
    /// </summary>
    public const uint ContractVersion = 0x0002_0000;

    /// <summary>The oldest contract that software still drives: one network, its weights read as a whole.</summary>
    public const uint FirstContractVersion = 0x0001_0000;

    /// <summary>Bit 0 of <see cref="Features"/>: operation train.</summary>
    public const uint FeatureTraining = 1;

    /// <summary>Bit 1 of <see cref="Features"/>: weights that do not fit on the chip stay in memory.</summary>
    public const uint FeatureMemoryWeights = 2;

    /// <summary>Bit 2 of <see cref="Features"/>: networks that send on change.</summary>
    public const uint FeatureSendOnChange = 4;

    /// <summary>Bit 3 of <see cref="Features"/>: two networks, one in use and one in training, exchanged by FLIP.</summary>
    public const uint FeatureTwoNetworks = 8;

    /// <summary>Bit 4 of <see cref="Features"/>: weights are read and written in pieces.</summary>
    public const uint FeaturePieces = 16;

    /// <summary>Bit 5 of <see cref="Features"/>: training leaves out what is held softly, and weighs targets.</summary>
    public const uint FeatureSelectiveTraining = 32;

    /// <summary>Bits 3..0 of <see cref="Status"/>: a <see cref="FabricState"/>.</summary>
    public const uint StatusStateMask = 0xF;

    /// <summary>Bit 4 of <see cref="Status"/>: a network is loaded.</summary>
    public const uint StatusLoaded = 0x10;

    /// <summary>Bit 5 of <see cref="Status"/>: its weights stay in memory, in the image it was loaded from.</summary>
    public const uint StatusMemoryWeights = 0x20;

    /// <summary>Bit 6 of <see cref="Status"/>: there is room for a second network beside the loaded one.</summary>
    public const uint StatusSecondFits = 0x40;

    /// <summary>Bit 7 of <see cref="Status"/>: the second network has its weights.</summary>
    public const uint StatusSecondLoaded = 0x80;

    /// <summary>Bit 0 of <see cref="Control"/>.</summary>
    public const uint ControlEnable = 1;

    /// <summary>Bit 1 of <see cref="Control"/>.</summary>
    public const uint ControlSoftReset = 2;

    public static readonly ContractField Identity = Register("IDENTITY", 0x000, "\"MCC1\" in ASCII: 0x3143434D");
    public static readonly ContractField Version = Register(
        "VERSION", 0x004, "Version of this contract: major 31..16, minor 15..0");
    public static readonly ContractField BuildId = Register(
        "BUILD_ID", 0x008, "Which build of the logic this is: the first 32 bits of its commit");
    public static readonly ContractField Lanes = Register("LANES", 0x00C, "Weights applied per cycle at most");
    public static readonly ContractField OnChipKib = Register(
        "ON_CHIP_KIB", 0x010, "Memory for weights on the chip, KiB");
    public static readonly ContractField Laws = Register(
        "LAWS", 0x014, "Bit n: the activation law n is there (cooperation 0, tm1 1, tm2 2, tm3 3, tm4 4, kay 5, point 6, sq 7, gated 8)");
    public static readonly ContractField ClockHz = Register(
        "CLOCK_HZ", 0x018, "The clock that cycles are counted in, Hz");
    public static readonly ContractField Features = Register(
        "FEATURES", 0x01C,
        "Bit 0: training; bit 1: weights that do not fit on the chip stay in memory; bit 2: networks that send on change; "
        + "bit 3: two networks; bit 4: weights in pieces; bit 5: thresholds of training and weights of targets");
    public static readonly ContractField MaximumCells = Register(
        "MAX_CELLS", 0x020, "Cells of a layer of one stream at most");
    public static readonly ContractField MaximumLayers = Register("MAX_LAYERS", 0x024, "Layers at most");
    public static readonly ContractField MaximumInputs = Register(
        "MAX_INPUTS", 0x028, "Inputs of one stream at most");
    public static readonly ContractField MaximumOutputs = Register("MAX_OUTPUTS", 0x02C, "Outputs at most");
    public static readonly ContractField Status = Register(
        "STATUS", 0x030,
        "3..0: state; bit 4: a network is loaded; bit 5: its weights stay in memory; bit 6: there is room for a second; "
        + "bit 7: the second has its weights");
    public static readonly ContractField Started = Register(
        "STARTED", 0x034, "Sequence number of the job that was begun last");
    public static readonly ContractField Done = Register("DONE", 0x038, "Sequence number of the job that ended last");
    public static readonly ContractField FlipCode = Register(
        "FLIP_CODE", 0x03C, "How the flip that FLIPPED names ended: a code; written before FLIPPED");
    public static readonly ContractField Flipped = Register("FLIPPED", 0x040, "The value of FLIP that was answered last");

    public static readonly ContractField Scratch = Register(
        "SCRATCH", 0x080, "Keeps what is written: for a test of the window");
    public static readonly ContractField Control = Register(
        "CONTROL", 0x084, "Bit 0: enable; bit 1: soft reset, for as long as it is set");
    public static readonly ContractField MemoryBaseLow = Register(
        "MEMORY_BASE_LOW", 0x088, "First bus address that jobs may use, 31..0");
    public static readonly ContractField MemoryBaseHigh = Register("MEMORY_BASE_HIGH", 0x08C, "The same, 63..32");
    public static readonly ContractField MemoryLimitLow = Register(
        "MEMORY_LIMIT_LOW", 0x090, "First bus address behind what jobs may use, 31..0");
    public static readonly ContractField MemoryLimitHigh = Register("MEMORY_LIMIT_HIGH", 0x094, "The same, 63..32");
    public static readonly ContractField JobAddressLow = Register(
        "JOB_ADDRESS_LOW", 0x098, "Bus address of the job block, 31..0; written before SUBMIT");
    public static readonly ContractField JobAddressHigh = Register("JOB_ADDRESS_HIGH", 0x09C, "The same, 63..32");
    public static readonly ContractField Submit = Register(
        "SUBMIT", 0x0A0, "Sequence number of the job to run: one that differs from DONE starts it");
    public static readonly ContractField Acknowledge = Register(
        "ACKNOWLEDGE", 0x0A4, "The value of DONE that software has seen; lowers the interrupt");
    public static readonly ContractField InterruptEnable = Register(
        "INTERRUPT_ENABLE", 0x0A8, "Bit 0: the interrupt is high while DONE differs from ACKNOWLEDGE");
    public static readonly ContractField Flip = Register(
        "FLIP", 0x0AC, "A value that differs from FLIPPED exchanges the weights of the two networks; refused while a job runs");

    /// <summary>Where the result of the last job stands, laid out as <see cref="ResultLayout"/>; owned by the fabric.</summary>
    public const int Result = 0x100;

    /// <summary>Registers that the fabric writes.</summary>
    public static IReadOnlyList<ContractField> OfFabric { get; } =
    [
        Identity, Version, BuildId, Lanes, OnChipKib, Laws, ClockHz, Features, MaximumCells, MaximumLayers, MaximumInputs,
        MaximumOutputs, Status, Started, Done, FlipCode, Flipped,
    ];

    /// <summary>Registers that software writes.</summary>
    public static IReadOnlyList<ContractField> OfSoftware { get; } =
    [
        Scratch, Control, MemoryBaseLow, MemoryBaseHigh, MemoryLimitLow, MemoryLimitHigh, JobAddressLow, JobAddressHigh,
        Submit, Acknowledge, InterruptEnable, Flip,
    ];

    private static ContractField Register(string name, int offset, string meaning) => new(name, offset, 4, meaning);
}

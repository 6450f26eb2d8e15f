using OnBoard.Fabric.Engines;

namespace OnBoard.Fabric.Contract;

/// <summary>
/// A job: a block of 512 bytes in DMA memory, aligned to its size. Software writes the request, the first 128 bytes; the
/// fabric writes the result behind it, laid out as <see cref="ResultLayout"/>. Addresses are bus addresses. All addresses,
/// sizes and strides that an operation uses are multiples of 16; what it does not use is ignored.
/// </summary>
public static class JobLayout
{
    /// <summary>Size and alignment of a job block.</summary>
    public const int Bytes = 512;

    /// <summary>What the fabric reads of it.</summary>
    public const int RequestBytes = 128;

    /// <summary>Where the result stands.</summary>
    public const int Result = RequestBytes;

    /// <summary>"MCCJ", as bytes in memory.</summary>
    public const uint MagicValue = 0x4A43434D;

    /// <summary>Version of the job block.</summary>
    public const uint VersionValue = 2;

    /// <summary>The network in use, as <see cref="Slot"/> names it.</summary>
    public const int InUse = 0;

    /// <summary>The network in training, as <see cref="Slot"/> names it.</summary>
    public const int InTraining = 1;

    /// <summary>What addresses, sizes and strides are multiples of: one beat of the bus.</summary>
    public const int Alignment = 16;

    /// <summary>The largest rate shift.</summary>
    public const int MaximumRateShift = 31;

    /// <summary>The largest of both thresholds of training: the value of a bias, which has to learn.</summary>
    public const int MaximumThreshold = IntegerLearning.MaxThreshold;

    public static readonly ContractField Magic = new("MAGIC", 0x00, 4, "\"MCCJ\" in ASCII: 0x4A43434D");
    public static readonly ContractField Version = new("VERSION", 0x04, 4, "2, the major version of the contract");
    public static readonly ContractField Operation = new("OPERATION", 0x08, 4, "What to do");
    public static readonly ContractField Sequence = new("SEQUENCE", 0x0C, 4, "The value of SUBMIT that starts it; written last");
    public static readonly ContractField Frames = new("FRAMES", 0x10, 4, "Forward, train: frames, at least 1");
    public static readonly ContractField Seed = new("SEED", 0x14, 4, "Train: seed of the random rounding");
    public static readonly ContractField Penalty = new(
        "PENALTY", 0x18, 4, "Train: activity penalty, signed, Q.12, -32768..32767");
    public static readonly ContractField RateShift = new(
        "RATE_SHIFT", 0x1C, 2, "Train: slows every matrix by 2^-shift, 0..31");
    public static readonly ContractField UpdateThreshold = new(
        "UPDATE_THRESHOLD", 0x1E, 1,
        "Train: weights move for sources that hold so much, in 1/32; up to 1: for all that are not zero; at most 32. Bit 5 of FEATURES");
    public static readonly ContractField BackwardThreshold = new(
        "BACKWARD_THRESHOLD", 0x1F, 1, "Train: errors go back to cells that hold so much; at most UPDATE_THRESHOLD, or 1");
    public static readonly ContractField CycleLimit = new(
        "CYCLE_LIMIT", 0x20, 8, "Cycles after which the job is broken off, at least 1");
    public static readonly ContractField Slot = new(
        "SLOT", 0x28, 2, "Which network: 0 the one in use, 1 the one in training. Load, self-test: 0");
    public static readonly ContractField Rows = new(
        "ROWS", 0x2A, 2, "Read weights, write weights: rows of this piece; 0: all from FIRST_ROW on");
    public static readonly ContractField FirstRow = new(
        "FIRST_ROW", 0x2C, 4, "Read weights, write weights: first row of this piece, counted over all matrices");
    public static readonly ContractField ImageAddress = new(
        "IMAGE_ADDRESS", 0x30, 8, "Load, read weights, write weights: the network image. With weights in memory it stays in use");
    public static readonly ContractField ImageBytes = new("IMAGE_BYTES", 0x38, 8, "Its size");
    public static readonly ContractField StateAddress = new(
        "STATE_ADDRESS", 0x40, 8, "Read state, write state; forward, train: where the state goes after the last frame");
    public static readonly ContractField StateBytes = new(
        "STATE_BYTES", 0x48, 8, "Size of the state; zero with forward and train: the state is not written");
    public static readonly ContractField AudioAddress = new("AUDIO_ADDRESS", 0x50, 8, "Forward, train: first audio frame");
    public static readonly ContractField VideoAddress = new("VIDEO_ADDRESS", 0x58, 8, "Forward, train: first video frame");
    public static readonly ContractField TargetAddress = new("TARGET_ADDRESS", 0x60, 8, "Train: first frame of targets");
    public static readonly ContractField GainAddress = new(
        "GAIN_ADDRESS", 0x68, 8, "Forward, train: first frame of gains; written");
    public static readonly ContractField AudioStride = new("AUDIO_STRIDE", 0x70, 4, "Bytes from one audio frame to the next");
    public static readonly ContractField VideoStride = new("VIDEO_STRIDE", 0x74, 4, "Bytes from one video frame to the next");
    public static readonly ContractField TargetStride = new(
        "TARGET_STRIDE", 0x78, 4, "Bytes from one frame of targets to the next");
    public static readonly ContractField GainStride = new("GAIN_STRIDE", 0x7C, 4, "Bytes from one frame of gains to the next");

    /// <summary>The fields of the request.</summary>
    public static IReadOnlyList<ContractField> Fields { get; } =
    [
        Magic, Version, Operation, Sequence, Frames, Seed, Penalty, RateShift, UpdateThreshold, BackwardThreshold, CycleLimit,
        Slot, Rows, FirstRow, ImageAddress, ImageBytes, StateAddress, StateBytes, AudioAddress, VideoAddress, TargetAddress,
        GainAddress, AudioStride, VideoStride, TargetStride, GainStride,
    ];
}

namespace OnBoard.Fabric.Contract;

/// <summary>
/// A network in memory: header, table of matrices, tables of functions, weights. Every part begins at a multiple of 16.
/// Matrices stand in the order of the topology: layer by layer, audio before video, soma before apical; the read-out last.
/// Weights are 16-bit, row by row, each row padded to a multiple of 16 bytes. Order of a matrix's rows: soma: inputs or
/// layer below, bias. Apical: distal, proximal, universal (those that are on), bias. Read-out: audio, video, bias.
/// </summary>
public static class ImageLayout
{
    /// <summary>Size of the header; what it does not name is zero.</summary>
    public const int HeaderBytes = 64;

    /// <summary>Size of an entry of the table of matrices.</summary>
    public const int MatrixBytes = 16;

    /// <summary>Size of a table of a function: 257 entries of 16 bits, padded.</summary>
    public const int TableBytes = 528;

    /// <summary>"MCCN", as bytes in memory.</summary>
    public const uint MagicValue = 0x4E43434D;

    /// <summary>Version of the image.</summary>
    public const int VersionValue = 1;

    /// <summary>Bit 0 of <see cref="Flags"/>: proximal context.</summary>
    public const int FlagProximal = 1;

    /// <summary>Bit 1 of <see cref="Flags"/>: universal context.</summary>
    public const int FlagUniversal = 2;

    /// <summary>Bit 2 of <see cref="Flags"/>: there is a gain table.</summary>
    public const int FlagGainTable = 4;

    /// <summary>The value of <see cref="DistalFrom"/> that switches distal context off.</summary>
    public const int NoDistal = 255;

    public static readonly ContractField Magic = new("MAGIC", 0x00, 4, "\"MCCN\" in ASCII: 0x4E43434D");
    public static readonly ContractField Version = new("VERSION", 0x04, 2, "1");
    public static readonly ContractField Law = new("LAW", 0x06, 1, "Activation law, numbered as in LAWS");
    public static readonly ContractField Flags = new(
        "FLAGS", 0x07, 1, "Bit 0: proximal context; bit 1: universal context; bit 2: there is a gain table");
    public static readonly ContractField Layers = new("LAYERS", 0x08, 1, "Layers of each stream");
    public static readonly ContractField DistalFrom = new(
        "DISTAL_FROM", 0x09, 1, "First layer with distal context, from 0; 255: none");
    public static readonly ContractField GroupShift = new(
        "GROUP_SHIFT", 0x0A, 1, "log2 of the cells that one element of the universal summary averages, 0..8");
    public static readonly ContractField UniversalShift = new(
        "UNIVERSAL_SHIFT", 0x0B, 1, "Smoothing of the universal summary, 0..8");
    public static readonly ContractField Cells = new("CELLS", 0x0C, 2, "Cells of a layer of one stream, a multiple of 16");
    public static readonly ContractField AudioInputs = new("AUDIO_INPUTS", 0x0E, 2, "Inputs of the audio stream");
    public static readonly ContractField VideoInputs = new("VIDEO_INPUTS", 0x10, 2, "Inputs of the video stream");
    public static readonly ContractField Outputs = new("OUTPUTS", 0x12, 2, "Outputs");
    public static readonly ContractField UniversalLength = new(
        "UNIVERSAL_LENGTH", 0x14, 2, "Elements of the universal summary; 0 without universal context");
    public static readonly ContractField Matrices = new("MATRICES", 0x16, 2, "Matrices: 4 x layers + 1");
    public static readonly ContractField MatrixTable = new("MATRIX_TABLE", 0x18, 4, "Where the table of matrices begins");
    public static readonly ContractField GainTable = new(
        "GAIN_TABLE", 0x1C, 4, "Where the table of the law's g begins; 0 where the law needs none");
    public static readonly ContractField SigmoidTable = new("SIGMOID_TABLE", 0x20, 4, "Where the table of the sigmoid begins");
    public static readonly ContractField SendThreshold = new(
        "SEND_THRESHOLD", 0x24, 1, "Sources send when they have moved by so much, in 1/32, 1..64; 0: always. Bit 2 of FEATURES");
    public static readonly ContractField TotalBytes = new("TOTAL_BYTES", 0x28, 8, "Size of the whole image");

    public static readonly ContractField MatrixRows = new("ROWS", 0x00, 2, "Rows: presynaptic sources, the bias included");
    public static readonly ContractField MatrixColumns = new("COLUMNS", 0x02, 2, "Columns: cells or outputs");
    public static readonly ContractField MatrixScale = new("SCALE", 0x04, 1, "s: weights are q 2^-s, 5..15");
    public static readonly ContractField MatrixRateShift = new(
        "RATE_SHIFT", 0x05, 1, "The learning rate is 2^-shift; signed, -48..24");
    public static readonly ContractField MatrixWeights = new(
        "WEIGHTS", 0x08, 8, "Where its weights begin, in bytes from the start of the image");

    /// <summary>The fields of the header.</summary>
    public static IReadOnlyList<ContractField> Header { get; } =
    [
        Magic, Version, Law, Flags, Layers, DistalFrom, GroupShift, UniversalShift, Cells, AudioInputs, VideoInputs, Outputs,
        UniversalLength, Matrices, MatrixTable, GainTable, SigmoidTable, SendThreshold, TotalBytes,
    ];

    /// <summary>The fields of an entry of the table of matrices.</summary>
    public static IReadOnlyList<ContractField> Matrix { get; } =
        [MatrixRows, MatrixColumns, MatrixScale, MatrixRateShift, MatrixWeights];
}

using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>
/// One synapse matrix in memory: rows of 16-bit weights padded with zeros to whole cache lines, and, of the step at hand,
/// which rows heard something, the columns' sums and the columns' errors.
/// </summary>
internal sealed unsafe class CpuMatrix
{
    /// <summary>Rows and events of a list are padded to a multiple of this, with row 0 and event 0.</summary>
    public const int ListBlock = 4;

    private const int ColumnBlock = 32;

    public CpuMatrix(SynapseMatrix matrix, PinnedMemory memory)
    {
        Matrix = matrix;
        Segments = [.. matrix.Segments];
        Active = new int[Segments.Length];
        Stride = (matrix.Columns + ColumnBlock - 1) / ColumnBlock * ColumnBlock;
        Weights = memory.Allocate<short>(matrix.Rows * Stride);
        Rows = memory.Allocate<int>(matrix.Rows + ListBlock);
        Events = memory.Allocate<short>(matrix.Rows + ListBlock);
        Sums = memory.Allocate<short>(Stride);
        Errors = memory.Allocate<short>(Stride);
    }

    public SynapseMatrix Matrix { get; }

    public SynapseSegment[] Segments { get; }

    /// <summary>Of each segment, how many rows of the list are its own.</summary>
    public int[] Active { get; }

    /// <summary>From one row of weights to the next, a multiple of 32.</summary>
    public int Stride { get; }

    public short* Weights { get; }

    /// <summary>The list of rows that heard something, in order.</summary>
    public int* Rows { get; }

    /// <summary>What they heard.</summary>
    public short* Events { get; }

    /// <summary>The list's length.</summary>
    public int Count { get; set; }

    public short* Sums { get; }

    /// <summary>The columns' accumulators, kept from step to step in an order of the kernels' own; null where they are not kept.</summary>
    public int* Kept { get; private set; }

    /// <summary>Whether the list tells changes since the step before, to be added to <see cref="Kept"/>.</summary>
    public bool GoesOn { get; set; }

    /// <summary>Errors of the columns; zeros in the padding.</summary>
    public short* Errors { get; }

    /// <summary>s: weights are q 2^-s.</summary>
    public int Scale { get; private set; }

    /// <summary>The learning rate is 2^-shift.</summary>
    public int RateShift { get; private set; }

    /// <summary>Keeps the accumulators from now on.</summary>
    public void Keep(PinnedMemory memory) => Kept = memory.Allocate<int>(Stride);

    public void Write(IntegerNetwork network)
    {
        Scale = network.Scales[Matrix.Index];
        RateShift = network.RateShifts[Matrix.Index];
        ReadOnlySpan<short> weights = network.Weights[Matrix.Index];
        for (int row = 0; row < Matrix.Rows; row++)
        {
            weights.Slice(row * Matrix.Columns, Matrix.Columns)
                .CopyTo(new Span<short>(Weights + ((nint)row * Stride), Matrix.Columns));
        }
    }

    public void Read(IntegerNetwork network)
    {
        network.Scales[Matrix.Index] = Scale;
        network.RateShifts[Matrix.Index] = RateShift;
        Span<short> weights = network.Weights[Matrix.Index];
        for (int row = 0; row < Matrix.Rows; row++)
        {
            new ReadOnlySpan<short>(Weights + ((nint)row * Stride), Matrix.Columns)
                .CopyTo(weights.Slice(row * Matrix.Columns, Matrix.Columns));
        }
    }
}

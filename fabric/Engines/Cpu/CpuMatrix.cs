using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>
/// One synapse matrix in memory: rows of 16-bit weights padded with zeros to whole cache lines, and, of the step at hand,
/// what its rows hear, the columns' sums and the columns' errors.
/// </summary>
internal sealed unsafe class CpuMatrix
{
    private const int ColumnBlock = 32;

    private readonly PinnedMemory _memory; // lives as long as what it holds, whichever engine that is of

    public CpuMatrix(SynapseMatrix matrix, PinnedMemory memory)
    {
        _memory = memory;
        Matrix = matrix;
        Segments = [.. matrix.Segments];
        Heard = new EventList(matrix.Rows, memory);
        HeardRows = new int[Segments.Length];
        Stride = (matrix.Columns + ColumnBlock - 1) / ColumnBlock * ColumnBlock;
        Weights = memory.Allocate<short>(matrix.Rows * Stride);
        Sums = memory.Allocate<short>(Stride);
        Errors = memory.Allocate<short>(Stride);
    }

    public SynapseMatrix Matrix { get; }

    public SynapseSegment[] Segments { get; }

    /// <summary>What its rows hear, where that is not zero; of the step at hand where it is summed anew or learns.</summary>
    public EventList Heard { get; }

    /// <summary>Of each segment, how many rows of <see cref="Heard"/> are its own.</summary>
    public int[] HeardRows { get; }

    /// <summary>What was sent to its rows at this step; null where no sums are kept.</summary>
    public EventList? Sent { get; private set; }

    /// <summary>From one row of weights to the next, a multiple of 32.</summary>
    public int Stride { get; }

    public short* Weights { get; }

    public short* Sums { get; }

    /// <summary>
    /// The columns' accumulators, kept from step to step in an order of the kernels' own; null where they are not kept. They
    /// are the sums of what is heard with the weights as they are: updates move them too.
    /// </summary>
    public int* Kept { get; private set; }

    /// <summary>Whether this step's sums go on from <see cref="Kept"/> with what was sent; otherwise they are made anew.</summary>
    public bool GoesOn { get; set; }

    /// <summary>What this step's sums are made of.</summary>
    public EventList Summed => GoesOn ? Sent! : Heard;

    /// <summary>Errors of the columns; zeros in the padding.</summary>
    public short* Errors { get; }

    /// <summary>s: weights are q 2^-s.</summary>
    public int Scale { get; private set; }

    /// <summary>The learning rate is 2^-shift.</summary>
    public int RateShift { get; private set; }

    /// <summary>Keeps the accumulators from now on.</summary>
    public void Keep()
    {
        if (Kept != null) return;
        Kept = _memory.Allocate<int>(Stride);
        Sent = new EventList(Matrix.Rows, _memory);
    }

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

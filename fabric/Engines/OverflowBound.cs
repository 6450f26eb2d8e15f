using OnBoard.Drivers;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines;

/// <summary>
/// The proof that no 32-bit accumulator of a network can overflow: the largest sums that the weights at hand allow, with
/// every event and every error at its worst. Learning changes the weights, so a long run checks again when it saves; a sum
/// that wraps would be wrong but the same on every engine.
/// </summary>
public static class OverflowBound
{
    /// <summary>The largest magnitude that leaves room for the rounding of the shift that follows.</summary>
    public const long Limit = int.MaxValue - (1 << 15);

    /// <summary>The largest magnitude of a forward sum of a matrix: the worst column.</summary>
    public static long Forward(SynapseMatrix matrix, ReadOnlySpan<short> weights)
    {
        long worst = 0;
        long[] columns = new long[matrix.Columns];
        foreach (SynapseSegment segment in matrix.Segments)
        {
            long largest = MaxEvent(segment.Source);
            for (int row = segment.FirstRow; row < segment.FirstRow + segment.Rows; row++)
            {
                for (int column = 0; column < matrix.Columns; column++)
                    columns[column] += largest * Math.Abs((int)weights[(row * matrix.Columns) + column]);
            }
        }

        foreach (long column in columns) worst = Math.Max(worst, column);
        return worst;
    }

    /// <summary>The largest magnitude of a backward sum of a matrix: the worst row that errors travel through.</summary>
    public static long Backward(SynapseMatrix matrix, ReadOnlySpan<short> weights)
    {
        long worst = 0;
        foreach (SynapseSegment segment in matrix.Segments)
        {
            if (segment.Source != EventSource.Layer) continue;
            for (int row = segment.FirstRow; row < segment.FirstRow + segment.Rows; row++)
            {
                long sum = 0;
                foreach (short weight in weights.Slice(row * matrix.Columns, matrix.Columns)) sum += Math.Abs((int)weight);
                worst = Math.Max(worst, sum * ErrorFormat.Maximum);
            }
        }

        return worst;
    }

    /// <summary>Whether neither direction of a matrix can overflow.</summary>
    public static bool Holds(SynapseMatrix matrix, ReadOnlySpan<short> weights) =>
        Forward(matrix, weights) <= Limit && Backward(matrix, weights) <= Limit;

    /// <summary>Refuses a network whose sums could overflow.</summary>
    /// <param name="network">The network.</param>
    /// <param name="origin">Where it came from, for messages.</param>
    /// <exception cref="BadInputException">A matrix whose sums could overflow.</exception>
    public static void Require(IntegerNetwork network, string origin)
    {
        foreach (SynapseMatrix matrix in network.Topology.Matrices)
        {
            if (Holds(matrix, network.Weights[matrix.Index])) continue;
            throw new BadInputException(
                origin, $"has weights in {matrix.Name} so large that a sum of 32 bits could overflow",
                "Quantise the floating-point network anew, or train with more weight decay");
        }
    }

    private static int MaxEvent(EventSource source) => source switch
    {
        EventSource.AudioInput or EventSource.VideoInput => -EventFormat.MinimumInput,
        EventSource.One => EventFormat.One,
        _ => EventFormat.MaximumOutput,
    };
}

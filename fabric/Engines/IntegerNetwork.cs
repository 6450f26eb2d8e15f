using OnBoard.Drivers;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines;

/// <summary>
/// The weights of a network in 16 bits, w = q 2^-s with one scale s per synapse matrix, row-major in the order of
/// <see cref="NetworkTopology.Matrices"/>, and the learning rate of each matrix.
/// </summary>
public sealed class IntegerNetwork
{
    /// <summary>The coarsest scale: weights up to 1024. Sums are then never shifted left.</summary>
    public const int MinimumScale = 5;

    /// <summary>The finest scale: weights up to 1.</summary>
    public const int MaximumScale = 15;

    /// <summary>The rate of every matrix where none is named: 2^-7.</summary>
    public const int DefaultRateShift = 7;

    // Half of what 16 bits hold, so that learning has room.
    private const int MaxQuantised = 16383;

    /// <summary>All weights zero, at the finest scale.</summary>
    public IntegerNetwork(NetworkTopology topology)
    {
        Topology = topology;
        Weights = [.. topology.Matrices.Select(matrix => new short[matrix.Count])];
        Scales = [.. topology.Matrices.Select(_ => MaximumScale)];
        RateShifts = [.. topology.Matrices.Select(_ => DefaultRateShift)];
    }

    /// <summary>The network's matrices.</summary>
    public NetworkTopology Topology { get; }

    /// <summary>The weights q, rows x columns per matrix.</summary>
    public short[][] Weights { get; }

    /// <summary>The scale s of each matrix, 5..15.</summary>
    public int[] Scales { get; }

    /// <summary>The learning rate of each matrix is 2^-shift.</summary>
    public int[] RateShifts { get; }

    /// <summary>
    /// The nearest 16-bit weights. Each matrix has the finest scale that leaves a factor of two above its largest weight
    /// and keeps every sum within 32 bits.
    /// </summary>
    /// <exception cref="BadInputException">A weight is not finite, or larger than the coarsest scale can hold.</exception>
    public static IntegerNetwork Quantize(NetworkParameters parameters)
    {
        IntegerNetwork network = new(parameters.Topology);
        foreach (SynapseMatrix matrix in parameters.Topology.Matrices)
        {
            float[] weights = parameters.Weights[matrix.Index];
            short[] quantized = network.Weights[matrix.Index];
            int scale = MaximumScale;
            while (scale >= MinimumScale && !(Fits(weights, quantized, scale) && OverflowBound.Holds(matrix, quantized)))
                scale--;
            if (scale < MinimumScale)
            {
                throw new BadInputException(
                    matrix.Name, "holds weights too large for 16-bit integers", "Train with more weight decay");
            }

            network.Scales[matrix.Index] = scale;
        }

        return network;
    }

    /// <summary>What the weights stand for.</summary>
    public NetworkParameters ToFloat()
    {
        NetworkParameters parameters = new(Topology);
        for (int matrix = 0; matrix < Weights.Length; matrix++)
        {
            float step = MathF.ScaleB(1f, -Scales[matrix]);
            for (int i = 0; i < Weights[matrix].Length; i++) parameters.Weights[matrix][i] = step * Weights[matrix][i];
        }

        return parameters;
    }

    /// <summary>The weights of one run of rows.</summary>
    public ArraySegment<short> Segment(SynapseMatrix matrix, SynapseSegment segment) =>
        new(Weights[matrix.Index], segment.FirstRow * matrix.Columns, segment.Rows * matrix.Columns);

    /// <summary>Takes over weights, scales and rates of another network of the same topology.</summary>
    public void CopyFrom(IntegerNetwork other)
    {
        for (int i = 0; i < Weights.Length; i++) other.Weights[i].CopyTo(Weights[i], 0);
        other.Scales.CopyTo(Scales, 0);
        other.RateShifts.CopyTo(RateShifts, 0);
    }

    /// <summary>The same weights in a network that sends always, for engines without sending on change.</summary>
    public IntegerNetwork SendingAlways() => SendingFrom(0);

    /// <summary>The same weights in a network that sends from another change on; this one where that is its own.</summary>
    /// <param name="threshold">See <see cref="NetworkDescription.SendThreshold"/>.</param>
    public IntegerNetwork SendingFrom(int threshold)
    {
        if (Topology.Description.SendThreshold == threshold) return this;
        IntegerNetwork other = new(new NetworkTopology(Topology.Description with { SendThreshold = threshold }));
        other.CopyFrom(this);
        return other;
    }

    /// <summary>A copy that shares nothing.</summary>
    public IntegerNetwork Clone()
    {
        IntegerNetwork clone = new(Topology);
        clone.CopyFrom(this);
        return clone;
    }

    private static bool Fits(float[] weights, short[] quantized, int scale)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            float scaled = MathF.Floor(MathF.ScaleB(weights[i], scale) + 0.5f);
            if (!(MathF.Abs(scaled) <= MaxQuantised)) return false;
            quantized[i] = (short)scaled;
        }

        return true;
    }
}

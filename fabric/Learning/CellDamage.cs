using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Learning;

/// <summary>What becomes of a damaged cell, or weight.</summary>
public enum DamageKind
{
    /// <summary>The cell's output is 0 for good.</summary>
    Dead,

    /// <summary>The cell's output is 6, the largest, for good.</summary>
    Stuck,

    /// <summary>One bit of a weight is turned over; the cell lives.</summary>
    BitFlip,
}

/// <summary>
/// Sudden damage, done in the weights, so that it is the same on every engine and needs nothing of it: a cell without synapses
/// is silent under every law, one with nothing but a large bias is saturated, and as a closed gate passes no error, no
/// training brings either back. Only other cells can take over.
/// </summary>
public static class CellDamage
{
    /// <summary>R at which every law saturates without context.</summary>
    private const float SaturatingBias = 6.5f;

    /// <summary>Silences a cell.</summary>
    public static void Kill(IntegerNetwork network, StreamName stream, int layer, int cell)
    {
        Clear(network, network.Topology.SomaOf(stream, layer), cell);
        Clear(network, network.Topology.ApicalOf(stream, layer), cell);
    }

    /// <summary>Saturates a cell.</summary>
    public static void Stick(IntegerNetwork network, StreamName stream, int layer, int cell)
    {
        Kill(network, stream, layer, cell);
        SynapseMatrix soma = network.Topology.SomaOf(stream, layer);
        SynapseSegment bias = soma.Segments.Single(segment => segment.Source == EventSource.One);
        while (MathF.ScaleB(SaturatingBias, network.Scales[soma.Index]) > short.MaxValue) Coarsen(network, soma.Index);
        network.Weights[soma.Index][(bias.FirstRow * soma.Columns) + cell] =
            (short)MathF.ScaleB(SaturatingBias, network.Scales[soma.Index]);
    }

    /// <summary>Turns over one bit, drawn at random, in a share of all weights.</summary>
    /// <returns>How many weights were hit.</returns>
    public static int FlipBits(IntegerNetwork network, double share, Random random)
    {
        int hit = 0;
        foreach (short[] weights in network.Weights)
        {
            foreach (ref short weight in weights.AsSpan())
            {
                if (random.NextDouble() >= share) continue;
                weight ^= (short)(1 << random.Next(16));
                hit++;
            }
        }

        return hit;
    }

    /// <summary>Damages a share of cells, drawn at random.</summary>
    /// <param name="network">Damaged in place.</param>
    /// <param name="kind">Dead or stuck.</param>
    /// <param name="share">0..1.</param>
    /// <param name="random">Draws.</param>
    /// <param name="among">Places of the cells to draw from, in the order of <c>NetworkState.Outputs</c>; all by default.</param>
    /// <returns>How many cells were damaged.</returns>
    public static int DamageCells(
        IntegerNetwork network, DamageKind kind, double share, Random random, IReadOnlyList<int>? among = null)
    {
        NetworkDescription description = network.Topology.Description;
        int[] places = among is null ? [.. Enumerable.Range(0, 2 * description.Layers * description.Cells)] : [.. among];
        random.Shuffle(places);
        int count = (int)Math.Round(share * places.Length);
        foreach (int place in places.AsSpan(0, count))
        {
            int layer = place / (2 * description.Cells);
            StreamName stream = (StreamName)(place / description.Cells % 2);
            int cell = place % description.Cells;
            if (kind == DamageKind.Dead) Kill(network, stream, layer, cell);
            else Stick(network, stream, layer, cell);
        }

        return count;
    }

    private static void Clear(IntegerNetwork network, SynapseMatrix matrix, int cell)
    {
        short[] weights = network.Weights[matrix.Index];
        for (int row = 0; row < matrix.Rows; row++) weights[(row * matrix.Columns) + cell] = 0;
    }

    /// <summary>Half the resolution, twice the range.</summary>
    private static void Coarsen(IntegerNetwork network, int matrix)
    {
        network.Scales[matrix]--;
        foreach (ref short weight in network.Weights[matrix].AsSpan()) weight = (short)((weight + 1) >> 1);
    }
}

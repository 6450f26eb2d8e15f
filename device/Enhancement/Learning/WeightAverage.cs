using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>The mean of a network's weights at several moments of training, which is less noisy than any of them.</summary>
internal sealed class WeightAverage
{
    private readonly int[][] _sums;
    private readonly IntegerNetwork _moment;
    private int _count;

    public WeightAverage(NetworkTopology topology)
    {
        _sums = [.. topology.Matrices.Select(matrix => new int[matrix.Count])];
        _moment = new IntegerNetwork(topology);
    }

    /// <summary>Takes the weights of an engine as they are now.</summary>
    public void Add(Fabric.Engines.IEventEngine engine)
    {
        engine.ReadWeights(_moment);
        _count++;
        for (int matrix = 0; matrix < _sums.Length; matrix++)
        {
            Span<int> sums = _sums[matrix];
            ReadOnlySpan<short> weights = _moment.Weights[matrix];
            for (int i = 0; i < weights.Length; i++) sums[i] += weights[i];
        }
    }

    /// <summary>Writes the mean, rounded, and begins anew; scales and rates are those of the last moment.</summary>
    public void TakeOut(IntegerNetwork network)
    {
        _moment.Scales.CopyTo(network.Scales, 0);
        _moment.RateShifts.CopyTo(network.RateShifts, 0);
        for (int matrix = 0; matrix < _sums.Length; matrix++)
        {
            Span<int> sums = _sums[matrix];
            Span<short> weights = network.Weights[matrix];
            for (int i = 0; i < weights.Length; i++) weights[i] = (short)Math.Round((double)sums[i] / _count);
        }

        Clear();
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        foreach (int[] sums in _sums) sums.AsSpan().Clear();
        _count = 0;
    }
}

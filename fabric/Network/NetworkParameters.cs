namespace OnBoard.Fabric.Network;

/// <summary>The weights of a network in floating point: one row-major rows x columns array per synapse matrix.</summary>
public sealed class NetworkParameters
{
    /// <summary>All weights zero.</summary>
    public NetworkParameters(NetworkTopology topology)
    {
        Topology = topology;
        Weights = [.. topology.Matrices.Select(matrix => new float[matrix.Count])];
    }

    /// <summary>The network's matrices.</summary>
    public NetworkTopology Topology { get; }

    /// <summary>The weights, in the order of <see cref="NetworkTopology.Matrices"/>.</summary>
    public float[][] Weights { get; }

    /// <summary>
    /// Untrained weights: receptive fields normal with a deviation that keeps the outputs' size from layer to layer,
    /// contexts a quarter of that so that a new cell is led by what it hears or sees, biases zero; but gates of the law
    /// <c>gated</c> begin anywhere between a tenth and seven tenths open, so that cells remember for different times. The
    /// same seed gives the same weights.
    /// </summary>
    public static NetworkParameters Initialize(NetworkTopology topology, int seed)
    {
        NetworkParameters parameters = new(topology);
        Random random = new(seed);

        // The slope of cooperation and of its control at rest is 2 and grows; the other laws begin as a rectifier of slope 1.
        ActivationLaw law = topology.Description.Law;
        float gain = law is ActivationLaw.Cooperation or ActivationLaw.Sq ? 0.5f : 1.2f;
        foreach (SynapseMatrix matrix in topology.Matrices)
        {
            foreach (SynapseSegment segment in matrix.Segments)
            {
                if (segment.Source == EventSource.One)
                {
                    if (law == ActivationLaw.Gated && topology.IsApical(matrix)) SpreadGates(parameters.Segment(matrix, segment), random);
                    continue;
                }

                bool context = segment.IsContext;
                float deviation = gain * MathF.Sqrt(1f / segment.Rows) * (context ? 0.25f : 1f);
                foreach (ref float weight in parameters.Segment(matrix, segment).AsSpan())
                    weight = deviation * NextNormal(random);
            }
        }

        return parameters;
    }

    /// <summary>The weights of one run of rows.</summary>
    public ArraySegment<float> Segment(SynapseMatrix matrix, SynapseSegment segment) =>
        new(Weights[matrix.Index], segment.FirstRow * matrix.Columns, segment.Rows * matrix.Columns);

    /// <summary>A copy that shares nothing.</summary>
    public NetworkParameters Clone()
    {
        NetworkParameters clone = new(Topology);
        clone.CopyFrom(this);
        return clone;
    }

    /// <summary>Takes the weights of another network with matrices of the same sizes.</summary>
    public void CopyFrom(NetworkParameters other)
    {
        for (int i = 0; i < Weights.Length; i++) other.Weights[i].CopyTo(Weights[i], 0);
    }

    private static void SpreadGates(Span<float> biases, Random random)
    {
        const float least = -1.6f, most = 0.8f;
        foreach (ref float bias in biases) bias = least + ((most - least) * random.NextSingle());
    }

    private static float NextNormal(Random random)
    {
        // Box-Muller; 1 - u keeps the logarithm finite.
        double radius = Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble()));
        return (float)(radius * Math.Cos(2.0 * Math.PI * random.NextDouble()));
    }
}

using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>Networks and inputs that the engines' tests share.</summary>
internal static class TestNetworks
{
    public static readonly NetworkDescription Small = new()
    {
        Name = "small", AudioInputs = 23, VideoInputs = 17, Cells = 32, Layers = 3, Outputs = 10, DistalFromLayer = 0,
        UniversalGroups = 4, UniversalShift = 2,
    };

    /// <summary>Random weights of every run, biases too, so that cells of every kind are silent, open and saturated.</summary>
    public static NetworkParameters Random(NetworkDescription description, int seed, float gain = 1f)
    {
        NetworkParameters parameters = NetworkParameters.Initialize(new NetworkTopology(description), seed);
        Random random = new(seed);
        foreach (float[] weights in parameters.Weights)
        {
            for (int i = 0; i < weights.Length; i++) weights[i] = (gain * weights[i]) + (0.1f * (random.NextSingle() - 0.5f));
        }

        return parameters;
    }

    /// <summary>Random input events of which a share is not zero.</summary>
    public static short[] Events(Random random, int count, double active)
    {
        short[] events = new short[count];
        for (int i = 0; i < count; i++)
        {
            if (random.NextDouble() < active) events[i] = (short)random.Next(-128, 128);
        }

        return events;
    }
}

using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines;

/// <summary>Weights and events at random that reach what trained ones seldom do: for comparing engines.</summary>
public static class RandomNetworks
{
    /// <summary>Random weights of every run, biases too, so that cells of every kind are silent, open and saturated.</summary>
    /// <param name="description">The network.</param>
    /// <param name="seed">The same seed gives the same weights.</param>
    /// <param name="gain">Of the weights of an untrained network.</param>
    public static NetworkParameters Parameters(NetworkDescription description, int seed, float gain = 1f)
    {
        NetworkParameters parameters = NetworkParameters.Initialize(new NetworkTopology(description), seed);
        Random random = new(seed);
        foreach (float[] weights in parameters.Weights)
        {
            for (int i = 0; i < weights.Length; i++) weights[i] = (gain * weights[i]) + (0.1f * (random.NextSingle() - 0.5f));
        }

        return parameters;
    }

    /// <summary>The next random input events where most stay and some move a little, as features do from hop to hop.</summary>
    /// <param name="random">Where the moves come from.</param>
    /// <param name="events">Changed.</param>
    /// <param name="active">The share that moves, 0..1.</param>
    public static void Move(Random random, Span<short> events, double active)
    {
        foreach (ref short value in events)
        {
            if (random.NextDouble() < active) value = (short)Math.Clamp(value + random.Next(-20, 21), -128, 127);
        }
    }

    /// <summary>Random input events.</summary>
    /// <param name="random">Where they come from.</param>
    /// <param name="count">How many.</param>
    /// <param name="active">The share that is not zero, 0..1.</param>
    public static short[] Events(Random random, int count, double active)
    {
        short[] events = new short[count];
        for (int i = 0; i < count; i++)
        {
            if (random.NextDouble() < active) events[i] = (short)random.Next(-128, 128);
        }

        return events;
    }

    /// <summary>A target of any mask and, where the engine weighs them, of any weight: <see cref="TargetFormat"/>.</summary>
    public static short Target(Random random, bool weighs = true) => TargetFormat.Of(
        (short)random.Next(MaskFormat.One + 1), weighs ? random.Next(TargetFormat.MinWeight, TargetFormat.MaxWeight + 1) : 0);
}

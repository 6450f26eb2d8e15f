using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Bench;

/// <summary>
/// The network that is measured. By default the untrained <c>base</c> network, made as active as asked for: layer by layer
/// the bias of all somas is moved until that share of cells answers normally distributed inputs. A trained network's
/// activity depends on its training; the environment variable ONBOARD_NETWORK names the file of one to measure instead.
/// </summary>
internal static class BenchmarkNetwork
{
    /// <summary>Input frames that a measurement goes round.</summary>
    public const int Frames = 64;

    public static NetworkParameters Load(double activity)
    {
        if (Environment.GetEnvironmentVariable("ONBOARD_NETWORK") is { Length: > 0 } path)
            return NetworkFile.Load(path).Parameters;

        NetworkParameters parameters = NetworkParameters.Initialize(new NetworkTopology(NetworkDescription.Base), seed: 1);
        for (int layer = 0; layer < NetworkDescription.Base.Layers; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams) SetActivity(parameters, stream, layer, activity);
        }

        return parameters;
    }

    /// <summary>Normally distributed inputs of unit variance, the same for every engine.</summary>
    public static float[][] Inputs(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, Frames).Select(_ => Enumerable.Range(0, count).Select(_ => Normal(random)).ToArray())];
    }

    private static void SetActivity(NetworkParameters parameters, StreamName stream, int layer, double activity)
    {
        SynapseMatrix soma = parameters.Topology.SomaOf(stream, layer);
        Span<float> biases = parameters.Segment(soma, soma.Segments[^1]);
        float low = -8f, high = 8f;
        for (int step = 0; step < 12; step++)
        {
            float bias = (low + high) / 2;
            biases.Fill(bias);
            if (Activity(parameters, stream, layer) > activity) high = bias;
            else low = bias;
        }
    }

    private static double Activity(NetworkParameters parameters, StreamName stream, int layer)
    {
        NetworkDescription description = parameters.Topology.Description;
        using OnBoard.Fabric.Engines.FeatureEngine engine = new(new CpuEngine(IntegerNetwork.Quantize(parameters)));
        float[][] audio = Inputs(description.AudioInputs, seed: 2), video = Inputs(description.VideoInputs, seed: 3);
        float[] gains = new float[description.Outputs];
        int active = 0;
        for (int frame = 0; frame < Frames; frame++)
        {
            engine.Forward(audio[frame], video[frame], gains);
            active += engine.ActiveCells(stream, layer);
        }

        return active / (double)(Frames * description.Cells);
    }

    private static float Normal(Random random) => (float)(
        Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble())) * Math.Cos(2.0 * Math.PI * random.NextDouble()));
}

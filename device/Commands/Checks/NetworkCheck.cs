using System.Diagnostics;
using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Commands.Checks;

/// <summary>Whether the network can be read, fits, and answers within a hop on the chosen engine.</summary>
internal sealed class NetworkCheck : ICheck
{
    private const int Hops = 300;
    private const double Deadline = 1000.0 / AudioFormat.HopsPerSecond;

    public string Name => "network";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        EnhancerModel model = EnhancerModel.Load(context.Settings.Network);
        if (context.Settings.Delta is { } delta) model = model.WithDelta(delta);
        model = model.WithFloor(context.Settings.Floor);
        using SpeechEnhancer enhancer = new(model.CreateEngine(context.Settings.Fabric), model.Scaling);
        enhancer.WarmUp();
        float[] hop = new float[AudioFormat.HopLength];
        double[] times = new double[Hops];
        Random random = new(1);
        for (int i = 0; i < Hops; i++)
        {
            foreach (ref float sample in hop.AsSpan()) sample = 0.1f * (random.NextSingle() - 0.5f);
            long start = Stopwatch.GetTimestamp();
            enhancer.Process(hop, hop);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        double median = times[Hops / 2], slowest = times[Hops * 99 / 100];
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Parameters.Topology.Description.Name}: {model.Parameters.Topology.ParameterCount:N0} weights, a hop in {median:0.00} ms, 99 of 100 within {slowest:0.00} ms on the {context.Settings.Fabric} engine");
        yield return slowest < Deadline
            ? Finding.Ok(model.Origin, text)
            : Finding.Note(
                model.Origin, $"{text}; a hop has {Deadline:0} ms", "choose a faster engine (--fabric) or a smaller network, or end other programs");
    }
}

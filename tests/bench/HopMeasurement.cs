using System.Diagnostics;
using System.Globalization;
using OnBoard.Device.Pipeline;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Bench;

/// <summary>
/// The whole hop, from 160 noisy samples to 160 enhanced ones, by engine: real-time factor and the tail of its time, which
/// a mean hides. Not a BenchmarkDotNet benchmark for that reason.
/// </summary>
internal static class HopMeasurement
{
    private const int WarmUpHops = 1_000;
    private const int MeasuredHops = 5_000;

    /// <summary>Prints a table.</summary>
    /// <param name="network">A network file, or <c>tiny</c>, <c>base</c>, <c>large</c> untrained.</param>
    public static void Run(string network)
    {
        EnhancerModel model = File.Exists(network)
            ? EnhancerModel.Load(network)
            : EnhancerModel.Untrained(NetworkDescription.Load(network), seed: 1);
        Console.WriteLine($"{model.Origin}, {MeasuredHops} hops of noise after {WarmUpHops} to warm up, one thread");
        Console.WriteLine("engine     RTF     p50 us    p99 us  p99.9 us    max us   bytes/hop");
        foreach (string engine in new[] { "cpu", "integer", "float", "model" }) Console.WriteLine(Measure(model, engine));
    }

    private static string Measure(EnhancerModel model, string engine)
    {
        using SpeechEnhancer enhancer = new(model.CreateEngine(engine), model.Scaling);
        Random random = new(1);
        float[] noise = [.. Enumerable.Range(0, AudioFormat.SampleRate).Select(_ => 0.1f * (random.NextSingle() - 0.5f))];
        float[] mouth = [.. Enumerable.Range(0, NetworkInputs.MouthFeatureCount).Select(_ => random.NextSingle() - 0.5f)];
        float[] output = new float[AudioFormat.HopLength];
        double[] times = new double[MeasuredHops];
        for (int hop = 0; hop < WarmUpHops; hop++) Process(hop);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int hop = 0; hop < MeasuredHops; hop++)
        {
            long start = Stopwatch.GetTimestamp();
            Process(hop);
            times[hop] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        double factor = times.Average() / (1e6 / AudioFormat.HopsPerSecond);
        Array.Sort(times);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{engine,-8} {factor,6:0.0000} {Share(0.5),9:0} {Share(0.99),9:0} {Share(0.999),9:0} {times[^1],9:0} {(double)allocated / MeasuredHops,11:0.0}");

        double Share(double share) => times[(int)Math.Ceiling(share * MeasuredHops) - 1];

        void Process(int hop)
        {
            if (hop % 4 == 0) enhancer.SeeMouth(mouth);
            enhancer.Process(
                noise.AsSpan(hop % AudioFormat.HopsPerSecond * AudioFormat.HopLength, AudioFormat.HopLength), output);
        }
    }
}

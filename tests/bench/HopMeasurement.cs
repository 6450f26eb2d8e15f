using System.Diagnostics;
using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Training;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Tests.Bench;

/// <summary>
/// The whole hop of the virtual talker in a cafe at 0 dB, from 160 noisy samples to 160 enhanced ones, by engine: real-time factor and the tail of its time, which
/// a mean hides. Not a BenchmarkDotNet benchmark for that reason.
/// </summary>
internal static class HopMeasurement
{
    private const int WarmUpHops = 20_000;
    private const int MeasuredHops = 5_000;
    private const double Delta = 0.25;

    /// <summary>Prints a table.</summary>
    /// <param name="network">A network file, or <c>tiny</c>, <c>base</c>, <c>large</c> untrained.</param>
    public static void Run(string network)
    {
        EnhancerModel model = File.Exists(network)
            ? EnhancerModel.Load(network)
            : EnhancerModel.Untrained(NetworkDescription.Load(network), seed: 1);
        Utterance utterance = new TalkerStudio(new SyntheticTalker(new TalkerOptions())).Next();
        SpeechClip clip = SpeechClipReader.Describe(new Clip("talker", utterance.Samples, utterance.Frames, framesPerSecond: 25));
        float[] noise = new float[clip.Samples.Length];
        new CafeNoise(1).Read(noise);
        float[] noisy = NoiseMixer.Mix(clip.Samples, noise, 0).Noisy;
        Console.WriteLine($"{model.Origin}, {MeasuredHops} hops after {WarmUpHops} to warm up, one thread; delta: features sent from {Delta} deviations of change up");
        Console.WriteLine("engine          RTF     p50 us    p99 us  p99.9 us    max us   bytes/hop");
        Console.WriteLine(Measure("cpu", model, "cpu"));
        Console.WriteLine(Measure("cpu, delta", model.WithDelta(Delta), "cpu"));
        foreach (string engine in new[] { "integer", "float", "model" }) Console.WriteLine(Measure(engine, model, engine));

        string Measure(string name, EnhancerModel measured, string engine) => HopMeasurement.Measure(name, measured, engine, clip, noisy);
    }

    private static string Measure(string name, EnhancerModel model, string engine, SpeechClip clip, float[] noisy)
    {
        using SpeechEnhancer enhancer = new(model.CreateEngine(engine), model.Scaling);
        int hops = noisy.Length / AudioFormat.HopLength;
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
            $"{name,-13} {factor,6:0.0000} {Share(0.5),9:0} {Share(0.99),9:0} {Share(0.999),9:0} {times[^1],9:0} {(double)allocated / MeasuredHops,11:0.0}");

        double Share(double share) => times[(int)Math.Ceiling(share * MeasuredHops) - 1];

        void Process(int hop)
        {
            hop %= hops;
            if (clip.PictureAt(hop) is var picture && picture != clip.PictureAt(hop - 1) && clip.Seen[picture])
                enhancer.SeeMouth(clip.Picture(picture));
            enhancer.Process(noisy.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength), output);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers.Native;
using OnBoard.Drivers.Time;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Talker.Traits;
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
    private const int LiveWarmUpHops = 2_000;
    private const long LivePeriod = 5_000_000; // ns
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
        Console.WriteLine($"as they come live, one in {LivePeriod / 1e6:0} ms; model: the fabric in software on a thread of its own, so its work and the waking of threads, not a board's");
        Console.WriteLine(MeasureLive("model, live", model, learns: false, clip, noisy));
        Console.WriteLine(MeasureLive("and it trains", model, learns: true, clip, noisy));

        string Measure(string name, EnhancerModel measured, string engine) => HopMeasurement.Measure(name, measured, engine, clip, noisy);
    }

    private static string Measure(string name, EnhancerModel model, string engine, SpeechClip clip, float[] noisy)
    {
        using SpeechEnhancer enhancer = new(model.CreateEngine(engine), model.Scaling);
        return Measure(name, enhancer, clip, noisy, WarmUpHops, period: 0);
    }

    /// <summary>The hop as the service has it, supervised, on a fabric that trains between the hops or does not.</summary>
    private static string MeasureLive(string name, EnhancerModel model, bool learns, SpeechClip clip, float[] noisy)
    {
        using SpeechEnhancer enhancer = new(model.CreateLiveEngine("model", out FabricSupervisor? supervisor, out _), model.Scaling);
        using FabricTrainer trainer = supervisor!.CreateTrainer(model.Integers);
        using ManualResetEventSlim ends = new(initialState: false);
        Thread training = new(() => Train(trainer, ends)) { Name = "training", IsBackground = true };
        if (learns) training.Start();
        string line;
        try
        {
            line = Measure(name, enhancer, clip, noisy, LiveWarmUpHops, LivePeriod);
        }
        finally
        {
            ends.Set();
            if (learns) training.Join();
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{line}   {trainer.StepsOnFabric} steps by the fabric, {trainer.StepsOnProcessor} by the processor, {trainer.Flips} flips, {supervisor.Faults} faults; {supervisor.StepsKeptOut} hops by the processor; longest wait {supervisor.MaxWait.TotalMicroseconds:0} us");
    }

    /// <summary>Trains as the learner does: weights are read at every 125th step and put in use at every 3000th.</summary>
    private static void Train(FabricTrainer trainer, ManualResetEventSlim ends)
    {
        const int AtOnce = 5, StepsPerMoment = 125, StepsPerTakeOver = 3000;
        ThreadNiceness.GiveWay();
        NetworkDescription description = trainer.Topology.Description;
        Random random = new(1);
        short[] audio = RandomNetworks.Events(random, AtOnce * description.AudioInputs, 0.3);
        short[] video = RandomNetworks.Events(random, AtOnce * description.VideoInputs, 0.3);
        short[] targets = [.. Enumerable.Range(0, AtOnce * description.Outputs).Select(_ => (short)random.Next(4097))], gains = new short[targets.Length];
        IntegerNetwork weights = new(trainer.Topology);
        LearningOptions options = new();
        trainer.Learning = options.For(trainer, seed: 1, options.FirstRateShift);
        for (int steps = AtOnce; !ends.IsSet; steps += AtOnce)
        {
            trainer.TrainFrames(AtOnce, audio, video, targets, gains);
            if (steps % StepsPerMoment == 0) trainer.ReadWeights(weights);
            if (steps % StepsPerTakeOver == 0) trainer.TakeOver(weights);
        }
    }

    private static string Measure(string name, SpeechEnhancer enhancer, SpeechClip clip, float[] noisy, int warmUpHops, long period)
    {
        int hops = noisy.Length / AudioFormat.HopLength;
        float[] output = new float[AudioFormat.HopLength];
        double[] times = new double[MeasuredHops];
        for (int hop = 0; hop < warmUpHops; hop++) Process(hop);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long due = MonotonicClock.Nanoseconds;
        for (int hop = 0; hop < MeasuredHops; hop++)
        {
            if (period > 0) SystemClock.Instance.SleepUntil(due += period);
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
            if (clip.FrameAt(hop) is var frame && frame != clip.FrameAt(hop - 1) && clip.Seen[frame])
                enhancer.SeeMouth(clip.Frame(frame));
            enhancer.Process(noisy.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength), output);
        }
    }
}

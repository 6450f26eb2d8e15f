using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Rtl;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Tests.Bench;

/// <summary>
/// What a live hop and a training step cost in the logic, by phase: the shipped network on a real clip, one frame a job, the whole
/// engine behind its AXI ports as <c>mcc_board</c> has it, memory that answers after 60 cycles. Simulated cycles, exact; times are these at
/// 300 MHz, which synthesis has not confirmed. Software's half is not in it.
/// </summary>
internal static class HopCycles
{
    private const double Clock = 300e6;
    private const int Latency = 60, FirstHop = 60, Hops = 24;

    /// <summary>
    /// Prints the tables: summed anew at every hop and, where the network does that, sent on change. The last line is the mean live hop.
    /// </summary>
    /// <param name="lanes">The build that is simulated.</param>
    public static void Print(int lanes)
    {
        EnhancerModel model = EnhancerModel.Load(EnhancerModel.ShippedPath);
        (string origin, short[][] audio, short[][] video) = Inputs(model);
        NetworkDescription description = model.Integers.Topology.Description;
        Console.WriteLine($"{description.Name} as shipped on {origin}, hops {FirstHop} to {FirstHop + Hops}; {lanes} lanes, memory latency {Latency}; cycles by simulation");
        Console.WriteLine();
        Console.WriteLine("every hop summed anew");
        (double anew, double anewStep) = Table(lanes, model.Integers.SendingAlways(), audio, video);
        if (!description.SendsOnChange)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"total {anew:0} cycles"));
            return;
        }

        Console.WriteLine();
        Console.WriteLine($"features and cells on change, by {description.SendThreshold}/32");
        (double changes, double changesStep) = Table(lanes, model.Integers, audio, video);
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"on change / anew: hop {changes / anew:0.00}, training step {changesStep / anewStep:0.00}; training step / hop summed anew {changesStep / anew:0.00}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"total {changes:0} cycles"));
    }

    /// <summary>Prints the table of one network.</summary>
    /// <returns>The mean live hop and the mean training step, cycles.</returns>
    private static (double Hop, double Step) Table(int lanes, IntegerNetwork network, short[][] audio, short[][] video)
    {
        using RtlSimulation simulation = new(new RtlOptions
        {
            Parameters = new Dictionary<string, string> { ["LANES"] = $"{lanes}", ["WEIGHT_KIB"] = "3072", ["MAX_CELLS"] = "256" },
        });
        simulation.SetBus(Latency, Latency, 0);
        Watched watched = new(simulation);
        FabricPort port = simulation.CreatePort() with { Registers = watched, Interrupt = watched };
        using FabricSupervisor engine = new(new FabricEngine(network, port), network);
        using FabricTrainer trainer = engine.CreateTrainer(network);
        using CpuEngine processor = new(network);
        short[] gains = new short[network.Topology.Description.Outputs], targets = new short[gains.Length], expected = new short[gains.Length];
        Cost hop = new(), telling = new(), lean = new(), step = new();
        for (int i = 0; i < audio.Length; i++)
        {
            engine.Forward(audio[i], video[i], gains);
            processor.Forward(audio[i], video[i], expected);
            if (!gains.AsSpan().SequenceEqual(expected)) throw new InvalidOperationException($"hop {i} differs from the processor's");
            if (i < FirstHop) continue;
            hop.Add(watched);
            (watched.Result(ResultLayout.BytesWritten) > Beats.Pad(2 * gains.Length) ? telling : lean).Add(watched);
        }

        // What the logic told last and the steps since: the processor's state, byte for byte.
        StateImage image = new(network.Topology);
        NetworkState state = new(network.Topology);
        byte[] told = new byte[image.Bytes], right = new byte[image.Bytes];
        engine.ReadState(state);
        image.Write(state, told);
        processor.ReadState(state);
        image.Write(state, right);
        if (!told.AsSpan().SequenceEqual(right)) throw new InvalidOperationException("the state differs from the processor's");

        // The inputs of a talker, towards the network's own gains, moved by noise: as many cells and errors as training has.
        Random random = new(1);
        LearningOptions options = new();
        trainer.Learning = processor.Learning = options.For(trainer, seed: 1, options.FirstRateShift);
        processor.Reset();
        for (int i = FirstHop; i < audio.Length; i++)
        {
            for (int band = 0; band < targets.Length; band++) targets[band] = (short)Math.Clamp(gains[band] + random.Next(-800, 800), 0, 4096);
            trainer.Train(audio[i], video[i], targets, gains);
            processor.Train(audio[i], video[i], targets, expected);
            if (!gains.AsSpan().SequenceEqual(expected)) throw new InvalidOperationException($"training step {i} differs from the processor's");
            if (i > FirstHop) step.Add(watched);
        }

        Console.WriteLine($"{"phase",-46} {"live hop",9} {"telling state",14} {"not telling",12} {"training step",14}");
        Row("submit, block read and checked, core waits", cost => cost.Shell);
        Row("the core: inputs to gains, and the state", cost => cost.Core);
        Row("  of these: lanes wait for memory", cost => cost.Wait);
        Row("result, interrupt", cost => cost.End);
        Row("all", cost => cost.Total);
        Row("events", cost => cost.Events);
        Row("lanes x core cycles / events", cost => lanes * cost.Core / cost.Events, "0.00");
        Row("us at 300 MHz, not confirmed", cost => cost.Total / Clock * 1e6, "0.0");
        Row("effective GOPS (2 per event)", cost => Gops(cost.Events, cost.Total), "0.0");
        double weights = network.Topology.ParameterCount;
        Row("dense-equivalent GOPS (2 per weight and pass)", cost => Gops(cost == step ? 3 * weights : weights, cost.Total), "0.0");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"training step / hop that tells no state {step.Total / lean.Total:0.00}; the longest hop {hop.Longest:0} cycles; the state with one hop of {FabricSupervisor.StepsBetweenStates}"));
        return (hop.Total, step.Total);

        void Row(string phase, Func<Cost, double> of, string format = "0")
        {
            string Text(Cost cost) => of(cost).ToString(format, CultureInfo.InvariantCulture);
            Console.WriteLine($"{phase,-46} {Text(hop),9} {Text(telling),14} {Text(lean),12} {Text(step),14}");
        }
    }

    private static double Gops(double operations, double cycles) => 2e-9 * operations * Clock / cycles;

    /// <summary>The events that the network hears and sees, hop by hop.</summary>
    private static (string Origin, short[][] Audio, short[][] Video) Inputs(EnhancerModel model)
    {
        string data = Environment.GetEnvironmentVariable("ONBOARD_DATA") ?? "../shared/data";
        string path = Path.Combine(data, "grid", "s1", "bbaf2n.mpg");
        SpeechClip clip = SpeechClipReader.Read(path);
        float[] noise = new float[clip.Samples.Length];
        new CafeNoise(1).Read(noise);
        float[] noisy = NoiseMixer.Mix(clip.Samples, noise, 0).Noisy, output = new float[AudioFormat.HopLength];
        RecordingEngine recorder = new(new CpuEngine(model.Integers));
        using SpeechEnhancer enhancer = new(new FeatureEngine(recorder), model.Scaling);
        for (int hop = 0; hop < FirstHop + Hops; hop++)
        {
            if (clip.FrameAt(hop) is var frame && frame != clip.FrameAt(hop - 1) && clip.Seen[frame])
                enhancer.SeeMouth(clip.Frame(frame));
            enhancer.Process(noisy.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength), output);
        }

        return (Path.GetFileName(path), [.. recorder.Audio], [.. recorder.Video]);
    }

    /// <summary>Sums over jobs.</summary>
    private sealed class Cost
    {
        private int _jobs;
        private double _total, _job, _core, _wait, _events;

        public double Longest { get; private set; }

        public double Total => _total / _jobs;

        public double Core => _core / _jobs;

        public double Wait => _wait / _jobs;

        public double Events => _events / _jobs;

        public double Shell => (_job - _core) / _jobs;

        public double End => (_total - _job) / _jobs;

        public void Add(Watched watched)
        {
            _jobs++;
            _total += watched.Total;
            Longest = Math.Max(Longest, watched.Total);
            _job += watched.Result(ResultLayout.EndCycle) - watched.Result(ResultLayout.BeginCycle);
            _core += watched.Result(ResultLayout.Cycles);
            _wait += watched.Result(ResultLayout.WaitCycles);
            foreach (ContractField events in new[]
                     {
                         ResultLayout.InputEvents, ResultLayout.ReceptiveEvents, ResultLayout.ContextEvents, ResultLayout.BackwardEvents,
                         ResultLayout.UpdateEvents,
                     })
                _events += watched.Result(events);
        }
    }

    /// <summary>The simulation's registers and interrupt, and the cycles from the write of SUBMIT to the interrupt.</summary>
    private sealed class Watched(RtlSimulation simulation) : IRegisterWindow, IInterrupt
    {
        private readonly byte[] _result = new byte[ResultLayout.Bytes];
        private long _begin;

        public string Name => "rtl";

        public long Total { get; private set; }

        /// <summary>Of the last job that had frames.</summary>
        public double Result(ContractField field) => field.Get(_result);

        public uint Read(int offset) => simulation.Registers.Read(offset);

        public void Write(int offset, uint value)
        {
            if (offset == FabricRegisters.Submit.Offset) _begin = simulation.Cycle;
            simulation.Registers.Write(offset, value);
        }

        public void Enable() => simulation.Interrupt.Enable();

        public bool Wait(TimeSpan timeout)
        {
            bool came = simulation.Interrupt.Wait(timeout);
            long cycles = simulation.Cycle - _begin;
            if (!came || simulation.Registers.Read(FabricRegisters.Result + ResultLayout.Steps.Offset) == 0) return came;
            Total = cycles;
            for (int at = 0; at < _result.Length; at += sizeof(uint))
                BitConverter.TryWriteBytes(_result.AsSpan(at), simulation.Registers.Read(FabricRegisters.Result + at));
            return came;
        }

        public void Dispose()
        {
            // The simulation is its maker's.
        }
    }

    /// <summary>Keeps what a network hears and sees.</summary>
    private sealed class RecordingEngine(IEventEngine engine) : IEventEngine
    {
        public List<short[]> Audio { get; } = [];

        public List<short[]> Video { get; } = [];

        public string Name => engine.Name;

        public NetworkTopology Topology => engine.Topology;

        public EventCounts Counts => engine.Counts;

        public long Saturations => engine.Saturations;

        public IntegerLearning Learning
        {
            get => engine.Learning;
            set => engine.Learning = value;
        }

        public void Reset() => engine.Reset();

        public void Forward(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains)
        {
            Audio.Add(audio.ToArray());
            Video.Add(video.ToArray());
            engine.Forward(audio, video, gains);
        }

        public void Train(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains) =>
            engine.Train(audio, video, targets, gains);

        public int ActiveCells(StreamName stream, int layer) => engine.ActiveCells(stream, layer);

        public void ReadState(NetworkState state) => engine.ReadState(state);

        public void WriteState(NetworkState state) => engine.WriteState(state);

        public void ReadWeights(IntegerNetwork network) => engine.ReadWeights(network);

        public void WriteWeights(IntegerNetwork network) => engine.WriteWeights(network);

        public void Dispose() => engine.Dispose();
    }
}

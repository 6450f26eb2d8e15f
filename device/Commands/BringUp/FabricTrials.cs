using System.Diagnostics;
using System.Globalization;
using OnBoard.Device.Commands.Checks;
using OnBoard.Device.Enhancement;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines.Ports;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Commands.BringUp;

/// <summary>The fabric that the settings name, for the trials that need one.</summary>
internal static class FabricOfTrial
{
    /// <summary>Its name: uio, model or rtl; null where the processor runs the network.</summary>
    public static string? NameOf(CheckContext context)
    {
        string name = EnhancerModel.ResolveEngine(context.Settings.Fabric);
        return FabricPorts.Names.Contains(name) ? name : null;
    }

    /// <summary>The row where there is none.</summary>
    public static BringUpRow None(string area, string subject) => BringUpRow.Skip(
        area, subject, "no logic is loaded here: the processor runs the network", "load it with onboard-fabric load; --fabric model or rtl tries the model or the simulated logic");
}

/// <summary>
/// Patterns through the memory that processor and logic share: by the processor alone, and from it to the logic and back (weights
/// that are loaded and read out). A stale cache line anywhere is a difference.
/// </summary>
internal sealed class MemoryTrial : IBringUpTrial
{
    private const int Chunk = 64 << 10, MaxBytes = 64 << 20, Networks = 6;

    /// <inheritdoc/>
    public string Area => "memory";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        const string Subject = "patterns through shared memory";
        if (FabricOfTrial.NameOf(context) is not { } name)
        {
            yield return FabricOfTrial.None(Area, Subject);
            yield break;
        }

        using (FabricPort port = FabricPorts.Open(name)) yield return ByProcessor(port.Memory);
        yield return ThroughLogic(context, name);
    }

    /// <summary>Three patterns over all of it; every byte is read back.</summary>
    internal static BringUpRow ByProcessor(IDmaMemory memory)
    {
        int length = Math.Min(memory.Length, MaxBytes) / Chunk * Chunk;
        byte[] written = new byte[Chunk], read = new byte[Chunk];
        Timings writes = new(), reads = new();
        long wrong = 0;
        long first = -1;
        for (int pattern = 0; pattern < 3; pattern++)
        {
            for (int at = 0; at < length; at += Chunk)
            {
                Fill(written, pattern, at);
                int offset = at;
                writes.Time(() => memory.Write(offset, written));
            }

            for (int at = 0; at < length; at += Chunk)
            {
                Fill(written, pattern, at);
                int offset = at;
                reads.Time(() => memory.Read(offset, read));
                int same = written.AsSpan().CommonPrefixLength(read);
                if (same == Chunk) continue;
                if (first < 0) first = at + same;
                for (int i = same; i < Chunk; i++) wrong += written[i] != read[i] ? 1 : 0;
            }
        }

        return BringUpRow.Validate(
            wrong == 0, "memory", $"{memory.Name}, processor to memory and back",
            wrong == 0 ? "every byte of three patterns came back" : string.Create(CultureInfo.InvariantCulture, $"{wrong} bytes are not what was written, the first at 0x{first:X}"),
            "its cache is not kept in step: see petalinux/README.md",
            [
                new("bytes", 3.0 * length), new("wrong", wrong), .. writes.Figures("write_64k"), .. reads.Figures("read_64k"),
                new("write", Chunk / writes.Median / 1000, "MB/s"), new("read", Chunk / reads.Median / 1000, "MB/s"),
            ]);
    }

    private static BringUpRow ThroughLogic(CheckContext context, string name)
    {
        EnhancerModel model = EnhancerModel.Load(context.Settings.Network);
        using FeatureEngine features = (FeatureEngine)model.CreateEngine(name);
        FabricEngine logic = (FabricEngine)features.Engine;
        IntegerNetwork back = new(logic.Topology);
        Timings down = new(), up = new();
        long weights = 0, wrong = 0;
        for (int seed = 1; seed <= Networks; seed++)
        {
            IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(logic.Topology.Description, seed));
            down.Time(() => logic.WriteWeights(network));
            up.Time(() => logic.ReadWeights(back));
            for (int matrix = 0; matrix < network.Weights.Length; matrix++)
            {
                weights += network.Weights[matrix].Length;
                for (int i = 0; i < network.Weights[matrix].Length; i++)
                    wrong += network.Weights[matrix][i] != back.Weights[matrix][i] ? 1 : 0;
            }
        }

        return BringUpRow.Validate(
            wrong == 0, "memory", $"fabric {name}, processor to logic and back",
            wrong == 0 ? $"the weights of {Networks} networks came back" : "weights came back that were not sent",
            "memory is not coherent: see petalinux/README.md",
            [new("weights", weights), new("wrong", wrong), .. down.Figures("load"), .. up.Figures("read_out")]);
    }

    private static void Fill(byte[] chunk, int pattern, int at)
    {
        switch (pattern)
        {
            case 0: chunk.AsSpan().Fill(0xa5); break;
            case 1: chunk.AsSpan().Fill(0x5a); break;
            default:
                // Every word is another, and says where it belongs.
                new Random(at + 1).NextBytes(chunk);
                break;
        }
    }
}

/// <summary>The fabric's self-test, random jobs against the definition, and how long a job and its interrupt take.</summary>
internal sealed class JobsTrial : IBringUpTrial
{
    private const int Steps = 36, TimedSteps = 300, SimulatedSteps = 12;

    /// <inheritdoc/>
    public string Area => "jobs";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        if (FabricOfTrial.NameOf(context) is not { } name)
        {
            yield return FabricOfTrial.None(Area, "random jobs against the definition");
            yield break;
        }

        EnhancerModel model = EnhancerModel.Load(context.Settings.Network);
        bool isSimulated = name == "rtl";
        for (int seed = 1; seed <= (isSimulated ? 1 : 4); seed++)
        {
            context.Stop.ThrowIfCancellationRequested();
            EngineAgreement.Run run = new(seed, Active: 0.15 * seed, isSimulated ? SimulatedSteps : Steps);
            using FeatureEngine engine = (FeatureEngine)model.CreateEngine(name);
            string? difference = EngineAgreement.FirstDifference(model.Integers, engine.Engine, run);
            yield return BringUpRow.Validate(
                difference is null, Area, $"fabric {name}, random jobs {seed}",
                difference ?? "gains, state, weights and counts are those of the definition",
                "take --fabric cpu meanwhile, and report it with the bitstream",
                new("steps", run.Steps), new("events", engine.Counts.Total), new("active", run.Active));
        }

        using FeatureEngine timed = (FeatureEngine)model.CreateEngine(name);
        FabricEngine logic = (FabricEngine)timed.Engine;
        yield return SelfTest(logic);
        yield return Time(logic, isSimulated ? SimulatedSteps : TimedSteps);
    }

    private BringUpRow SelfTest(FabricEngine logic)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            logic.SelfTest();
        }
        catch (FabricFaultException fault)
        {
            return BringUpRow.Fail(Area, $"fabric {logic.Name}, self-test", fault.Cause, fault.Remedy);
        }

        return BringUpRow.Pass(
            Area, $"fabric {logic.Name}, self-test", "its memories hold what is written, and the network is back",
            new("time", Stopwatch.GetElapsedTime(start).TotalMilliseconds, "ms"), new("clock", logic.Capabilities.ClockHz * 1e-6, "MHz"));
    }

    private BringUpRow Time(FabricEngine logic, int steps)
    {
        NetworkDescription network = logic.Topology.Description;
        Random random = new(1);
        short[] audio = RandomNetworks.Events(random, network.AudioInputs, 0.4), video = RandomNetworks.Events(random, network.VideoInputs, 0.4);
        short[] gains = new short[network.Outputs];
        Timings empty = new(), frames = new();
        long cycles = logic.Cycles, lost = logic.LostInterrupts, spurious = logic.SpuriousInterrupts;
        for (int step = 0; step < steps; step++)
        {
            // A job of nothing: what it costs to ask and to be told.
            empty.Time(logic.Reset);
            RandomNetworks.Move(random, audio, 0.3);
            frames.Time(() => logic.Forward(audio, video, gains));
        }

        double busy = (logic.Cycles - cycles) * 1e3 / steps / Math.Max(1.0, logic.Capabilities.ClockHz);
        lost = logic.LostInterrupts - lost;
        return BringUpRow.Validate(
            lost == 0, Area, $"fabric {logic.Name}, time of a job",
            lost == 0 ? "every interrupt came" : "interrupts did not come; each costs two milliseconds",
            "check the interrupt of the fabric's node in the device tree",
            [
                .. empty.Figures("ask_and_interrupt"), .. frames.Figures("frame"), new("logic_busy", busy, "ms"),
                new("lost_interrupts", lost), new("spurious_interrupts", logic.SpuriousInterrupts - spurious),
            ]);
    }
}

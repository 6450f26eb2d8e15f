using System.Globalization;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Fabric.Rtl;

namespace OnBoard.Tests.Bench;

/// <summary>
/// Cycles of the compute core by simulation: random networks of the sizes in use, at several activities, with weights on the chip
/// and in memory. Times and rates are these cycles at <see cref="Clock"/>, which synthesis has not confirmed.
/// </summary>
internal static class CycleTable
{
    private const double Clock = 300e6;
    private const int Latency = 40; // cycles from a request to its first beat

    /// <summary>Prints the table.</summary>
    /// <param name="lanes">Builds to simulate.</param>
    /// <param name="large">Whether to run <c>large</c> from memory, which takes minutes.</param>
    public static void Print(IReadOnlyList<int> lanes, bool large)
    {
        Console.WriteLine($"cycles by simulation; us and GOPS (2 per event) at {Clock / 1e6:0} MHz, not confirmed by synthesis");
        Console.WriteLine($"memory: 16 bytes per cycle, {Latency} cycles of latency. EF-Train on a ZCU102: 46.99 GFLOPS in training");
        Console.WriteLine();
        Console.WriteLine(
            "network weights lanes active | forward: events  cycles  lanes x cycles / events     us   GOPS"
            + " | training: events  cycles  / forward     us   GOPS | bus busy: forward training");
        foreach (int count in lanes)
        {
            Row(new NetworkDescription { Name = "tiny", Cells = 64, Layers = 2 }, count, onChip: true, bias: 0f);
            Row(new NetworkDescription(), count, onChip: true, bias: 0f);
            Row(new NetworkDescription(), count, onChip: true, bias: -0.25f);
            Row(new NetworkDescription(), count, onChip: true, bias: -0.6f);
            if (large) Row(NetworkDescription.Large, count, onChip: false, bias: -0.25f);
        }
    }

    private static void Row(NetworkDescription description, int lanes, bool onChip, float bias)
    {
        int cells = Math.Max(256, description.Cells);
        int words = onChip ? (1_400_000 / lanes) + 1024 : 16 * cells / Math.Min(lanes, cells);
        CoreLibrary? library = CoreLibrary.Load(
            $"LANES={lanes} WEIGHT_WORDS={words} MAX_CELLS={cells} MAX_LAYERS={Math.Max(3, description.Layers)}");
        if (library is null)
        {
            Console.WriteLine("verilator is not installed");
            return;
        }

        IntegerNetwork network = Network(description, bias);
        int frames = onChip ? 12 : 2;
        using SimulatedCore core = new(library, network.Topology, frames) { Learning = new IntegerLearning(1, 8) };
        core.Time(new CoreTiming(Latency: Latency));
        FabricCode code = core.Load(network);
        if (code != FabricCode.Done) throw new InvalidOperationException(code.Describe());
        Random random = new(3);
        short[][] audio = Events(description.AudioInputs), video = Events(description.VideoInputs);
        short[][] targets = [.. audio.Select(_ => Enumerable.Range(0, description.Outputs).Select(_ => (short)random.Next(4097)).ToArray())];
        core.Frames(audio, video, null);
        core.Frames(audio, video, null);
        CoreResult forward = core.Result;
        double active = Active(forward, description);
        core.Frames(audio, video, targets);
        CoreResult training = core.Result;

        double forwardEvents = (double)(forward.InputEvents + forward.ReceptiveEvents + forward.ContextEvents) / frames;
        double trainingEvents = (training.InputEvents + training.ReceptiveEvents + training.ContextEvents
            + training.BackwardEvents + (double)training.UpdateEvents) / frames;
        double forwardCycles = (double)forward.Cycles / frames, trainingCycles = (double)training.Cycles / frames;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{description.Name,-7} {(onChip ? "on chip" : "memory"),-7} {lanes,5} {active,5:0} % | {forwardEvents,15:0} {forwardCycles,7:0}"
            + $" {lanes * forwardCycles / forwardEvents,24:0.000} {forwardCycles / Clock * 1e6,6:0.0} {2e-9 * forwardEvents * Clock / forwardCycles,6:0.0}"
            + $" | {trainingEvents,16:0} {trainingCycles,7:0} {trainingCycles / forwardCycles,10:0.00} {trainingCycles / Clock * 1e6,6:0.0}"
            + $" {2e-9 * trainingEvents * Clock / trainingCycles,6:0.0} | {100.0 * forward.BeatsRead / forward.Cycles,16:0} %"
            + $" {100.0 * training.BeatsRead / training.Cycles,5:0} %"));

        short[][] Events(int count) =>
            [.. Enumerable.Range(0, frames).Select(_ => Enumerable.Range(0, count).Select(_ => Event()).ToArray())];

        short Event() => random.Next(2) == 0 ? (short)0 : (short)random.Next(-64, 64);
    }

    /// <summary>Weights as training begins with, and a bias of the soma that keeps cells silent.</summary>
    private static IntegerNetwork Network(NetworkDescription description, float bias)
    {
        NetworkParameters parameters = NetworkParameters.Initialize(new NetworkTopology(description), 1);
        for (int layer = 0; layer < description.Layers; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                SynapseMatrix soma = parameters.Topology.SomaOf(stream, layer);
                parameters.Weights[soma.Index].AsSpan((soma.Rows - 1) * soma.Columns).Fill(bias);
            }
        }

        return IntegerNetwork.Quantize(parameters);
    }

    private static unsafe double Active(CoreResult result, NetworkDescription description)
    {
        int active = 0;
        for (int place = 0; place < 2 * description.Layers; place++) active += result.ActiveCells[place];
        return 100.0 * active / (2 * description.Layers * description.Cells);
    }
}

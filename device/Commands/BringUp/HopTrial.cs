using OnBoard.Device.Commands.Checks;
using OnBoard.Device.Enhancement;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Commands.BringUp;

/// <summary>How long a hop takes, phase by phase, on the engine that the settings name.</summary>
internal sealed class HopTrial : IBringUpTrial
{
    private const int Hops = 500, SimulatedHops = 20;
    private const double Deadline = 1000.0 / AudioFormat.HopsPerSecond;

    /// <inheritdoc/>
    public string Area => "hop";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        EnhancerModel model = EnhancerModel.Load(context.Settings.Network);
        if (context.Settings.Delta is { } delta) model = model.WithDelta(delta);
        model = model.WithFloor(context.Settings.Floor);
        string name = EnhancerModel.ResolveEngine(context.Settings.Fabric);
        using SpeechEnhancer enhancer = new(model.CreateEngine(name), model.Scaling);
        int hops = name == "rtl" ? SimulatedHops : Hops;
        if (hops == Hops) enhancer.WarmUp();
        float[] hop = new float[AudioFormat.HopLength];
        Random random = new(1);
        Timings hear = new(), infer = new(), speak = new(), whole = new();
        for (int i = 0; i < hops; i++)
        {
            context.Stop.ThrowIfCancellationRequested();
            foreach (ref float sample in hop.AsSpan()) sample = 0.1f * (random.NextSingle() - 0.5f);
            whole.Time(() =>
            {
                hear.Time(() => enhancer.Hear(hop));
                infer.Time(enhancer.Infer);
                speak.Time(() => enhancer.Speak(hop));
            });
        }

        yield return BringUpRow.Validate(
            whole.P99 < Deadline, Area, $"{model.Parameters.Topology.Description.Name} on {name}",
            $"from sound to sound, of {Deadline:0} ms that there are",
            "choose a faster engine (--fabric) or a smaller network, or end other programs",
            [
                .. hear.Figures("hear"), .. infer.Figures("infer"), .. speak.Figures("speak"), .. whole.Figures("whole"),
                new("longest", whole.Longest, "ms"), new("hops", hops),
            ]);
    }
}

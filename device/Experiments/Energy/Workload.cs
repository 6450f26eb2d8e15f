using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>One thing whose energy is asked for: an inference or a training step of a network on an engine, again and
/// again over the same hops. Used by one thread; a repeat allocates nothing.</summary>
internal sealed class Workload : IDisposable
{
    // So slow that weights, and with them the activity, stay while they are measured; the work is that of any rate.
    private const int RateShift = 8;

    private readonly IEngine _engine;
    private readonly FeatureEngine? _learner;
    private readonly TalkerFrames _frames;
    private readonly EngineTraffic _traffic;
    private readonly float[] _gains;
    private int _next;

    /// <param name="kind">What is done.</param>
    /// <param name="law">What the network stands for: "cooperation", "point", "point, matched".</param>
    /// <param name="model">The network.</param>
    /// <param name="engine">One of <see cref="EnhancerModel.EngineNames"/>.</param>
    /// <param name="frames">What it hears and sees.</param>
    public Workload(WorkloadKind kind, string law, EnhancerModel model, string engine, TalkerFrames frames)
    {
        Kind = kind;
        Law = law;
        Engine = engine;
        Network = model.Origin;
        _frames = frames;
        _engine = model.CreateEngine(engine);
        _traffic = new EngineTraffic(engine, model.Parameters.Topology);
        _gains = new float[_engine.Description.Outputs];
        if (kind == WorkloadKind.TrainingStep)
        {
            _learner = (FeatureEngine)_engine;
            _learner.Engine.Learning = new LearningOptions().For(_learner.Engine, seed: 1, RateShift);
        }

        Activity = MeasureActivity();
    }

    /// <summary>What is done.</summary>
    public WorkloadKind Kind { get; }

    /// <summary>What the network stands for.</summary>
    public string Law { get; }

    /// <summary>The engine's name.</summary>
    public string Engine { get; }

    /// <summary>Where the network comes from.</summary>
    public string Network { get; }

    /// <summary>Share of cells whose output is not zero, over all hops.</summary>
    public double Activity { get; }

    /// <summary>Events since the workload was made.</summary>
    public EventCounts Counts => _engine.Counts;

    /// <summary>Whether an engine can do a workload: single precision learns in batches, off the board.</summary>
    public static bool IsPossible(WorkloadKind kind, string engine) => kind == WorkloadKind.Inference || engine != "float";

    /// <summary>What some repeats ask of a virtual board.</summary>
    public BoardWork WorkOf(in EventCounts counts, TimeSpan processor) => _traffic.Of(counts, processor);

    /// <summary>Does it so often.</summary>
    public void Run(int repeats)
    {
        for (int i = 0; i < repeats; i++)
        {
            if (_frames.Begins[_next]) _engine.Reset();
            if (_learner is null) _engine.Forward(_frames.Audio[_next], _frames.Video[_next], _gains);
            else _learner.Train(_frames.Audio[_next], _frames.Video[_next], _frames.Targets[_next], _gains);
            if (++_next == _frames.Count) _next = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    // Warms caches and compiler too.
    private double MeasureActivity()
    {
        long active = 0;
        for (int frame = 0; frame < _frames.Count; frame++)
        {
            Run(1);
            for (int layer = 0; layer < _engine.Description.Layers; layer++)
                foreach (StreamName stream in NetworkTopology.Streams) active += _engine.ActiveCells(stream, layer);
        }

        return (double)active / _frames.Count / (2 * _engine.Description.Layers * _engine.Description.Cells);
    }
}

/// <summary>What is measured.</summary>
internal enum WorkloadKind
{
    /// <summary>One forward step of the network: a hop's gains.</summary>
    Inference,

    /// <summary>One step forward, back, and update of the weights.</summary>
    TrainingStep,
}

/// <summary>What workloads are called.</summary>
internal static class WorkloadKindText
{
    /// <summary>"inference", "training step".</summary>
    public static string Text(this WorkloadKind kind) => kind == WorkloadKind.Inference ? "inference" : "training step";
}

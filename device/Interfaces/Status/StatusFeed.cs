using System.Text.Json;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers.Machine;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>Makes the report of each status that the service reads, once a second, for all readers, and keeps the history of it.</summary>
internal sealed class StatusFeed : IDisposable
{
    private readonly ServiceView _service;
    private readonly Func<int> _readers;
    private readonly LatencyHistogram _latencyBefore = new();
    private readonly MachineMonitor _machine = new();
    private MadeReport? _latest;

    /// <param name="service">What there is to report of.</param>
    /// <param name="readers">How many read the live stream.</param>
    public StatusFeed(ServiceView service, Func<int> readers)
    {
        _service = service;
        _readers = readers;
        service.Status.WasRead += Make;
    }

    /// <summary>The last hour.</summary>
    public StatusHistory History { get; } = new();

    /// <summary>The last report; null before the first.</summary>
    public MadeReport? Latest => Volatile.Read(ref _latest);

    /// <inheritdoc/>
    public void Dispose() => _service.Status.WasRead -= Make;

    private static LatencyReport Latency(LatencyHistogram histogram) =>
        new(histogram.Quantile(0.5) / 1e6, histogram.Quantile(0.99) / 1e6, histogram.Max / 1e6);

    private void Make(LiveStatus status)
    {
        StatusReport report = Report(status);
        History.Add(report);
        Volatile.Write(
            ref _latest,
            new MadeReport(report, JsonSerializer.SerializeToUtf8Bytes(report, DashboardJson.Default.StatusReport)));
    }

    private StatusReport Report(LiveStatus status)
    {
        LivePipeline pipeline = _service.Pipeline;
        LiveCounters counters = pipeline.Counters;
        return new StatusReport
        {
            Sequence = (_latest?.Sequence ?? 0) + 1,
            Time = DateTimeOffset.Now,
            Service = _service.Facts,
            Seconds = status.Time.TotalSeconds,
            Hops = new HopReport(
                status.Hops, counters.InferredHops, status.DeadlineMisses, status.LostHops, status.SilentHops, status.Xruns,
                status.GuardedHops),
            Latency = Latency(counters.Latency.Since(_latencyBefore)),
            LatencySinceStart = new LatencyReport(status.LatencyMedian, status.Latency99, status.LatencyMax),
            Quality = new QualityReport(Finite.OrNull(status.NoisySdr), Finite.OrNull(status.EnhancedSdr), Finite.OrNull(status.EstimatedGain), status.Voice.ToString().ToLowerInvariant()),
            Camera = new CameraReport(status.HasCamera, status.SeesMouth, counters.Frames, counters.Mouths),
            Network = new NetworkReport(
                2 * _service.Network.Layers * _service.Network.Cells, _service.Network.Layers, Finite.OrNull(status.Activity), Finite.OrNull(status.EventsPerHop)),
            Conditions = [.. pipeline.Conditions.Faults.Select(
                condition => new ConditionReport(condition.Part, condition.State, condition.Message, condition.Since))],
            Events = [.. pipeline.Conditions.Events.Reverse().Select(
                happened => new EventReport(happened.Time, happened.Message, happened.IsFault))],
            Energy =
            [
                CountedInference(status.EventsPerHop),
                .. PowerReport.Hop(status.InferenceEnergy) is { } hop ? (EnergyFigure[])[hop] : [],
                .. status.Learning is { } learning ? CountedTraining(learning) : [],
            ],
            Power = status.Rails is { } rails ? PowerReport.Of(rails) : null,
            Machine = _machine.Read(),
            Learning = status.Learning is { } learned ? LearningReport.Of(learned) : null,
            Windows = _service.Windows.Latest,
            Recording = pipeline.Recording.Status,
            Controls = [.. _service.Controls.Select(control => control.Report())],
            Readers = _readers(),
        };
    }

    /// <summary>Events times the constant of the paper: a count, not a measurement.</summary>
    private static EnergyFigure CountedInference(double eventsPerHop) => new(
        "inference", Counted.Label, Finite.OrNull(eventsPerHop * Counted.JoulesPerEvent), null,
        "synaptic events of one hop x 80 pJ, the constant of arXiv:2211.01950");

    /// <summary>The same of a training step: forward, backward and update events; of each engine that trained, and of one of no engine before.</summary>
    private static IEnumerable<EnergyFigure> CountedTraining(LearningStatus learning)
    {
        if (learning.Steps == 0) yield return CountedTraining("", double.NaN);
        if (learning.StepsOnFabric > 0) yield return CountedTraining($" ({LearningStatus.OnFabric})", learning.EventsPerStepOnFabric);
        if (learning.StepsOnProcessor > 0) yield return CountedTraining($" ({LearningStatus.OnProcessor})", learning.EventsPerStepOnProcessor);
    }

    private static EnergyFigure CountedTraining(string engine, double eventsPerStep) => new(
        "training step" + engine, Counted.Label, Finite.OrNull(eventsPerStep * Counted.JoulesPerEvent), null,
        "synaptic events of one step, forward, backward and updates, x 80 pJ, the constant of arXiv:2211.01950");
}

/// <summary>A report and its JSON.</summary>
/// <param name="Report">The report.</param>
/// <param name="Json">The same in UTF-8.</param>
internal sealed record MadeReport(StatusReport Report, ReadOnlyMemory<byte> Json)
{
    /// <summary>Counts from 1.</summary>
    public long Sequence => Report.Sequence;
}

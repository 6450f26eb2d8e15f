using System.Diagnostics.Metrics;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Interfaces.Metrics;

/// <summary>
/// All metrics of the service, once: observable instruments of one <see cref="System.Diagnostics.Metrics.Meter"/>, to which <c>/metrics</c>
/// and OTLP listen alike (and <c>dotnet-counters</c>). They are read when somebody asks, on the thread that asks: the hop only counts.
/// What is not known gives no measurement; it is never zero. Names are Prometheus's, a counter's without its <c>_total</c>.
/// </summary>
internal sealed class ServiceMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OnBoard";

    /// <summary>
    /// The label of a histogram's upper limits, cumulative. The pipeline keeps its histogram itself, without a lock; what .NET can observe
    /// of it are counters, NAME_bucket with this label and NAME_sum, whose tag <see cref="Family"/> names the histogram they are of.
    /// </summary>
    public const string Limit = "le";

    /// <summary>The tag of an instrument that is a part of a histogram: the histogram's name.</summary>
    public const string Family = "histogram";

    private const string BoardInput = PowerReport.BoardInput;
    private static readonly double[] LatencyLimits = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.05, 0.1];
    private static readonly long[] LatencySteps = [.. LatencyLimits.Select(limit => (long)Math.Round(limit * 1e9))];

    /// <param name="service">What is counted.</param>
    /// <param name="status">The last report.</param>
    public ServiceMetrics(ServiceView service, StatusFeed status)
    {
        Meter = new Meter(MeterName, service.Facts.Version);
        LivePipeline pipeline = service.Pipeline;
        LiveCounters counters = pipeline.Counters;
        Gauge("onboard_build_info", "", "Always 1; says what runs.",
            () => [Value(1, ("version", service.Facts.Version), ("board", service.Facts.Board))]);
        Counter("onboard_hops", "Hops of 10 ms delivered.", () => counters.Hops);
        Counter("onboard_inferences", "Hops that the network enhanced.", () => counters.InferredHops);
        Counter("onboard_deadline_misses", "Hops delivered later than 10 ms after they arrived.", () => counters.DeadlineMisses);
        Counter("onboard_lost_hops", "Hops lost between threads.",
            () => pipeline.LostHops + pipeline.UnplayedHops + pipeline.UnrecordedHops);
        Counter("onboard_silent_hops", "Hops of silence in place of a lost microphone.", () => counters.SilentHops);
        Counter("onboard_guarded_hops", "Hops that were processed less: the network is unsure or hears what it was not trained on.",
            () => counters.GuardedHops);
        Counter("onboard_xruns", "Gaps of the sound devices.", () => counters.Xruns);
        Counter("onboard_pictures", "Frames looked at.", () => counters.Frames);
        Counter("onboard_mouths", "Frames in which a mouth was found.", () => counters.Mouths);
        Counter("onboard_synaptic_events", "Weights applied to inputs that are not zero, forward.", () => counters.Events);
        Counter("onboard_learning_steps", "",
            "Training steps by what did them; the processor's include those done again after a fault of the fabric.",
            () => LearningSteps(pipeline));
        Counter("onboard_learning_failures", "Failures of learning; the sound went on.", () => counters.LearningFailures);
        Counter("onboard_counted_inference_joules", "joules",
            "Synaptic events times 80 pJ, the constant of arXiv:2211.01950: counted, not measured.",
            () => [Value(counters.Events * Counted.JoulesPerEvent, ("provenance", Counted.Label))]);
        Counter("onboard_counted_training_joules", "joules",
            "Synaptic events of training steps by what did them, times 80 pJ: counted, not measured.", () => TrainingJoules(pipeline));
        Gauge("onboard_rail_power_watts", "watts",
            "Last reading of each rail; unverified where its voltage is not its own. The board input has a metric of its own.",
            () => RailWatts(status));
        Counter("onboard_rail_energy_joules", "joules",
            "Energy of the rails by domain since sampling began; the board input has a metric of its own.",
            () => Domains(status, isInput: false, domain => domain.Joules));
        Gauge("onboard_board_input_power_watts", "watts", "What flows into the board: it feeds the rails and is never added to them.",
            () => Domains(status, isInput: true, domain => domain.Watts));
        Counter("onboard_board_input_energy_joules", "joules",
            "Energy into the board since sampling began: it feeds the rails and is never added to them.",
            () => Domains(status, isInput: true, domain => domain.Joules));
        Histogram("onboard_hop_latency_seconds", "seconds", "From the end of a hop at the microphone to its delivery.",
            () => Latency(counters.Latency), () => counters.Latency.SumNanoseconds * 1e-9);
        Gauge("onboard_si_sdr_decibels", "decibels", "SI-SDR over the last five seconds, where the clean speech is known.",
            () => Known(
                (status.Latest?.Report.Quality.Noisy, [("signal", "noisy")]),
                (status.Latest?.Report.Quality.Enhanced, [("signal", "enhanced")])));
        Gauge("onboard_active_cells_ratio", "ratio", "Share of cells whose output is not zero.",
            () => Known((status.Latest?.Report.Network.Activity, [])));
        Gauge("onboard_fault", "", "1 for each part that is not as it should be.",
            () => pipeline.Conditions.Faults.Select(fault => Value(1, ("part", fault.Part))));
        Gauge("onboard_readers", "", "Open pages and programs that read the live stream.",
            () => Known((status.Latest?.Report.Readers, [])));
        Counter("process_cpu_seconds", "seconds", "Processor time of the service.", () => [Value(Environment.CpuUsage.TotalTime.TotalSeconds)]);
        Gauge("process_resident_memory_bytes", "bytes", "Memory that the service occupies.", () => [Value(Environment.WorkingSet)]);
        Gauge("onboard_live_objects_bytes", "bytes", "Objects that the garbage collector's last full collection left alive.", LiveObjects);
    }

    /// <summary>Whom to listen to.</summary>
    public Meter Meter { get; }

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    private static Measurement<double> Value(double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        KeyValuePair<string, object?>[] tags = new KeyValuePair<string, object?>[labels.Length];
        for (int i = 0; i < tags.Length; i++) tags[i] = new(labels[i].Name, labels[i].Value);
        return new Measurement<double>(value, tags);
    }

    private static IEnumerable<Measurement<double>> Known(params (double? Value, (string Name, string Value)[] Labels)[] values) =>
        values.Where(value => value.Value is { } number && double.IsFinite(number)).Select(value => Value(value.Value!.Value, value.Labels));

    // Only a full collection knows: what others report counts objects that nothing refers to any more.
    private static IEnumerable<Measurement<double>> LiveObjects()
    {
        GCMemoryInfo blocking = GC.GetGCMemoryInfo(GCKind.FullBlocking), beside = GC.GetGCMemoryInfo(GCKind.Background);
        GCMemoryInfo last = blocking.Index > beside.Index ? blocking : beside;
        if (last.Index > 0) yield return Value(last.HeapSizeBytes - last.FragmentedBytes);
    }

    private static IEnumerable<Measurement<double>> LearningSteps(LivePipeline pipeline)
    {
        if (pipeline.Learning is not { } learning) yield break;
        yield return Value(learning.StepsOnFabric, ("engine", LearningStatus.OnFabric));
        yield return Value(learning.StepsOnProcessor, ("engine", LearningStatus.OnProcessor));
    }

    private static IEnumerable<Measurement<double>> TrainingJoules(LivePipeline pipeline)
    {
        if (pipeline.Learning is not { } learning) yield break;
        yield return Joules(learning.EventsOnFabric, LearningStatus.OnFabric);
        yield return Joules(learning.EventsOnProcessor, LearningStatus.OnProcessor);

        static Measurement<double> Joules(long events, string engine) => Value(
            events * Counted.JoulesPerEvent, ("engine", engine), ("provenance", Counted.Label));
    }

    private static IEnumerable<Measurement<double>> RailWatts(StatusFeed status)
    {
        if (status.Latest?.Report.Power is not { } power) yield break;
        foreach (RailReport rail in power.Rails)
        {
            if (rail.Domain == BoardInput || rail.Watts is not { } watts) continue;
            string provenance = rail.Doubt is null ? power.Provenance : RailVoltage.Unverified;
            yield return Value(watts, ("rail", rail.Name), ("domain", rail.Domain), ("provenance", provenance));
        }
    }

    private static IEnumerable<Measurement<double>> Domains(StatusFeed status, bool isInput, Func<DomainReport, double?> read)
    {
        if (status.Latest?.Report.Power is not { } power) yield break;
        foreach (DomainReport domain in power.Domains)
        {
            if (domain.Name == BoardInput != isInput || read(domain) is not { } value) continue;
            yield return isInput
                ? Value(value, ("provenance", power.Provenance))
                : Value(value, ("domain", domain.Name), ("provenance", power.Provenance));
        }
    }

    private static IEnumerable<Measurement<double>> Latency(LatencyHistogram histogram)
    {
        long[] counts = new long[LatencySteps.Length + 1];
        histogram.Cumulate(LatencySteps, counts);
        return counts.Select((count, i) => Value(
            count, (Limit, i < LatencyLimits.Length ? OpenMetricsText.Number(LatencyLimits[i]) : "+Inf")));
    }

    private void Counter(string name, string help, Func<long> read) => Counter(name, "", help, () => [Value(read())]);

    private void Counter(string name, string unit, string help, Func<IEnumerable<Measurement<double>>> read) =>
        Meter.CreateObservableCounter(name, read, unit, help);

    private void Gauge(string name, string unit, string help, Func<IEnumerable<Measurement<double>>> read) =>
        Meter.CreateObservableGauge(name, read, unit, help);

    private void Histogram(string name, string unit, string help, Func<IEnumerable<Measurement<double>>> buckets, Func<double> sum)
    {
        KeyValuePair<string, object?>[] part = [new(Family, name)];
        Meter.CreateObservableCounter($"{name}_sum", sum, unit, help, part);
        Meter.CreateObservableCounter($"{name}_bucket", buckets, unit, help, part);
    }
}

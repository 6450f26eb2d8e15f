using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Interfaces.Metrics;

/// <summary>All metrics of the service: once defined, for <c>/metrics</c> and OTLP alike.</summary>
internal static class ServiceMetrics
{
    private const string BoardInput = PowerReport.BoardInput;
    private static readonly double[] LatencyLimits = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.05, 0.1];
    private static readonly long[] LatencySteps = [.. LatencyLimits.Select(limit => (long)Math.Round(limit * 1e9))];

    /// <summary>The metrics.</summary>
    /// <param name="service">What is counted.</param>
    /// <param name="status">The last report.</param>
    public static IReadOnlyList<Metric> Of(ServiceView service, StatusFeed status)
    {
        LivePipeline pipeline = service.Pipeline;
        LiveCounters counters = pipeline.Counters;
        return
        [
            new("onboard_build_info", MetricKind.Gauge, "", "Always 1; says what runs.",
                () => [new(1, ("version", service.Facts.Version), ("board", service.Facts.Board))]),
            Counter("onboard_hops", "Hops of 10 ms delivered.", () => counters.Hops),
            Counter("onboard_inferences", "Hops that the network enhanced.", () => counters.InferredHops),
            Counter("onboard_deadline_misses", "Hops later than 10 ms: they passed unprocessed.", () => counters.DeadlineMisses),
            Counter("onboard_lost_hops", "Hops lost between threads.",
                () => pipeline.LostHops + pipeline.UnplayedHops + pipeline.UnrecordedHops),
            Counter("onboard_silent_hops", "Hops of silence in place of a lost microphone.", () => counters.SilentHops),
            Counter("onboard_guarded_hops", "Hops that passed nearly as they were: the network hears what it was not trained on.",
                () => counters.GuardedHops),
            Counter("onboard_xruns", "Gaps of the sound devices.", () => counters.Xruns),
            Counter("onboard_pictures", "Pictures looked at.", () => counters.Pictures),
            Counter("onboard_mouths", "Pictures in which a mouth was found.", () => counters.Mouths),
            Counter("onboard_synaptic_events", "Weights applied to inputs that are not zero, forward.", () => counters.Events),
            new("onboard_counted_inference_joules", MetricKind.Counter, "joules",
                "Synaptic events times 80 pJ, the constant of arXiv:2211.01950: counted, not measured.",
                () => [new(counters.Events * Counted.JoulesPerEvent, ("provenance", Counted.Label))]),
            new("onboard_rail_power_watts", MetricKind.Gauge, "watts",
                "Last reading of each rail; unverified where its voltage is not its own. The board input has a metric of its own.",
                () => RailWatts(status)),
            new("onboard_rail_energy_joules", MetricKind.Counter, "joules",
                "Energy of the rails by domain since sampling began; the board input has a metric of its own.",
                () => Domains(status, isInput: false, domain => domain.Joules)),
            new("onboard_board_input_power_watts", MetricKind.Gauge, "watts",
                "What flows into the board: it feeds the rails and is never added to them.",
                () => Domains(status, isInput: true, domain => domain.Watts)),
            new("onboard_board_input_energy_joules", MetricKind.Counter, "joules",
                "Energy into the board since sampling began: it feeds the rails and is never added to them.",
                () => Domains(status, isInput: true, domain => domain.Joules)),
            new("onboard_hop_latency_seconds", MetricKind.Histogram, "seconds",
                "From the end of a hop at the microphone to its delivery.", () => [Latency(counters.Latency)]),
            new("onboard_si_sdr_decibels", MetricKind.Gauge, "decibels",
                "SI-SDR over the last five seconds, where the clean speech is known.",
                () => Known(
                    (status.Latest?.Report.Quality.Noisy, "signal", "noisy"),
                    (status.Latest?.Report.Quality.Enhanced, "signal", "enhanced"))),
            new("onboard_active_cells_ratio", MetricKind.Gauge, "ratio", "Share of cells whose output is not zero.",
                () => Known((status.Latest?.Report.Network.Activity, "", ""))),
            new("onboard_fault", MetricKind.Gauge, "", "1 for each part that is not as it should be.",
                () => pipeline.Conditions.Faults.Select(fault => new MetricValue(1, ("part", fault.Part)))),
            new("onboard_readers", MetricKind.Gauge, "", "Open pages and programs that read the live stream.",
                () => Known((status.Latest?.Report.Readers, "", ""))),
            new("process_cpu_seconds", MetricKind.Counter, "seconds", "Processor time of the service.",
                () => [new(Environment.CpuUsage.TotalTime.TotalSeconds)]),
            new("process_resident_memory_bytes", MetricKind.Gauge, "bytes", "Memory that the service occupies.",
                () => [new(Environment.WorkingSet)]),
            new("onboard_live_objects_bytes", MetricKind.Gauge, "bytes",
                "Objects that the garbage collector's last full collection left alive.", LiveObjects),
        ];
    }

    // Only a full collection knows: what others report counts objects that nothing refers to any more.
    private static IEnumerable<MetricValue> LiveObjects()
    {
        GCMemoryInfo blocking = GC.GetGCMemoryInfo(GCKind.FullBlocking), beside = GC.GetGCMemoryInfo(GCKind.Background);
        GCMemoryInfo last = blocking.Index > beside.Index ? blocking : beside;
        if (last.Index > 0) yield return new(last.HeapSizeBytes - last.FragmentedBytes);
    }

    private static Metric Counter(string name, string help, Func<long> read) =>
        new(name, MetricKind.Counter, "", help, () => [new(read())]);

    private static IEnumerable<MetricValue> Known(params (double? Value, string Label, string Text)[] values) => values
        .Where(value => value.Value is { } number && double.IsFinite(number))
        .Select(value => value.Label.Length == 0
            ? new MetricValue(value.Value!.Value)
            : new MetricValue(value.Value!.Value, (value.Label, value.Text)));

    private static IEnumerable<MetricValue> RailWatts(StatusFeed status)
    {
        if (status.Latest?.Report.Power is not { } power) yield break;
        foreach (RailReport rail in power.Rails)
        {
            if (rail.Domain != BoardInput && rail.Watts is { } watts)
                yield return new(watts, ("rail", rail.Name), ("domain", rail.Domain), ("provenance", rail.Doubt is null ? power.Provenance : RailVoltage.Unverified));
        }
    }

    private static IEnumerable<MetricValue> Domains(StatusFeed status, bool isInput, Func<DomainReport, double?> read)
    {
        if (status.Latest?.Report.Power is not { } power) yield break;
        foreach (DomainReport domain in power.Domains)
        {
            if (domain.Name == BoardInput != isInput || read(domain) is not { } value) continue;
            yield return isInput
                ? new(value, ("provenance", power.Provenance))
                : new(value, ("domain", domain.Name), ("provenance", power.Provenance));
        }
    }

    private static MetricValue Latency(LatencyHistogram histogram)
    {
        long[] counts = new long[LatencySteps.Length + 1];
        histogram.Cumulate(LatencySteps, counts);
        return new MetricValue(histogram.SumNanoseconds * 1e-9) { Limits = LatencyLimits, Counts = counts };
    }
}

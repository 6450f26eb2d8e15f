using OnBoard.Fabric.Engines;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>Takes the energy of one workload after the other by differences of interleaved windows.</summary>
/// <typeparam name="TProvenance">Measured on a board, modelled on a virtual one.</typeparam>
internal sealed class EnergyStudy<TProvenance>
    where TProvenance : struct, IProvenance
{
    private const long TrialNanoseconds = 50_000_000;
    private const int MinTrials = 6;
    private const int MaxTrials = 60;

    private readonly IEnergyBench<TProvenance> _bench;
    private readonly EnergyPlan _plan;
    private readonly Action<double> _progress;
    private readonly CancellationToken _stop;
    private readonly DifferenceProtocol<TProvenance> _protocol;
    private readonly List<EnergySpan> _spans = [];
    private double _workloads, _workloadsDone;
    private int _steps;

    /// <param name="bench">Where work is done.</param>
    /// <param name="plan">How.</param>
    /// <param name="progress">Receives how much of all is done, 0..1.</param>
    /// <param name="stop">Breaks off.</param>
    public EnergyStudy(IEnergyBench<TProvenance> bench, EnergyPlan plan, Action<double> progress, CancellationToken stop)
    {
        _bench = bench;
        _plan = plan;
        _progress = progress;
        _stop = stop;
        _protocol = new(
            bench.Meter,
            time =>
            {
                Step();
                bench.Idle(time);
            },
            bench.Beside);
    }

    /// <summary>The windows so far, for a plot.</summary>
    public IReadOnlyList<EnergySpan> Spans => _spans;

    /// <summary>Takes them all.</summary>
    /// <param name="workloads">Made one by one, disposed here.</param>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public IReadOnlyList<EnergyResult> Run(IReadOnlyList<Func<Workload>> workloads)
    {
        _bench.Idle(TimeSpan.FromMilliseconds(200));
        IdleBaseline<TProvenance>? unprogrammed = _bench.MeasureUnprogrammed(_protocol, _plan.IdleWindow);
        List<EnergyResult> results = [];
        _workloads = workloads.Count;
        foreach (Func<Workload> make in workloads)
        {
            using Workload workload = make();
            results.Add(Take(workload, unprogrammed));
            _workloadsDone++;
            _steps = 0;
        }

        return results;
    }

    /// <summary>What the board draws as it is, to be kept.</summary>
    public IdleBaseline<TProvenance> MeasureBaseline(string id)
    {
        _bench.Idle(TimeSpan.FromMilliseconds(200));
        return _protocol.MeasureBaseline(id, _plan.Window * _plan.Pairs);
    }

    private EnergyResult Take(Workload workload, IdleBaseline<TProvenance>? unprogrammed)
    {
        int repeats = RepeatsOf(workload);
        EventCounts before = workload.Counts;
        DifferenceReport<TProvenance> report = _protocol.Run(
            $"{workload.Kind.Text()}, {workload.Engine}, {workload.Law}",
            count =>
            {
                Step();
                _bench.Work(workload, count);
            },
            repeats, _plan.Pairs, _plan.IdleWindow, unprogrammed);
        foreach (EnergyReport<TProvenance> window in report.Actives.Concat(report.Idles))
            _spans.Add(new(report.Name, window.BeginNanoseconds, window.EndNanoseconds, report.Actives.Contains(window)));
        return EnergyResult.Of(workload, report, _plan, workload.Counts - before);
    }

    // Trials until two in a row take the same time: a just-in-time compiler makes code faster while it runs.
    private int RepeatsOf(Workload workload)
    {
        double last = double.PositiveInfinity, nanoseconds = Trial(workload);
        for (int trial = 0; trial < MaxTrials && (trial < MinTrials || Math.Abs(nanoseconds - last) > 0.05 * nanoseconds); trial++)
        {
            last = nanoseconds;
            nanoseconds = Trial(workload);
        }

        return (int)Math.Clamp(_plan.Window.TotalSeconds * 1e9 / nanoseconds, 1, int.MaxValue / 2);
    }

    // Twice as much each time: how long one repeat takes is not known, and a clock need not move for a single short one.
    private double Trial(Workload workload)
    {
        long begin = _bench.Meter.Sampler.Clock.Nanoseconds, elapsed;
        int done = 0;
        do
        {
            _stop.ThrowIfCancellationRequested();
            int more = Math.Max(1, done);
            _bench.Work(workload, more);
            done += more;
            elapsed = _bench.Meter.Sampler.Clock.Nanoseconds - begin;
        }
        while (elapsed < TrialNanoseconds);
        return elapsed / (double)done;
    }

    // The protocol idles six times and works three times for each pair, and works once before all.
    private void Step()
    {
        _stop.ThrowIfCancellationRequested();
        if (_workloads > 0) _progress((_workloadsDone + Math.Min(1, _steps++ / (1 + (9.0 * _plan.Pairs)))) / _workloads);
    }
}

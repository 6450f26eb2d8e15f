using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Energy;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Device.Experiments.Energy;

/// <summary>
/// The protocol on the virtual board: do the figures follow the power model? The work really runs; the time that it takes the
/// processor is the test's own, so that the machine does not matter.
/// </summary>
public sealed class EnergyStudyTests(EnergyStudyTests.Study study) : IClassFixture<EnergyStudyTests.Study>
{
    private static readonly PowerConstants Constants = PowerConstants.Default;

    private EnergyResult Inference => study.Results[0];

    private EnergyResult Training => study.Results[1];

    [Fact]
    public void All_figures_are_modelled_and_the_counted_one_stands_apart()
    {
        Assert.All(study.Results, result => Assert.Equal("modelled", result.Provenance));
        Assert.Equal(Inference.Events * 80e-12, Inference.Counted.Joules, 1e-15);
        Assert.EndsWith("(counted)", Inference.Counted.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_processors_energy_is_that_of_the_time_it_worked() => Holds(
        Inference, "PS", EnergyLevel.NetOfIdle, Constants.WattsPerBusyCore * Inference.Seconds);

    [Fact]
    public void The_memorys_energy_is_that_of_the_weights_that_were_touched() => Holds(
        Inference, "DDR", EnergyLevel.NetOfIdle, 2 * Inference.Events * Constants.JoulesPerMemoryByte);

    [Fact]
    public void A_training_step_reads_and_writes_more_weights_than_an_inference()
    {
        Assert.True(Training.Events > 2 * Inference.Events);
        ResultFigure step = Training.Find("DDR", EnergyLevel.NetOfIdle)!, inference = Inference.Find("DDR", EnergyLevel.NetOfIdle)!;
        Assert.True(step.Joules - step.Interval95 > inference.Joules + inference.Interval95);
    }

    [Fact]
    public void The_fabric_does_nothing_and_is_told_to_be_below_a_bound_and_not_0()
    {
        ResultFigure logic = Inference.Find("PL", EnergyLevel.NetOfIdle)!;
        Assert.InRange(Math.Abs(logic.Joules), 0, logic.Interval95 * 1.5);
        Assert.InRange(Math.Abs(logic.Joules) + logic.Interval95, 1e-12, 0.1 * Inference.Find("PS", EnergyLevel.Total)!.Joules);
    }

    [Fact]
    public void Total_holds_idling_and_the_unprogrammed_level_what_the_design_adds()
    {
        Holds(Inference, "PL", EnergyLevel.Total, Constants.IdleWatts[PowerDomain.PL] * Inference.Seconds);
        Holds(
            Inference, "PL", EnergyLevel.NetOfUnprogrammed,
            (Constants.IdleWatts[PowerDomain.PL] - Constants.UnprogrammedLogicWatts) * Inference.Seconds);
        Assert.NotNull(Inference.UnprogrammedId);
    }

    [Fact]
    public void The_board_input_feeds_the_rails_and_their_converters()
    {
        ResultFigure rails = Inference.Find(ResultFigure.Rails, EnergyLevel.Total)!;
        ResultFigure input = Inference.Find("BoardInput", EnergyLevel.Total)!;
        Assert.Equal(rails.Joules / Constants.ConverterEfficiency, input.Joules, rails.Interval95 + input.Interval95);
    }

    [Fact]
    public void Windows_cover_what_flowed_and_are_marked_for_the_plot()
    {
        Assert.True(Inference.Coverage > 0.9, $"{Inference.Coverage:P1}");
        Assert.Equal(2 * 3, study.Spans.Count(span => span.IsActive));
        Assert.Equal(2 * 6, study.Spans.Count(span => !span.IsActive));
        Assert.All(study.Spans, span => Assert.True(span.EndNanoseconds > span.BeginNanoseconds));
    }

    [Fact]
    public void Finding_out_how_long_a_repeat_takes_costs_no_more_than_the_windows_ask_for()
    {
        // Some trials of 50 to 100 ms, three windows of 250 ms and the work around them, at 40 us a step.
        Assert.InRange(study.InferenceSteps, 3 * 250_000 / 40, 100_000);
        Assert.InRange(Inference.Repeats, 5_500, 7_000);
    }

    [Fact]
    public void Progress_grows_to_the_end()
    {
        Assert.Equal(study.Progress.Order(), study.Progress);
        Assert.InRange(study.Progress[^1], 0.9, 1);
    }

    [Fact]
    public void A_study_that_is_broken_off_reports_nothing()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        using VirtualEnergyBench bench = Bench(() => 0);
        EnergyStudy<Modelled> stopped = new(bench, Study.Plan, _ => { }, stop.Token);
        Assert.Throws<OperationCanceledException>(() => stopped.Run([study.Make(WorkloadKind.Inference)]));
    }

    private static void Holds(EnergyResult result, string domain, EnergyLevel level, double truth)
    {
        ResultFigure figure = result.Find(domain, level)!;
        Assert.True(
            Math.Abs(figure.Joules - truth) <= figure.Interval95,
            $"{domain}: {figure.Joules:G4} +- {figure.Interval95:G2} J where the model says {truth:G4} J");
        Assert.True(figure.Interval95 < 0.1 * truth, $"{domain}: the interval is as wide as {figure.Interval95 / truth:P0}");
    }

    private static VirtualEnergyBench Bench(Func<long> processor) =>
        new(BoardCatalog.Load(BoardCatalog.Virtual), new RailOptions { MeasureCycle = true }, trace: null, processor);

    /// <summary>One study for all tests: an inference and a training step of the tiny network on the vector engine.</summary>
    public sealed class Study
    {
        private readonly EnhancerModel _model = EnhancerModel.Untrained(NetworkDescription.Tiny, seed: 1);
        private const long StepNanoseconds = 40_000;

        private readonly TalkerFrames _frames;
        private Workload? _current;

        public Study()
        {
            _frames = new TalkerFrames(_model.Scaling, NetworkDescription.Tiny);
            using VirtualEnergyBench bench = Bench(() => _current!.Counts.Steps * StepNanoseconds);
            EnergyStudy<Modelled> study = new(bench, Plan, Progress.Add, CancellationToken.None);
            Workload? inference = null;
            Results = study.Run([() => inference = Make(WorkloadKind.Inference)(), Make(WorkloadKind.TrainingStep)]);
            InferenceSteps = inference!.Counts.Steps;
            Spans = study.Spans;
        }

        internal static EnergyPlan Plan { get; } = new(3, TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5), 80);

        internal IReadOnlyList<EnergyResult> Results { get; }

        internal IReadOnlyList<EnergySpan> Spans { get; }

        internal long InferenceSteps { get; }

        internal List<double> Progress { get; } = [];

        internal Func<Workload> Make(WorkloadKind kind) =>
            () => _current = new Workload(kind, "cooperation", _model, "cpu", _frames);
    }
}

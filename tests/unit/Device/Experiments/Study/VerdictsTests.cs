using OnBoard.Device.Experiments.Energy;
using OnBoard.Device.Experiments.Study;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Device.Experiments.Study;

/// <summary>Verdicts follow the figures: the same claims come out either way.</summary>
public class VerdictsTests
{
    private static readonly StudyPlan Plan = StudyPlan.Standard with { Seeds = 5, FirstSeed = 1 };

    [Fact]
    public void Interval_is_that_of_student()
    {
        Estimate estimate = Estimate.Of([1, 2, 3, 4, 5]);
        Assert.Equal(3, estimate.Mean);
        Assert.Equal(2.776 * Math.Sqrt(2.5 / 5), estimate.Interval95, 1e-9);
        Assert.True(double.IsNaN(Estimate.Of([1]).Interval95));
        Assert.Equal(0, Estimate.Of([]).Count);
    }

    [Theory]
    [InlineData(0.35, 0.99, VerdictOutcome.Supported)]
    [InlineData(0.35, 1.05, VerdictOutcome.NotSupported)] // fewer events, but at a worse loss
    [InlineData(0.60, 0.99, VerdictOutcome.NotSupported)] // better, but not so many fewer events
    public void Events_are_judged_together_with_the_loss(double events, double loss, VerdictOutcome expected) =>
        Assert.Equal(expected, Of(events, loss, "`cooperation`: 62 % fewer events of an inference than plain"));

    [Fact]
    public void Interval_on_both_sides_of_the_limit_decides_nothing()
    {
        StudyResults results = SmallStudy.Results(Plan, (variant, seed) => Figures(
            SmallStudy.IsPoint(variant) ? 1 : 0.38 + (0.02 * (seed - 3)), SmallStudy.IsPoint(variant) ? 1 : 0.9));
        Assert.Equal(VerdictOutcome.Undecided, Find(results, "`cooperation`: 62 % fewer events of an inference than plain").Outcome);
    }

    [Theory]
    [InlineData(2000, VerdictOutcome.Supported)]
    [InlineData(10, VerdictOutcome.NotSupported)]
    public void Ratio_of_active_cells_is_judged_by_the_paper_s_number(double ratio, VerdictOutcome expected) =>
        Assert.Equal(expected, Of(1 / ratio, 0.9, "up to 1250 times"));

    [Theory]
    [InlineData(1.01, VerdictOutcome.Supported)]
    [InlineData(1.03, VerdictOutcome.NotSupported)]
    public void Training_in_integers_may_lose_two_per_cent(double loss, VerdictOutcome expected)
    {
        StudyResults results = SmallStudy.Results(Plan, (variant, _) => Figures(
            1, variant.Training == StudyTraining.Float ? 1 : loss));
        Assert.Equal(expected, Find(results, "training `point` in integers").Outcome);
    }

    /// <summary>The baseline is the `point` of the lowest loss, coded like the others.</summary>
    [Theory]
    [InlineData(0.1, VerdictOutcome.Supported)]
    [InlineData(0.3, VerdictOutcome.NotSupported)]
    public void Best_tuned_point_is_the_one_of_least_loss(double events, VerdictOutcome expected)
    {
        StudyResults results = SmallStudy.Results(Plan, (variant, _) => !SmallStudy.IsPoint(variant) ? Figures(events, 0.9)
            : variant.Name == Plan.OfLaw(ActivationLaw.Point, 0.02f).Name ? Figures(0.5, 0.9)
            : Figures(1, 1));
        Assert.Equal(Plan.OfLaw(ActivationLaw.Point, 0.02f).Name, results.Tuned);
        Assert.Equal(expected, Find(results, "`gated`: 62 % fewer events of an inference than the best-tuned").Outcome);
        Assert.Equal(VerdictOutcome.Supported, Find(results, "`gated`: 62 % fewer events of an inference than lean").Outcome);
    }

    /// <summary>What was chosen is judged by seeds of its own alone, whatever came out of the others.</summary>
    [Theory]
    [InlineData(1.004, VerdictOutcome.Supported)]
    [InlineData(1.006, VerdictOutcome.NotSupported)]
    public void What_was_chosen_is_judged_by_its_own_seeds(double loss, VerdictOutcome expected)
    {
        StudyPlan plan = Plan with { DecidingSeeds = 4 };
        Assert.Empty(plan.Deciding.AllSeeds.Intersect(StudyPlan.Standard.AllSeeds.Concat(StudyPlan.SearchEvents.AllSeeds)));
        StudyResults results = SmallStudy.Results(plan, (variant, seed) => SmallStudy.IsPoint(variant) ? Figures(1, 1)
            : seed >= plan.FirstDecidingSeed ? Figures(0.3, loss)
            : Figures(0.9, 2));
        Verdict verdict = Find(results, $"`{plan.Chosen[0].Name}`, chosen on other seeds: 62 % fewer events of an inference");
        Assert.Equal(expected, verdict.Outcome);
        Assert.EndsWith("4 seeds", verdict.Evidence, StringComparison.Ordinal);
        string report = new StudyReport(results).ToMarkdown(), shown = expected == VerdictOutcome.Supported ? "supported" : "not supported";
        Assert.Contains($"| {plan.Chosen[0].Name} | +0.{(loss - 1) * 1000:0}0 ± 0.00 % | -70.0 ± 0.0 % | {shown} | not supported |", report, StringComparison.Ordinal);
        Assert.Equal(
            expected == VerdictOutcome.Supported,
            report.Contains($"| most events of an inference saved at equal loss | -70.0 ± 0.0 % by `{plan.Chosen[0].Name}` (loss +0.4 ± 0.0 %, 4 seeds)", StringComparison.Ordinal));
    }

    /// <summary>A control with more events is no match, whatever its loss.</summary>
    [Fact]
    public void A_control_that_takes_more_events_does_not_count()
    {
        StudyResults results = SmallStudy.Results(Plan, (variant, _) => variant.Network.Law == ActivationLaw.Gated ? Figures(1, 1)
            : variant.Penalty == 0.02f ? Figures(0.9, 1.1)
            : Figures(1.1, 0.5));
        Assert.Equal(Plan.OfLaw(ActivationLaw.Sq, 0.02f).Name, results.Matched(results.At(ActivationLaw.Gated), ActivationLaw.Sq));
        Assert.Equal(VerdictOutcome.Supported, Find(results, "`gated` has less loss than activity-matched `sq`").Outcome);
    }

    [Theory]
    [InlineData(ActivationLaw.Point, 0.95, VerdictOutcome.Supported)]
    [InlineData(ActivationLaw.Point, 1.05, VerdictOutcome.NotSupported)]
    [InlineData(ActivationLaw.Sq, 0.95, VerdictOutcome.Supported)]
    [InlineData(ActivationLaw.Sq, 1.05, VerdictOutcome.NotSupported)]
    public void Curve_is_judged_at_no_more_events(ActivationLaw control, double loss, VerdictOutcome expected)
    {
        // The loss of the control falls with its events on a straight line; cooperation lies above or below it.
        StudyResults results = SmallStudy.Results(Plan, (variant, _) =>
        {
            double events = 1000 - (variant.Penalty * 10_000);
            return Figures(events, (2 - (events / 1000)) * (variant.Network.Law == control ? 1 : loss));
        });
        Assert.Equal(expected, Find(results, $"`cooperation` has less loss than activity-matched `{LawNetworks.LawName(control)}`").Outcome);
    }

    [Theory]
    [InlineData(1.1, VerdictOutcome.Supported)]
    [InlineData(1.9, VerdictOutcome.NotSupported)]
    public void Resilience_is_judged_by_the_growth_of_the_loss(double damaged, VerdictOutcome expected)
    {
        StudyResults results = SmallStudy.Results(Plan, (variant, _) =>
        {
            Dictionary<string, double> figures = Figures(1, 1);
            figures[DamageStudy.Healthy] = 1;
            foreach (double share in Plan.KilledShares)
            {
                foreach (string kind in (string[])[DamageStudy.Killed, DamageStudy.KilledActive])
                    figures[Figure.Damage(kind, share)] = SmallStudy.IsPoint(variant) ? 1.5 : damaged;
            }

            return figures;
        });
        Assert.Equal(expected, Find(results, "`cooperation` loses less than plain").Outcome);
    }

    [Theory]
    [InlineData(1000, 2000, VerdictOutcome.Supported)]
    [InlineData(2000, 1000, VerdictOutcome.NotSupported)]
    public void Speed_is_judged_by_frames_to_the_same_loss(long cooperation, long point, VerdictOutcome expected)
    {
        StudyResults results = new(Plan,
        [
            .. Plan.Variants().SelectMany(variant => Plan.AllSeeds.Select(seed => new TrialResult(
                "", variant.Name, seed, 1, Figures(1, 1),
                [new CurvePoint(100, 2), new CurvePoint(SmallStudy.IsPoint(variant) ? point : cooperation, 1), new CurvePoint(9000, 1)]))),
        ]);
        Assert.Equal(expected, Find(results, "`cooperation` learns faster than plain").Outcome);
    }

    [Fact]
    public void Without_trials_nothing_is_claimed()
    {
        StudyResults results = new(Plan, []);
        Assert.All(Verdicts.Of(results), verdict => Assert.Equal(VerdictOutcome.NoData, verdict.Outcome));
        Assert.Contains("0 of", new StudyReport(results).ToMarkdown(), StringComparison.Ordinal);
    }

    private static VerdictOutcome Of(double events, double loss, string claim) => Find(
        SmallStudy.Results(Plan, (variant, _) => variant.Network.Law == ActivationLaw.Cooperation ? Figures(events, loss) : Figures(1, 1)),
        claim).Outcome;

    private static Verdict Find(StudyResults results, string claim) =>
        Verdicts.Of(results).First(verdict => verdict.Claim.StartsWith(claim, StringComparison.Ordinal));

    private static Dictionary<string, double> Figures(double events, double loss) => new()
    {
        [Figure.Loss] = loss,
        [Figure.FloatLoss] = loss,
        [Figure.ForwardEvents] = events,
        [Figure.TrainingEvents] = events,
        [Figure.CellEvents] = events,
        [Figure.ActiveCells] = events,
    };
}

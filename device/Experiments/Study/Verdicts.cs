using OnBoard.Device.Experiments.Energy;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Study;

/// <summary>Judges the claims by what the trials came to. Every criterion is an interval on one side of a limit.</summary>
internal static class Verdicts
{
    private const double ClaimedSaving = 0.62;
    private const double ClaimedRatio = 1250;
    private const double EqualLoss = 0.005;
    private const double IntegerExcess = 0.02;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Verdict> Of(StudyResults results) =>
    [
        FewerEvents(results, ActivationLaw.Cooperation, Figure.ForwardEvents, "of an inference"),
        FewerEvents(results, ActivationLaw.Cooperation, Figure.CellEvents, "of an inference beyond the first layer's inputs"),
        FewerEvents(results, ActivationLaw.Cooperation, Figure.TrainingEvents, "of a training step"),
        FewerEvents(results, ActivationLaw.Point, Figure.ForwardEvents, "of an inference"),
        FewerEvents(results, ActivationLaw.Point, Figure.TrainingEvents, "of a training step"),
        BetterCurve(
            results, results.CooperationCurve, results.PointCurve,
            "`cooperation` has less loss than activity-matched `point`, along the curve of loss against events"),
        BetterCurve(
            results, results.LeanCurve(ActivationLaw.Cooperation), results.LeanCurve(ActivationLaw.Point),
            "the same of lean networks: one layer without U, inputs sent on change"),
        FewerActiveCells(results),
        FasterLearning(results, results.Cooperation, results.PlainPoint, "plain `point`"),
        FasterLearning(results, results.Cooperation, results.PenalisedPoint, "`point` at the same penalty"),
        Resilience(results, results.PlainPoint, "plain `point`"),
        Resilience(results, results.PenalisedPoint, "`point` at the same penalty"),
        Recovery(results),
        Integers(results, ActivationLaw.Cooperation),
        Integers(results, ActivationLaw.Point),
    ];

    // The variant with the greatest saving among those whose loss is not worse; where there is none, that of the least loss.
    private static Verdict FewerEvents(StudyResults results, ActivationLaw law, string events, string what)
    {
        bool isControl = law == ActivationLaw.Point;
        string[] curve = isControl ? results.PointCurve[1..] : results.CooperationCurve;
        StudyPlan plan = results.Plan;
        IEnumerable<string> sparse = plan.InputThresholds.Select(threshold => plan.OfThreshold(law, threshold).Name)
            .Concat(plan.InputChanges.Select(change => plan.OfChange(law, change).Name));

        // One layer has no events beyond the first by itself.
        if (events != Figure.CellEvents) sparse = sparse.Concat(results.LeanCurve(law));
        var candidates = curve.Concat(sparse)
            .Select(name => (
                Name: name, Events: results.Excess(name, results.PlainPoint, events),
                Loss: results.Excess(name, results.PlainPoint, Figure.Loss)))
            .Where(candidate => candidate.Events.Count > 0).ToArray();
        string claim = isControl
            ? $"control: `point` itself, with a penalty, sparse inputs and one layer, saves 62 % of the events {what}, at equal or better loss"
            : $"62 % fewer events {what} than plain `point`, at equal or better loss";
        const string criterion = "some penalty, threshold or change of inputs, or lean network: interval of the saving above 62 %, interval of the loss below +0.5 %";
        if (candidates.Length == 0) return new Verdict(claim, criterion, VerdictOutcome.NoData, "");
        var outcomes = candidates.Select(candidate => Verdict.Both(
            Verdict.IsBelow(candidate.Events, -ClaimedSaving), Verdict.IsBelow(candidate.Loss, EqualLoss))).ToArray();
        VerdictOutcome outcome = outcomes.Contains(VerdictOutcome.Supported) ? VerdictOutcome.Supported
            : outcomes.Contains(VerdictOutcome.Undecided) ? VerdictOutcome.Undecided
            : VerdictOutcome.NotSupported;
        var equal = candidates.Where(candidate => candidate.Loss.Mean <= EqualLoss).OrderBy(candidate => candidate.Events.Mean);
        var shown = equal.Concat(candidates.OrderBy(candidate => candidate.Loss.Mean)).First();
        return new Verdict(claim, criterion, outcome,
            $"`{shown.Name}`: events {Signed(shown.Events)}, loss {Signed(shown.Loss)}");
    }

    private static Verdict BetterCurve(StudyResults results, string[] curve, string[] pointCurve, string claim)
    {
        Estimate excess = results.Over(seed =>
        {
            double[] differences =
            [
                .. curve.Select(name => results.AbovePoint(name, seed, pointCurve)).Where(double.IsFinite),
            ];
            return differences.Length == 0 ? double.NaN : differences.Average();
        });
        return new Verdict(
            claim,
            "loss at the same forward events, mean over the penalties whose events the curve of `point` spans: interval below 0",
            Verdict.IsBelow(excess, 0), $"loss {Signed(excess)}");
    }

    private static Verdict FewerActiveCells(StudyResults results)
    {
        StudyPlan plan = results.Plan;
        IEnumerable<(string Cooperation, string Point)> pairs = results.CooperationCurve
            .Select(name => (name, results.PlainPoint))
            .Concat(plan.Sizes.Select(size => (
                plan.OfSize(ActivationLaw.Cooperation, size).Name, plan.OfSize(ActivationLaw.Point, size).Name)));
        var best = pairs
            .Select(pair => (
                Name: pair.Cooperation, Loss: results.Excess(pair.Cooperation, pair.Point, Figure.Loss),
                Ratio: results.Over(seed => results.Value(pair.Point, seed, Figure.ActiveCells) /
                    results.Value(pair.Cooperation, seed, Figure.ActiveCells))))
            .Where(pair => pair.Ratio.Count > 0)
            .OrderByDescending(pair => pair.Loss.Mean <= EqualLoss).ThenByDescending(pair => pair.Ratio.Mean)
            .FirstOrDefault();
        return new Verdict(
            "up to 1250 times fewer cells active at a time than plain `point`, at equal or better loss",
            "interval of the ratio above 1250 and of the loss below +0.5 %, at any penalty, width and depth tried",
            Verdict.Both(Verdict.IsAbove(best.Ratio, ClaimedRatio), Verdict.IsBelow(best.Loss, EqualLoss)),
            best.Name is null ? "" : $"largest: `{best.Name}`, {best.Ratio.Text("0.0")} times, loss {Signed(best.Loss)}");
    }

    private static Verdict FasterLearning(StudyResults results, string variant, string other, string name)
    {
        Estimate speed = results.Over(seed => results.Speed(variant, other, seed));
        return new Verdict(
            $"`cooperation` learns faster than {name}",
            "training frames to the same loss, 2 % above the worse end of the two: interval of the ratio above 1",
            Verdict.IsAbove(speed, 1), $"{speed.Text("0.00")} times as fast");
    }

    private static Verdict Resilience(StudyResults results, string other, string name)
    {
        string[] kinds = [DamageStudy.Killed, DamageStudy.KilledActive];
        Estimate[] excess =
        [
            .. kinds.Select(kind => results.Over(
                seed => results.Fragility(results.Cooperation, seed, kind) - results.Fragility(other, seed, kind))),
        ];
        return new Verdict(
            $"`cooperation` loses less than {name} when cells are killed",
            "growth of the loss, mean over the shares killed: interval of the difference below 0, cells drawn from all and from the active ones",
            Verdict.Both(Verdict.IsBelow(excess[0], 0), Verdict.IsBelow(excess[1], 0)),
            $"from all {Signed(excess[0])}, from the active ones {Signed(excess[1])}");
    }

    private static Verdict Recovery(StudyResults results)
    {
        string killed = results.Plan.OfKilled(ActivationLaw.Cooperation).Name;
        Estimate excess = results.Excess(killed, results.Cooperation, Figure.Loss);
        return new Verdict(
            "training recovers when half of the cells die half-way",
            "loss at the end over that of the run without damage: interval below +2 %",
            Verdict.IsBelow(excess, IntegerExcess), $"loss {Signed(excess)}");
    }

    private static Verdict Integers(StudyResults results, ActivationLaw law)
    {
        string integers = results.Name(law, results.Plan.Penalty), single = results.Plan.OfSingle(law).Name;
        Estimate excess = results.Over(seed =>
            (results.Value(integers, seed, Figure.Loss) / results.Value(single, seed, Figure.FloatLoss)) - 1);
        return new Verdict(
            $"training `{LawNetworks.LawName(law)}` in integers, frame by frame, comes within 2 % of the loss of single precision in batches",
            "interval of the excess below +2 %, the same frames and as many of them",
            Verdict.IsBelow(excess, IntegerExcess), $"loss {Signed(excess)}");
    }

    private static string Signed(Estimate share) => share.Count == 0 ? "-" : $"{share.Text("+0.0;-0.0;0.0", 100)} %";
}

using OnBoard.Device.Experiments.Energy;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Study;

/// <summary>Judges the claims by what the trials came to. Every criterion is an interval on one side of a limit.</summary>
internal static class Verdicts
{
    /// <summary>A loss that is so much worse, as a share, counts as equal.</summary>
    public const double EqualLoss = 0.005;

    /// <summary>The paper's ratio of active cells.</summary>
    public const double ClaimedRatio = 1250;

    /// <summary>The paper's share of events saved.</summary>
    public const double ClaimedSaving = 0.62;

    private const double InferenceGoal = 0.85, TrainingGoal = 0.75;
    private const double Excess = 0.02;

    /// <summary>The events that are to be saved, and the share that is this project's goal.</summary>
    public static IReadOnlyList<(string Figure, string What, double Goal)> Events { get; } =
        [(Figure.ForwardEvents, "of an inference", InferenceGoal), (Figure.TrainingEvents, "of a training step", TrainingGoal)];

    /// <summary>All of them, by protocol.</summary>
    public static IReadOnlyList<Verdict> Of(StudyResults results) =>
    [
        .. Decided(results),
        .. Events.SelectMany(events => StudyPlan.Laws.Select(law => FewerEvents(
            results, "a", [law], (results.Plain, "plain `point`"), events.Figure, (events.What, ClaimedSaving)))),
        .. Events.Select(events => FewerEvents(
            results, "a", StudyPlan.Laws, (results.Plain, "plain `point`"), events.Figure, (events.What, events.Goal))),
        .. StudyPlan.TwoPoint.Select(law => FewerEvents(
            results, "b", [law], (results.Lean, "lean `point` of the first edition"), Figure.ForwardEvents, (Events[0].What, ClaimedSaving))),
        .. StudyPlan.TwoPoint.Select(law => FewerEvents(
            results, "b", [law], (results.Tuned, $"the best-tuned `point` coded alike (`{results.Tuned}`)"), Figure.ForwardEvents,
            (Events[0].What, ClaimedSaving))),
        .. StudyPlan.TwoPoint.SelectMany(law => (Verdict[])
        [
            BetterCurve(results, law, ActivationLaw.Point, "activity-matched `point`"),
            BetterCurve(results, law, ActivationLaw.Sq, "activity-matched `sq`, the curve of `cooperation` in a point neuron"),
            .. results.Plan.Ablations(law).Take(2).Select(ablation => ContextHelps(results, law, ablation.Without.Name, ablation.With.Name)),
        ]),
        BetterCurve(results, ActivationLaw.Sq, ActivationLaw.Point, "activity-matched `point`") with { Leads = false },
        FewerActiveCells(results),
        .. StudyPlan.TwoPoint.SelectMany(law => (Verdict[])
        [
            FasterLearning(results, law, results.Plain, "plain `point`") with { Leads = true },
            FasterLearning(results, law, results.At(ActivationLaw.Point), "`point` coded alike"),
            Resilience(results, law, results.Plain, "plain `point`") with { Leads = true },
            Resilience(results, law, results.At(ActivationLaw.Point), "`point` coded alike"),
        ]),
        .. StudyPlan.Learners.SelectMany(law => (Verdict[])
        [
            Recovery(results, law), Agreement(results, law), Integers(results, law),
        ]),
    ];

    // Each network has its own interval, and none is left out: the reader sees of how many the best one is; see StudyPlan.Chosen.
    private static IEnumerable<Verdict> Decided(StudyResults all)
    {
        if (all.Plan.DecidingSeeds == 0) yield break;
        StudyResults results = all.Deciding;
        foreach ((string figure, string what, double goal) in Events)
        {
            foreach ((string variant, double share) in results.Plan.Chosen.Select(variant => variant.Name).SelectMany(
                name => ((double[])[ClaimedSaving, goal]).Select(share => (name, share))))
            {
                (VerdictOutcome outcome, Estimate events, Estimate loss) = Saves(results, variant, (results.Plain, figure), share);
                yield return new Verdict(
                    "a", $"`{variant}`, chosen on other seeds: {100 * share:0} % fewer events {what} than plain `point`, at equal or better loss",
                    $"all {all.Plan.DecidingSeeds} seeds from {all.Plan.FirstDecidingSeed} on, one of {results.Plan.Chosen.Count} networks tried on them: interval of the saving above {100 * share:0} %, of the loss below +0.5 %",
                    outcome, $"events {Signed(events)}, loss {loss.Text("+0.00;-0.00;0.00", 100)} %, {loss.Count} seeds");
            }
        }

        (string last, string control) = (results.Plan.Chosen[^1].Name, results.Plan.ChosenControl.Name);
        foreach (double share in (double[])[ClaimedSaving, TrainingGoal])
        {
            (VerdictOutcome outcome, Estimate events, Estimate loss) = Saves(results, last, (control, Figure.TrainingEvents), share);
            yield return new Verdict(
                "a", $"`{last}`: {100 * share:0} % fewer events of a training step than plain `point` that learns by the same rule, at equal or better loss",
                $"all {all.Plan.DecidingSeeds} seeds from {all.Plan.FirstDecidingSeed} on: interval of the saving above {100 * share:0} %, of the loss below +0.5 %",
                outcome, $"events {Signed(events)}, loss {loss.Text("+0.00;-0.00;0.00", 100)} %, {loss.Count} seeds") { Leads = true };
        }
    }

    /// <summary>Whether a variant saves a share of the events of another at equal or better loss, and what of both it takes more.</summary>
    public static (VerdictOutcome Outcome, Estimate Events, Estimate Loss) Saves(
        StudyResults results, string variant, (string Variant, string Figure) of, double share)
    {
        Estimate events = results.Excess(variant, of.Variant, of.Figure), loss = results.Excess(variant, of.Variant, Figure.Loss);
        return (Verdict.Both(Verdict.IsBelow(events, -share), Verdict.IsBelow(loss, EqualLoss)), events, loss);
    }

    // The variant with the greatest saving among those whose loss is not worse; where there is none, that of the least loss.
    private static Verdict FewerEvents(
        StudyResults results, string protocol, IReadOnlyList<ActivationLaw> laws, (string Variant, string Name) baseline, string events,
        (string What, double Share) saving)
    {
        var candidates = laws.SelectMany(results.Candidates)
            .Select(candidate =>
            {
                (VerdictOutcome judged, Estimate fewer, Estimate loss) = Saves(results, candidate, (baseline.Variant, events), saving.Share);
                return (Name: candidate, Events: fewer, Loss: loss, Outcome: judged);
            })
            .Where(candidate => candidate.Events.Count > 0).ToArray();

        // What is done with few of the seeds can decide nothing.
        int most = candidates.Length == 0 ? 0 : candidates.Max(candidate => candidate.Loss.Count);
        candidates = [.. candidates.Where(candidate => 2 * candidate.Loss.Count >= most)];
        string who = laws.Count > 1 ? "some law" : $"`{LawNetworks.LawName(laws[0])}`{(StudyPlan.TwoPoint.Contains(laws[0]) ? "" : " (control)")}";
        string claim = $"{who}: {100 * saving.Share:0} % fewer events {saving.What} than {baseline.Name}, at equal or better loss";
        string criterion = $"some penalty, threshold or shape: interval of the saving above {100 * saving.Share:0} %, interval of the loss below +0.5 %";
        if (candidates.Length == 0) return new Verdict(protocol, claim, criterion, VerdictOutcome.NoData, "");
        VerdictOutcome[] outcomes = [.. candidates.Select(candidate => candidate.Outcome)];
        VerdictOutcome outcome = outcomes.Contains(VerdictOutcome.Supported) ? VerdictOutcome.Supported
            : outcomes.Contains(VerdictOutcome.Undecided) ? VerdictOutcome.Undecided
            : VerdictOutcome.NotSupported;
        var shown = candidates
            .OrderByDescending(candidate => candidate.Outcome == outcome)
            .ThenByDescending(candidate => candidate.Loss.Mean <= EqualLoss)
            .ThenBy(candidate => candidate.Loss.Mean <= EqualLoss ? candidate.Events.Mean : candidate.Loss.Mean).First();
        return new Verdict(
            protocol, claim, criterion, outcome, $"`{shown.Name}`: events {Signed(shown.Events)}, loss {Signed(shown.Loss)}")
        {
            Leads = laws.Count > 1 || laws[0] != ActivationLaw.Sq,
        };
    }

    private static Verdict BetterCurve(StudyResults results, ActivationLaw law, ActivationLaw other, string name)
    {
        string best = results.Best(results.CurveOf(law)) ?? results.At(law);
        string? matched = results.Matched(best, other);
        Estimate excess = matched is null ? Estimate.Of([]) : results.Excess(best, matched, Figure.Loss);
        return new Verdict(
            "c", $"`{LawNetworks.LawName(law)}` has less loss than {name}",
            "its best penalty against the other's best that takes no more events of an inference: interval below 0",
            Verdict.IsBelow(excess, 0), matched is null ? "" : $"`{best}` against `{matched}`: loss {Signed(excess)}") { Leads = true };
    }

    private static Verdict ContextHelps(StudyResults results, ActivationLaw law, string without, string with)
    {
        Estimate loss = results.Excess(with, without, Figure.Loss), events = results.Excess(with, without, Figure.ForwardEvents);
        return new Verdict(
            "c", $"context lowers the loss of `{LawNetworks.LawName(law)}`: `{with}` against `{without}`", "loss over that without: interval below 0",
            Verdict.IsBelow(loss, 0), $"loss {Signed(loss)}, events {Signed(events)}") { Leads = true };
    }

    private static Verdict FewerActiveCells(StudyResults results)
    {
        StudyPlan plan = results.Plan;
        var best = plan.Sizes
            .Select(size => (
                Size: StudyPlan.SizeName(size), Few: plan.OfSize(ActivationLaw.Cooperation, plan.Penalty, size).Name,
                Many: plan.OfSize(ActivationLaw.Point, 0f, size).Name))
            .Select(pair => (
                pair.Size, Loss: results.Excess(pair.Few, pair.Many, Figure.Loss), Ratio: results.Ratio(pair.Many, pair.Few),
                Few: results.Of(pair.Few, Figure.ActiveCells), Many: results.Of(pair.Many, Figure.ActiveCells)))
            .Where(pair => pair.Ratio.Count > 0)
            .OrderByDescending(pair => pair.Loss.Mean <= EqualLoss).ThenByDescending(pair => pair.Ratio.Mean)
            .FirstOrDefault();
        return new Verdict(
            "d", "up to 1250 times fewer cells active at a time than plain `point` of the same size, at equal or better loss",
            "interval of the ratio above 1250 and of the loss below +0.5 %, at any width and depth tried",
            Verdict.Both(Verdict.IsAbove(best.Ratio, ClaimedRatio), Verdict.IsBelow(best.Loss, EqualLoss)),
            best.Size is null ? "" : $"{best.Size}: {best.Many.Text("0")} against {best.Few.Text("0")} cells, {best.Ratio.Text("0.0")} times, loss {Signed(best.Loss)}")
        {
            Leads = true,
        };
    }

    private static Verdict FasterLearning(StudyResults results, ActivationLaw law, string other, string name)
    {
        Estimate speed = results.Over(seed => results.Speed(results.At(law), other, seed));
        return new Verdict(
            "e", $"`{LawNetworks.LawName(law)}` learns faster than {name}",
            "training frames to the same loss, 2 % above the worse end of the two: interval of the ratio above 1",
            Verdict.IsAbove(speed, 1), $"{speed.Text("0.00")} times as fast");
    }

    private static Verdict Resilience(StudyResults results, ActivationLaw law, string other, string name)
    {
        string[] kinds = [DamageStudy.Killed, DamageStudy.KilledActive];
        Estimate[] excess =
        [
            .. kinds.Select(kind => results.Over(
                seed => results.Fragility(results.At(law), seed, kind) - results.Fragility(other, seed, kind))),
        ];
        return new Verdict(
            "e", $"`{LawNetworks.LawName(law)}` loses less than {name} when cells are killed",
            "growth of the loss, mean over the shares killed: interval of the difference below 0, cells drawn from all and from the active ones",
            Verdict.Both(Verdict.IsBelow(excess[0], 0), Verdict.IsBelow(excess[1], 0)),
            $"from all {Signed(excess[0])}, from the active ones {Signed(excess[1])}");
    }

    private static Verdict Recovery(StudyResults results, ActivationLaw law)
    {
        Estimate excess = results.Excess(results.Plan.OfKilled(law).Name, results.At(law), Figure.Loss);
        return new Verdict(
            "e", $"training of `{LawNetworks.LawName(law)}` recovers when half of the cells die half-way",
            "loss at the end over that of the run without damage: interval below +2 %",
            Verdict.IsBelow(excess, Excess), $"loss {Signed(excess)}");
    }

    private static Verdict Agreement(StudyResults results, ActivationLaw law)
    {
        Estimate excess = results.Excess(
            results.Plan.OfLabels(law, true).Name, results.Plan.OfLabels(law, false).Name, Figure.Loss);
        return new Verdict(
            "e", $"with few labels, streams that agree on the rest help `{LawNetworks.LawName(law)}`",
            "loss over that of learning from the labelled ones alone: interval below 0", Verdict.IsBelow(excess, 0), $"loss {Signed(excess)}");
    }

    private static Verdict Integers(StudyResults results, ActivationLaw law)
    {
        string integers = results.Plan.OfThreshold(law, 0).Name, single = results.Plan.OfSingle(law).Name;
        Estimate excess = results.Over(seed =>
            (results.Value(integers, seed, Figure.Loss) / results.Value(single, seed, Figure.FloatLoss)) - 1);
        return new Verdict(
            "e", $"training `{LawNetworks.LawName(law)}` in integers, frame by frame, comes within 2 % of the loss of single precision in batches",
            "interval of the excess below +2 %, the same frames and as many of them",
            Verdict.IsBelow(excess, Excess), $"loss {Signed(excess)}");
    }

    /// <summary>"-62.7 ± 0.9 %".</summary>
    public static string Signed(Estimate share) => share.Count == 0 ? "-" : $"{share.Text("+0.0;-0.0;0.0", 100)} %";
}

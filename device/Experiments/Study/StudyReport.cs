using System.Globalization;
using System.Text;
using System.Text.Json;
using OnBoard.Device.Experiments.Energy;
using OnBoard.Drivers.Files;
using OnBoard.Drivers.Virtual;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Study;

/// <summary>Everything that a study found, for other programs.</summary>
/// <param name="Plan">The plan's name.</param>
/// <param name="Seconds">Time of all trials, as if one core had done them one after the other.</param>
/// <param name="Verdicts">What the data say of the claims.</param>
/// <param name="Trials">Every trial.</param>
internal sealed record StudySummary(string Plan, double Seconds, IReadOnlyList<Verdict> Verdicts, IReadOnlyList<TrialResult> Trials);

/// <summary>Writes what a study found: Markdown with drawings, JSON, and CSV with a line for each figure.</summary>
/// <param name="results">What is done.</param>
internal sealed class StudyReport(StudyResults results)
{
    private readonly StringBuilder _text = new();

    /// <summary>What the trials say of each claim.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; } = Study.Verdicts.Of(results);

    /// <summary>Writes report.md, report.json, figures.csv and the drawings.</summary>
    /// <exception cref="Drivers.DeviceFailedException">The disk refused.</exception>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        StudyPlots.Pareto(results, Path.Combine(folder, "pareto.svg"));
        StudyPlots.Learning(results, Path.Combine(folder, "learning.svg"));
        StudyPlots.Damage(results, Path.Combine(folder, "damage.svg"));
        DurableFile.Write(Path.Combine(folder, "report.md"), stream => stream.Write(Encoding.UTF8.GetBytes(ToMarkdown())));
        StudySummary summary = new(
            results.Plan.Name, results.Trials.Sum(trial => trial.Seconds), Verdicts, results.Trials);
        DurableFile.Write(
            Path.Combine(folder, "report.json"),
            stream => JsonSerializer.Serialize(stream, summary, StudyJson.Default.StudySummary));
        DurableFile.Write(Path.Combine(folder, "figures.csv"), stream => stream.Write(Encoding.UTF8.GetBytes(ToCsv())));
    }

    /// <summary>Every figure of every trial, a line each.</summary>
    public string ToCsv()
    {
        StringBuilder csv = new("variant,seed,figure,value\n");
        foreach (TrialResult trial in results.Trials)
        {
            foreach ((string figure, double value) in trial.Figures)
                csv.Append(CultureInfo.InvariantCulture, $"\"{trial.Variant}\",{trial.Seed},{figure},{value:R}\n");
        }

        return csv.ToString();
    }

    /// <summary>The report.</summary>
    public string ToMarkdown()
    {
        _text.Clear();
        Head();
        Judgements();
        WithoutFigures();
        Table(
            "Loss against events", "Mean over seeds with the 95 % interval (Student's t). Loss: mean binary cross-entropy of the mask, " +
            "nats per band, on sentences and noises that are never learned from. Events: weights applied, or changed, for one step, " +
            "counted by the integer engine. \"input\": the first layer's, which the laws share.\n\n![loss against events](pareto.svg)",
            [.. results.CooperationCurve, .. results.PointCurve]);
        Matched(results.CooperationCurve, results.PointCurve);
        Table(
            "Other laws", "At the penalty of the comparison.",
            [results.Cooperation, results.PenalisedPoint, .. StudyPlan.OtherLaws.Select(law => results.Name(law, results.Plan.Penalty))]);
        Table(
            "Contexts taken away", "P: own layer, one step before; D: the other stream's layer below; U: means over the whole network.",
            [results.Cooperation, .. results.Plan.Ablations().Select(variant => variant.Name)]);
        StudyPlan plan = results.Plan;
        Table(
            "Few labels",
            "Utterances with a known mask, drawn by seed; the others left out, or, in every second turn, used without it: hearing " +
            "alone or seeing alone is trained to say what the same weights say who hear and see.",
            [results.Cooperation, .. Laws.SelectMany(law => (string[])[plan.OfLabels(law, false).Name, plan.OfLabels(law, true).Name])]);
        Table(
            "Sparse inputs", "An input nearer to zero than the threshold, in 1/32 of its deviation, is not sent and causes no event; trained so.",
            [results.Cooperation, results.PenalisedPoint, .. Laws.SelectMany(law => plan.InputThresholds.Select(threshold => plan.OfThreshold(law, threshold).Name))]);
        Table(
            "Inputs on change",
            "An input is sent when it has changed by so much, in 1/32 of its deviation, and held in between; the engine keeps its input " +
            "sums, so that only changes are events of an inference. A training step reads every active row.",
            [results.Cooperation, results.PenalisedPoint, .. Laws.SelectMany(law => plan.InputChanges.Select(change => plan.OfChange(law, change).Name))]);
        string[] lean = results.LeanCurve(ActivationLaw.Cooperation), leanPoint = results.LeanCurve(ActivationLaw.Point);
        Table(
            "Lean networks", $"One layer without U, inputs on change of {plan.LeanChange}/32; plain `point` beside them.",
            [results.PlainPoint, .. lean, .. leanPoint]);
        Matched(lean, leanPoint);
        Table(
            "Learning for longer", $"{plan.Longer} times the frames of the others.",
            [results.Cooperation, results.PenalisedPoint, .. Laws.SelectMany(law => (string[])
                [plan.OfLonger(plan.OfLaw(law, plan.Penalty)).Name, plan.OfLonger(plan.OfLean(law, plan.Penalty)).Name])]);
        ActiveCells();
        Speed();
        Damage();
        Energy();
        Integers();
        return _text.ToString();
    }

    private static ActivationLaw[] Laws => [ActivationLaw.Cooperation, ActivationLaw.Point];

    private void Head()
    {
        StudyPlan plan = results.Plan;
        int seeds = results.Trials.Select(trial => trial.Seed).Distinct().Count();
        int all = plan.Seeds * plan.Variants().Count;
        _text.Append(CultureInfo.InvariantCulture, $"""
            # Study: what the laws cost and what they bring

            Written by `onboard study` (plan `{plan.Name}`): {results.Trials.Count} of {all} trials, {seeds} seeds,
            {TimeSpan.FromSeconds(results.Trials.Sum(trial => trial.Seconds)).TotalMinutes:0} minutes of trials, side by side on the cores of the machine.
            Network: {plan.Network.Layers} layers of {plan.Network.Cells} cells in each of two streams,
            {new NetworkTopology(plan.Network).ParameterCount:N0} weights. Each trial learns from {plan.Frames:N0} frames
            out of {plan.TrainingClips} clips in noise, {plan.Mixtures} mixtures of each; all are judged on the same {plan.ValidationClips} other clips in other noises.
            A small network and short training: figures compare variants with each other, and are no figures of the shipped network.

            The paper (arXiv:2211.01950) is known here by its abstract; network, task and constants are this project's.
            Energies called *counted* are events times 80 pJ, as the paper counts; *modelled* ones come from the virtual board's
            constants. Nothing here is measured.


            """);
    }

    private void Judgements()
    {
        _text.Append("## Verdicts\n\nComputed from the trials by the criterion beside them.\n\n| claim | criterion | verdict | evidence |\n|---|---|---|---|\n");
        foreach (Verdict verdict in Verdicts)
            _text.Append(CultureInfo.InvariantCulture, $"| {verdict.Claim} | {verdict.Criterion} | **{verdict.Text}** | {verdict.Evidence} |\n");
        _text.Append('\n');
    }

    // Means are over the seeds that have a figure: those that have none are named, lest the survivors stand for all.
    private void WithoutFigures()
    {
        string[] failed =
        [
            .. results.Trials.Where(trial => !trial.Figures.ContainsKey(Figure.Loss)).GroupBy(trial => trial.Variant)
                .Select(group => $"`{group.Key}` ({string.Join(", ", group.Select(trial => trial.Seed).Order())})"),
        ];
        if (failed.Length == 0) return;
        _text.Append(CultureInfo.InvariantCulture, $"""
            Trials without figures, left out of all means, with their seeds: {string.Join("; ", failed)}.
            In training their weights grew so large that a sum of 32 bits could have overflowed.


            """);
    }

    private void Table(string title, string explanation, string[] variants)
    {
        _text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{explanation}\n\n");
        _text.Append("| variant | loss | active % | input | between layers | context | forward | backward | update | training step |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (string name in variants)
        {
            _text.Append(CultureInfo.InvariantCulture,
                $"| {name} | {results.Of(name, Figure.Loss).Text("0.0000")} | {results.Of(name, Figure.ActiveShare).Text("0.0", 100)} |");
            foreach (string figure in (string[])[Figure.InputEvents, Figure.ReceptiveEvents, Figure.ContextEvents])
                _text.Append(CultureInfo.InvariantCulture, $" {Mean(name, figure)} |");
            _text.Append(CultureInfo.InvariantCulture, $" {results.Of(name, Figure.ForwardEvents).Text("0")} |");
            foreach (string figure in (string[])[Figure.BackwardEvents, Figure.UpdateEvents])
                _text.Append(CultureInfo.InvariantCulture, $" {Mean(name, figure)} |");
            _text.Append(CultureInfo.InvariantCulture, $" {results.Of(name, Figure.TrainingEvents).Text("0")} |\n");
        }

        _text.Append('\n');
    }

    private void Matched(string[] curve, string[] pointCurve)
    {
        _text.Append("""
            ### At the same events

            Loss of `cooperation` over that of `point` with as many forward events, on the straight line between the two penalties of
            `point` whose events lie on both sides. Seeds whose events `point` does not reach are left out.

            | variant | loss of `point` there | excess of `cooperation` | seeds |
            |---|---|---|---|

            """);
        foreach (string name in curve)
        {
            Estimate point = results.Over(
                seed => results.PointLossAt(seed, Figure.ForwardEvents, results.Value(name, seed, Figure.ForwardEvents), pointCurve));
            Estimate excess = results.Over(seed => results.AbovePoint(name, seed, pointCurve));
            _text.Append(CultureInfo.InvariantCulture,
                $"| {name} | {point.Text("0.0000")} | {excess.Text("+0.0;-0.0;0.0", 100)} % | {excess.Count} |\n");
        }

        _text.Append('\n');
    }

    private string Mean(string name, string figure) =>
        results.Of(name, figure) is { Count: > 0 } estimate ? estimate.Mean.ToString("0", CultureInfo.InvariantCulture) : "-";

    private void ActiveCells()
    {
        _text.Append("""
            ## Active cells by width and depth

            Cells with an output in one feed-forward pass, mean over frames; `point` without a penalty.

            | network | `cooperation` | loss | `point` | loss | ratio |
            |---|---|---|---|---|---|

            """);
        StudyPlan plan = results.Plan;
        (string Size, string Cooperation, string Point)[] rows =
        [
            ($"{plan.Network.Layers} layers of {plan.Network.Cells}", results.Cooperation, results.PlainPoint),
            .. plan.Sizes.Select(size => (
                $"{size.Layers} layers of {size.Cells}", plan.OfSize(ActivationLaw.Cooperation, size).Name,
                plan.OfSize(ActivationLaw.Point, size).Name)),
        ];
        foreach ((string size, string cooperation, string point) in rows)
        {
            Estimate ratio = results.Over(
                seed => results.Value(point, seed, Figure.ActiveCells) / results.Value(cooperation, seed, Figure.ActiveCells));
            _text.Append(CultureInfo.InvariantCulture,
                $"| {size} | {results.Of(cooperation, Figure.ActiveCells).Text("0.0")} | {results.Of(cooperation, Figure.Loss).Text("0.0000")} | " +
                $"{results.Of(point, Figure.ActiveCells).Text("0.0")} | {results.Of(point, Figure.Loss).Text("0.0000")} | {ratio.Text("0.00")} |\n");
        }

        _text.Append('\n');
    }

    private void Speed()
    {
        _text.Append("""
            ## Frames to a given loss

            Training frames until the loss is below a limit, mean over the seeds that reach it, and how many do.

            ![learning curves](learning.svg)


            """);
        double[] limits = [.. ((double[])[1.15, 1.08, 1.03]).Select(factor => factor * results.Of(results.PlainPoint, Figure.Loss).Mean)];
        _text.Append(CultureInfo.InvariantCulture, $"| variant | {string.Join(" | ", limits.Select(limit => limit.ToString("0.000", CultureInfo.InvariantCulture)))} |\n|---|---|---|---|\n");
        foreach (string name in (string[])[.. results.CooperationCurve, .. results.PointCurve, .. Laws.Select(law => results.Plan.OfSingle(law).Name)])
        {
            _text.Append(CultureInfo.InvariantCulture, $"| {name} |");
            foreach (double limit in limits)
            {
                Estimate frames = results.Over(seed => results.FramesTo(name, seed, limit));
                _text.Append(CultureInfo.InvariantCulture, $" {frames.Text("0")} ({frames.Count} seeds) |");
            }

            _text.Append('\n');
        }

        _text.Append('\n');
    }

    private void Damage()
    {
        string[] variants = [results.Cooperation, results.PlainPoint, results.PenalisedPoint, results.Name(ActivationLaw.Cooperation, 0f)];
        StudyPlan plan = results.Plan;
        _text.Append("""
            ## Damage

            Loss right after damage at a stroke, no learning. "active": only cells that are active in a tenth of the frames.

            ![loss by the share of cells killed](damage.svg)


            """);
        _text.Append(CultureInfo.InvariantCulture, $"| damage | {string.Join(" | ", variants)} |\n|---|{string.Concat(variants.Select(_ => "---|"))}\n");
        Row("none", DamageStudy.Healthy);
        foreach ((string kind, IReadOnlyList<double> shares) in DamageStudy.Shares(plan))
        {
            foreach (double share in shares)
                Row(string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.##} % {Words(kind)}"), Figure.Damage(kind, share));
        }

        _text.Append(CultureInfo.InvariantCulture, $"\nRecovery: loss after {plan.RecoverySteps:N0} training steps in integers, frame by frame, and steps until within 2 % of the loss before the damage.\n\n");
        _text.Append(CultureInfo.InvariantCulture, $"| damage | {string.Join(" | ", variants)} |\n|---|{string.Concat(variants.Select(_ => "---|"))}\n");
        foreach ((string kind, double share) in DamageStudy.Recoveries)
        {
            if (!results.Trials.Any(trial => trial.Figures.ContainsKey(Figure.Damage(kind, share)))) continue;
            (string loss, string steps) = Figure.Recovery(Figure.Damage(kind, share));
            _text.Append(CultureInfo.InvariantCulture, $"| {100 * share:0} % {kind.Replace('_', ' ')} |");
            foreach (string variant in variants)
            {
                Estimate needed = results.Of(variant, steps);
                _text.Append(CultureInfo.InvariantCulture, $" {results.Of(variant, loss).Text("0.0000")}; {needed.Text("0")} steps ({needed.Count} seeds) |");
            }

            _text.Append('\n');
        }

        _text.Append('\n');

        void Row(string text, string figure) =>
            _text.Append(CultureInfo.InvariantCulture, $"| {text} | {string.Join(" | ", variants.Select(variant => results.Of(variant, figure).Text("0.0000")))} |\n");
    }

    private static string Words(string damage) => damage switch
    {
        DamageStudy.Killed => "of the cells killed (stuck at 0)",
        DamageStudy.KilledActive => "of the active cells killed",
        DamageStudy.Stuck => "of the cells stuck at 6",
        DamageStudy.StuckActive => "of the active cells stuck at 6",
        _ => "of the weights with a bit turned over",
    };

    private void Energy()
    {
        _text.Append("""
            ## Energy

            Of one inference and of one training step. Counted: events times 80 pJ. Modelled: energy of the logic above idle by the
            power model of the virtual board, if the logic ran it; the model knows events alone, so both compare in the same way.

            | variant | inference, counted uJ | training step, counted uJ | inference, modelled uJ | training step, modelled uJ |
            |---|---|---|---|---|

            """);
        foreach (string name in (string[])[.. results.CooperationCurve, .. results.PointCurve])
        {
            _text.Append(CultureInfo.InvariantCulture, $"| {name} |");
            foreach (double joules in (double[])[Counted.JoulesPerEvent, ModelledJoulesPerEvent()])
            {
                foreach (string figure in (string[])[Figure.ForwardEvents, Figure.TrainingEvents])
                    _text.Append(CultureInfo.InvariantCulture, $" {results.Of(name, figure).Text("0.000", 1e6 * joules)} |");
            }

            _text.Append('\n');
        }

        _text.Append('\n');
    }

    private static double ModelledJoulesPerEvent()
    {
        const int events = 1_000_000;
        BoardPowerModel model = new(new VirtualClock());
        model.Count(events, memoryBytes: 0, processorSeconds: 0, TimeSpan.FromSeconds(1));
        return model.CountedJoules(PowerDomain.PL) / events;
    }

    private void Integers()
    {
        _text.Append("""
            ## Training in integers

            From the same first weights and on the same frames: single precision with Adam in batches of 64, and 16-bit integers with one
            update for each frame, as on the board.

            | law | single precision | its weights in 16 bits | trained in integers | half killed half-way: before | right after | at the end | frames to recover |
            |---|---|---|---|---|---|---|---|

            """);
        foreach (ActivationLaw law in Laws)
        {
            string single = results.Plan.OfSingle(law).Name, integers = results.Name(law, results.Plan.Penalty);
            string killed = results.Plan.OfKilled(law).Name;
            Estimate recovery = results.Of(killed, Figure.FramesToRecover);
            _text.Append(CultureInfo.InvariantCulture,
                $"| {LawNetworks.LawName(law)} | {results.Of(single, Figure.FloatLoss).Text("0.0000")} | {results.Of(single, Figure.Loss).Text("0.0000")} | " +
                $"{results.Of(integers, Figure.Loss).Text("0.0000")} | {results.Of(killed, Figure.LossBeforeKill).Text("0.0000")} | " +
                $"{results.Of(killed, Figure.LossAfterKill).Text("0.0000")} | {results.Of(killed, Figure.Loss).Text("0.0000")} | " +
                $"{recovery.Text("0")} ({recovery.Count} seeds) |\n");
        }
    }
}

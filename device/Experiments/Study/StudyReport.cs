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
        StudyPlan plan = results.Plan;
        _text.Clear();
        Head();
        if (plan.Searches)
        {
            Searched();
            return _text.ToString();
        }

        if (plan.SearchesEvents)
        {
            SearchedEvents();
            return _text.ToString();
        }

        FirstPage();
        _text.Append("# Details\n\n");
        VerdictTable();
        WithoutFigures();
        Table(
            "Loss against events",
            $"Networks of {plan.Layers} {(plan.Layers == 1 ? "layer" : "layers")} that hear the newest hop and see the newest picture alone, without U; inputs and cells are sent " +
            $"on change of {plan.Threshold}/32 and sums are kept, in training too. Mean over seeds with the 95 % interval (Student's t). Loss: mean " +
            "binary cross-entropy of the mask, nats per band, on sentences and noises that are never learned from; strangers: talkers " +
            "never heard. Events: weights applied, or changed, for one step, counted by the integer engine; a training step is forward, backward, update.",
            [results.Plain, results.Lean, .. StudyPlan.Laws.SelectMany(results.CurveOf)]);
        Matched();
        foreach (ActivationLaw law in StudyPlan.Laws)
        {
            Table(
                $"What saves, `{LawNetworks.LawName(law)}`",
                "The newest inputs alone, sent always, and from ever more change on; another number of layers; and more of the history: two hops of sound, all five hops and three pictures.",
                [results.Plain, .. plan.Thresholds.Append(plan.Threshold).Order().Select(threshold => threshold == plan.Threshold ? results.At(law) : plan.OfThreshold(law, threshold).Name), .. plan.Shapes(law).Select(variant => variant.Name)]);
        }

        Table(
            "Contexts taken away",
            "P: own layer, one step before; D: the other stream's layer below; U: means over the whole network.",
            [.. StudyPlan.TwoPoint.SelectMany(plan.Ablations).SelectMany(ablation => (string[])[ablation.With.Name, ablation.Without.Name]).Distinct()]);
        Table(
            "Other laws", "At the penalty of the comparison, each at its own rate.",
            [.. StudyPlan.Laws.Concat(StudyPlan.OtherLaws).Select(results.At), plan.OfPlain(ActivationLaw.Cooperation).Name]);
        Table(
            "Few labels",
            "Utterances with a known mask, drawn by seed; the others left out, or, in every second turn, used without it: hearing " +
            "alone or seeing alone is trained to say what the same weights say who hear and see.",
            [.. StudyPlan.Learners.SelectMany(law => (string[])[results.At(law), plan.OfLabels(law, false).Name, plan.OfLabels(law, true).Name])]);
        Table(
            "Learning for longer", $"{plan.Longer} times the frames of the others.",
            [.. StudyPlan.Learners.SelectMany(law => (string[])[results.At(law), plan.OfLonger(law).Name])]);
        ActiveCells();
        Speed();
        Damage();
        Energy();
        Integers();
        return _text.ToString();
    }

    private void Head()
    {
        StudyPlan plan = results.Plan;
        int[] seeds = [.. results.Trials.Select(trial => trial.Seed).Distinct()];
        string deciding = plan.DecidingSeeds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {plan.DecidingSeeds} of them only for what was chosen");
        (double seconds, int measured) = results.ProcessorTime();
        StudyTrial[] all = [.. plan.Trials()];
        ILookup<int, TrialResult> done = results.Trials.ToLookup(trial => trial.Seed);
        int whole = all.GroupBy(trial => trial.Seed).Count(trials => done[trials.Key].Count() == trials.Count());
        _text.Append(CultureInfo.InvariantCulture, $"""
            # Study: what the laws cost and what they bring

            Written by `onboard study` (plan `{plan.Name}`): {results.Trials.Count} of {all.Length} trials, {seeds.Length} seeds ({whole} of {plan.Seeds + plan.DecidingSeeds} whole{deciding}),
            {seconds / 60:0} minutes of one core ({(measured == results.Trials.Count ? "processor time of its trials" : $"processor time of {measured} trials; of the others as the like, or as the quickest of the like by the clock")}). Two streams of {plan.Network.Cells} cells a layer; each trial learns from {plan.Frames:N0} frames out of
            {plan.TrainingClips} clips of one talker in noise, {plan.Mixtures} mixtures of each; all are scored on the same {plan.ValidationClips} other clips in other noises.
            A small network and short training: figures compare variants with each other, and are no figures of the shipped network.
            The paper (arXiv:2211.01950) is known here by its abstract; network, task and constants are this project's. Nothing here is
            measured in joules.


            """);
    }

    // What a stranger reads in five minutes.
    private void FirstPage()
    {
        _text.Append("""
            **Words.** An *event* is one weight applied for one source that has something to say; the paper prices it at 80 pJ. *Plain* `point`:
            the network of point neurons that hears five hops and sends always. *Coded*: the newest hop alone, inputs and cells sent when
            they have changed, sums kept. `cooperation` is the paper's law; `sq` a point neuron with the same curve; `gated` a cell whose context
            says when it takes up what it hears. *Equal loss*: the 95 % interval of the difference, paired within seeds, ends below +0.5 %.
            *Undecided*: the interval lies on both sides of the limit; more seeds would decide. Names: law, penalty on activity, what else differs.


            """);
        Decided();
        _text.Append("""
            ## Five figures

            | | figure | at |
            |---|---|---|

            """);
        foreach ((string what, string protocol, string evidence) in Figures())
            _text.Append(CultureInfo.InvariantCulture, $"| {what} | {evidence} | ({protocol}) |\n");
        _text.Append("\n![loss against events](pareto.svg)\n\n## Claims\n\n| | claim | verdict | evidence |\n|---|---|---|---|\n");
        foreach (Verdict verdict in Verdicts.Where(verdict => verdict.Leads))
            _text.Append(CultureInfo.InvariantCulture, $"| ({verdict.Protocol}) | {verdict.Claim} | **{verdict.Text}** | {verdict.Evidence} |\n");
        _text.Append('\n');
    }

    // What was chosen with other seeds, and what its own seeds say.
    private void Decided()
    {
        StudyPlan plan = results.Plan;
        if (plan.DecidingSeeds == 0) return;
        StudyResults deciding = results.Deciding;
        _text.Append(CultureInfo.InvariantCulture, $"""
            ## How few events, at no loss

            Chosen with other seeds (`--search-events`), then tried on {plan.DecidingSeeds} seeds of their own against plain `point`; all that was tried there is here,
            the first at the top. *Supported*: the whole interval of the saving lies beyond the share, and that of the loss below +0.5 %. *Learns from
            16/32 up*: a weight is moved only where what it hears is half a deviation or more. The last row is a control: what that rule alone saves.

            | network | loss | inference | 62 % | 85 % | training step | 62 % | 75 % | seeds |
            |---|---|---|---|---|---|---|---|---|

            """);
        foreach (string name in plan.Chosen.Append(plan.ChosenControl).Select(variant => variant.Name))
        {
            Estimate loss = deciding.Excess(name, deciding.Plain, Figure.Loss);
            _text.Append(CultureInfo.InvariantCulture, $"| {name} | {loss.Text("+0.00;-0.00;0.00", 100)} % |");
            foreach ((string figure, _, double goal) in Study.Verdicts.Events)
            {
                _text.Append(CultureInfo.InvariantCulture, $" {Signed(deciding.Excess(name, deciding.Plain, figure))} |");
                foreach (double share in (double[])[Study.Verdicts.ClaimedSaving, goal])
                    _text.Append(CultureInfo.InvariantCulture, $" {Verdict.Words(Study.Verdicts.Saves(deciding, name, (deciding.Plain, figure), share).Outcome)} |");
            }

            _text.Append(CultureInfo.InvariantCulture, $" {loss.Count} |\n");
        }

        _text.Append('\n');
    }

    private IEnumerable<(string What, string Protocol, string Evidence)> Figures()
    {
        StudyPlan plan = results.Plan;
        foreach ((string figure, string what) in ((string, string)[])
            [(Figure.ForwardEvents, "most events of an inference saved at equal loss"), (Figure.TrainingEvents, "most events of a training step saved at equal loss")])
        {
            // Of everything that is reported: the seeds of the comparison, and those that decide.
            (string Name, Estimate Events, Estimate Loss)[] equal =
            [
                .. Of(results, StudyPlan.Laws.SelectMany(results.Candidates))
                    .Concat(Of(results.Deciding, plan.DecidingSeeds == 0 ? [] : plan.Chosen.Select(variant => variant.Name)))
                    .Where(candidate => candidate.Loss.Upper <= Study.Verdicts.EqualLoss).OrderBy(candidate => candidate.Events.Mean),
            ];
            yield return (what, "a", equal.Length == 0 ? "none"
                : $"{Signed(equal[0].Events)} by `{equal[0].Name}` (loss {Signed(equal[0].Loss)}, {equal[0].Loss.Count} seeds)");

            IEnumerable<(string Name, Estimate Events, Estimate Loss)> Of(StudyResults seeds, IEnumerable<string> names) => names
                .Select(name => (name, seeds.Excess(name, seeds.Plain, figure), seeds.Excess(name, seeds.Plain, Figure.Loss)));
        }

        string cooperation = results.At(ActivationLaw.Cooperation);
        yield return (
            "`cooperation` against the best-tuned `point` coded alike", "b",
            $"events {Signed(results.Excess(cooperation, results.Tuned, Figure.ForwardEvents))}, loss {Signed(results.Excess(cooperation, results.Tuned, Figure.Loss))}");
        string best = results.Best(results.CurveOf(ActivationLaw.Cooperation)) ?? cooperation;
        yield return (
            "loss of `cooperation` over its curve in a point neuron (`sq`), at no more events", "c",
            results.Matched(best, ActivationLaw.Sq) is { } matched ? $"{Signed(results.Excess(best, matched, Figure.Loss))} (`{best}` against `{matched}`)" : "-");
        (int Cells, int Layers) size = plan.Sizes.LastOrDefault(size => results.Of(plan.OfSize(ActivationLaw.Point, 0f, size).Name, Figure.ActiveCells).Count > 0);
        if (size == default) yield break;
        string few = plan.OfSize(ActivationLaw.Cooperation, plan.Penalty, size).Name, many = plan.OfSize(ActivationLaw.Point, 0f, size).Name;
        yield return (
            $"active cells of plain `point` against `cooperation`, {StudyPlan.SizeName(size)}", "d",
            $"{results.Of(many, Figure.ActiveCells).Text("0")} / {results.Of(few, Figure.ActiveCells).Text("0")} = {results.Ratio(many, few).Text("0.0")}");
    }

    private void Searched()
    {
        _text.Append("""
            ## Searched

            Loss of each law by the rate at the beginning, 2^-shift of a matrix's own, and by the biases of R before training.

            | network | shift | bias | loss | seeds |
            |---|---|---|---|---|

            """);
        foreach (StudyVariant variant in results.Plan.Searched)
        {
            foreach (LawSetting setting in LawSetting.Tried(variant.Network.Law))
            {
                Estimate loss = results.Of(StudyPlan.OfSetting(variant, setting).Name, Figure.Loss);
                _text.Append(CultureInfo.InvariantCulture,
                    $"| {variant.Name} | {setting.RateShift} | {setting.FirstBias:0.0} | {loss.Text("0.0000")} | {loss.Count} |\n");
            }
        }
    }

    private void SearchedEvents()
    {
        _text.Append("""
            ## Searched

            Against plain `point`, paired within seeds.

            | network | loss | events of an inference | of a training step | seeds |
            |---|---|---|---|---|

            """);
        foreach (StudyVariant variant in results.Plan.Savings)
        {
            Estimate loss = results.Excess(variant.Name, results.Plain, Figure.Loss);
            _text.Append(CultureInfo.InvariantCulture,
                $"| {variant.Name} | {Signed(loss)} | {Signed(results.Excess(variant.Name, results.Plain, Figure.ForwardEvents))} | " +
                $"{Signed(results.Excess(variant.Name, results.Plain, Figure.TrainingEvents))} | {loss.Count} |\n");
        }
    }

    private void VerdictTable()
    {
        _text.Append("## Verdicts\n\nComputed from the trials by the criterion beside them.\n\n| | claim | criterion | verdict | evidence |\n|---|---|---|---|---|\n");
        foreach (Verdict verdict in Verdicts)
            _text.Append(CultureInfo.InvariantCulture, $"| ({verdict.Protocol}) | {verdict.Claim} | {verdict.Criterion} | **{verdict.Text}** | {verdict.Evidence} |\n");
        _text.Append('\n');
    }

    private static string Signed(Estimate share) => Study.Verdicts.Signed(share);

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
        _text.Append("| variant | loss | strangers | active % | input | between layers | context | forward | backward | update | training step |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (string name in variants)
        {
            _text.Append(CultureInfo.InvariantCulture,
                $"| {name} | {results.Of(name, Figure.Loss).Text("0.0000")} | {results.Of(name, Figure.StrangerLoss).Text("0.0000")} | {results.Of(name, Figure.ActiveShare).Text("0.0", 100)} |");
            foreach (string figure in (string[])[Figure.InputEvents, Figure.ReceptiveEvents, Figure.ContextEvents])
                _text.Append(CultureInfo.InvariantCulture, $" {Mean(name, figure)} |");
            _text.Append(CultureInfo.InvariantCulture, $" {results.Of(name, Figure.ForwardEvents).Text("0")} |");
            foreach (string figure in (string[])[Figure.BackwardEvents, Figure.UpdateEvents])
                _text.Append(CultureInfo.InvariantCulture, $" {Mean(name, figure)} |");
            _text.Append(CultureInfo.InvariantCulture, $" {results.Of(name, Figure.TrainingEvents).Text("0")} |\n");
        }

        _text.Append('\n');
    }

    private void Matched()
    {
        (ActivationLaw Law, ActivationLaw Other)[] pairs =
        [
            .. StudyPlan.Laws.SelectMany(law => StudyPlan.Laws
                .Where(other => law != other && !StudyPlan.TwoPoint.Contains(other)).Select(other => (law, other))),
        ];
        _text.Append("""
            ## At no more events

            Loss of a variant over that of another law's best that takes no more events of an inference: of its penalties and finer
            thresholds that with the lowest mean loss.

            | variant | against | excess of loss | seeds |
            |---|---|---|---|

            """);
        foreach ((ActivationLaw law, ActivationLaw other) in pairs)
        {
            foreach (string name in results.CurveOf(law))
            {
                if (results.Matched(name, other) is not { } matched) continue;
                Estimate excess = results.Excess(name, matched, Figure.Loss);
                _text.Append(CultureInfo.InvariantCulture, $"| {name} | {matched} | {Signed(excess)} | {excess.Count} |\n");
            }
        }

        _text.Append('\n');
    }

    private string Mean(string name, string figure) =>
        results.Of(name, figure) is { Count: > 0 } estimate ? estimate.Mean.ToString("0", CultureInfo.InvariantCulture) : "-";

    private void ActiveCells()
    {
        StudyPlan plan = results.Plan;
        _text.Append(CultureInfo.InvariantCulture, $"""
            ## Active cells by width and depth

            Cells with an output in one feed-forward pass, mean over frames; the read-out hears all layers. N: all cells; f N: those of plain
            `point` (no penalty); control: `point` with the penalty of {plan.Penalty.ToString(CultureInfo.InvariantCulture)}; k: those of `cooperation`. Needed: the f N that would make f N / k
            {Study.Verdicts.ClaimedRatio:0}.

            | network | N | f N | loss | control | loss | k | loss | f N / k | control / k | needed | seeds |
            |---|---|---|---|---|---|---|---|---|---|---|---|

            """);
        foreach ((int Cells, int Layers) size in plan.Sizes)
        {
            string[] names = [.. ((IEnumerable<(ActivationLaw Law, float Penalty)>)
                [(ActivationLaw.Point, 0f), (ActivationLaw.Point, plan.Penalty), (ActivationLaw.Cooperation, plan.Penalty)])
                .Select(sized => plan.OfSize(sized.Law, sized.Penalty, size).Name)];
            _text.Append(CultureInfo.InvariantCulture, $"| {StudyPlan.SizeName(size)} | {2 * size.Layers * size.Cells} |");
            foreach (string name in names)
                _text.Append(CultureInfo.InvariantCulture, $" {results.Of(name, Figure.ActiveCells).Text("0.0")} | {results.Of(name, Figure.Loss).Text("0.0000")} |");
            _text.Append(CultureInfo.InvariantCulture,
                $" {results.Ratio(names[0], names[2]).Text("0.0")} | {results.Ratio(names[1], names[2]).Text("0.0")} | " +
                $"{results.Of(names[2], Figure.ActiveCells).Text("0", Study.Verdicts.ClaimedRatio)} | {results.Ratio(names[0], names[2]).Count} |\n");
        }

        (double Least, double Most)[] ranges =
        [
            .. ((IEnumerable<(ActivationLaw Law, float Penalty)>)[(ActivationLaw.Cooperation, plan.Penalty), (ActivationLaw.Point, 0f)])
                .Select(sized => plan.Sizes.Select(size => results.Of(plan.OfSize(sized.Law, sized.Penalty, size).Name, Figure.ActiveCells).Mean)
                    .Where(double.IsFinite).ToArray())
                .Where(cells => cells.Length > 0).Select(cells => (cells.Min(), cells.Max())),
        ];
        if (ranges.Length < 2)
        {
            _text.Append('\n');
            return;
        }

        _text.Append(CultureInfo.InvariantCulture, $"""

            k, what the task needs, is {ranges[0].Least:0} to {ranges[0].Most:0} cells from the smallest network to the largest; f N is {ranges[1].Least:0} to {ranges[1].Most:0}. So the ratio says how large the baseline is
            made. The first row, the shallow network, does the task with the cells that are printed there.


            """);
    }

    private void Speed()
    {
        _text.Append("""
            ## Frames to a given loss

            Training frames until the loss is below a limit, mean over the seeds that reach it, and how many do.

            ![learning curves](learning.svg)


            """);
        double[] limits = [.. ((double[])[1.15, 1.08, 1.03]).Select(factor => factor * results.Of(results.Plain, Figure.Loss).Mean)];
        _text.Append(CultureInfo.InvariantCulture, $"| variant | {string.Join(" | ", limits.Select(limit => limit.ToString("0.000", CultureInfo.InvariantCulture)))} |\n|---|---|---|---|\n");
        foreach (string name in (string[])[results.Plain, .. StudyPlan.Laws.SelectMany(results.CurveOf), .. StudyPlan.Learners.Select(law => results.Plan.OfSingle(law).Name)])
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
        string[] variants = [results.Plain, .. StudyPlan.Learners.Select(results.At)];
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
        foreach (string name in (string[])[results.Plain, results.Lean, .. StudyPlan.Laws.SelectMany(results.CurveOf)])
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

            From the same first weights and on the same frames, sent always: single precision with Adam in batches of 64, and 16-bit
            integers with one update for each frame, as on the board. Killed half-way: at the change of the comparison.

            | law | single precision | its weights in 16 bits | trained in integers | half killed half-way: before | right after | at the end | frames to recover |
            |---|---|---|---|---|---|---|---|

            """);
        foreach (ActivationLaw law in StudyPlan.Learners)
        {
            string single = results.Plan.OfSingle(law).Name, integers = results.Plan.OfThreshold(law, 0).Name;
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

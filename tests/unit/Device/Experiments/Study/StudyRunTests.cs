using System.Text.Json;
using OnBoard.Device.Experiments.Study;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Device.Experiments.Study;

public sealed class StudyRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-study").FullName;

    [Fact]
    public void Interrupted_study_goes_on_and_ends_as_one_that_was_not()
    {
        string whole = Path.Combine(_folder, "whole.jsonl"), parted = Path.Combine(_folder, "parted.jsonl");
        using (TrialFile file = new(whole)) Assert.True(new StudyRun(Plan, file).Run(SmallStudy.Data, Ignore, CancellationToken.None));

        int done;
        using (TrialFile file = new(parted))
        using (CancellationTokenSource stop = new())
        {
            StudyRun run = new(Plan, file);
            int all = run.Left;
            int finished = 0;
            Assert.False(run.Run(SmallStudy.Data, (_, _) => { if (++finished == 4) stop.Cancel(); }, stop.Token));
            done = run.Results.Trials.Count;
            Assert.InRange(done, 4, all - 1);
        }

        // The power went while the last line was written.
        File.AppendAllText(parted, "{\"fingerprint\":\"0123");
        using (TrialFile file = new(parted))
        {
            StudyRun run = new(Plan, file);
            Assert.Equal(done, run.Results.Trials.Count);
            Assert.True(run.Run(SmallStudy.Data, Ignore, CancellationToken.None));
        }

        Assert.Equal(Figures(whole), Figures(parted));
        using TrialFile ended = new(parted);
        Assert.Equal(0, new StudyRun(Plan, ended).Left);
    }

    [Fact]
    public void Trial_of_another_plan_is_done_again()
    {
        StudyTrial trial = new(Plan, Plan.Variants()[0], 1);
        Assert.Equal(trial.Fingerprint, new StudyTrial(Plan with { Seeds = 9, Name = "other" }, Plan.Variants()[0], 1).Fingerprint);
        Assert.NotEqual(trial.Fingerprint, new StudyTrial(Plan with { Frames = 2000 }, Plan.Variants()[0], 1).Fingerprint);
        Assert.NotEqual(trial.Fingerprint, new StudyTrial(Plan, Plan.Variants()[0], 2).Fingerprint);
        Assert.NotEqual(
            trial.Fingerprint, new StudyTrial(Plan, Plan.Variants()[0] with { Penalty = 0.5f }, 1).Fingerprint);
    }

    [Fact]
    public void Variants_have_names_of_their_own()
    {
        foreach (StudyPlan plan in (StudyPlan[])[StudyPlan.Quick, StudyPlan.Standard, StudyPlan.Search, StudyPlan.SearchEvents])
        {
            string[] names = [.. plan.Variants().Select(variant => variant.Name)];
            Assert.Equal(names.Distinct(), names);
        }
    }

    [Fact]
    public void Report_has_every_section_its_drawings_and_every_figure()
    {
        using TrialFile file = new(Path.Combine(_folder, "trials.jsonl"));
        StudyRun run = new(Plan, file);
        Assert.True(run.Run(SmallStudy.Data, Ignore, CancellationToken.None));
        StudyReport report = new(run.Results);
        report.Save(_folder);
        string text = File.ReadAllText(Path.Combine(_folder, "report.md"));
        foreach (string heading in (string[])
            ["Five figures", "Claims", "Verdicts", "Loss against events", "At no more events", "What saves, `gated`", "Contexts taken away",
             "Other laws", "Few labels", "Learning for longer", "Active cells by width and depth", "Frames to a given loss", "Damage",
             "Energy", "Training in integers"])
        {
            Assert.Contains($"\n## {heading}\n", text, StringComparison.Ordinal);
        }

        foreach (string drawing in (string[])["pareto.svg", "learning.svg", "damage.svg"])
            Assert.Contains("<svg", File.ReadAllText(Path.Combine(_folder, drawing)), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "report.json")));
        Assert.Equal(run.Results.Trials.Count, json.RootElement.GetProperty("trials").GetArrayLength());
        Assert.Equal(
            run.Results.Trials.Sum(trial => trial.Figures.Count) + 1,
            File.ReadAllLines(Path.Combine(_folder, "figures.csv")).Length);
        Assert.All(run.Results.Trials, trial => Assert.Contains(Figure.ForwardEvents, trial.Figures.Keys));
        Assert.All(run.Results.Trials, trial => Assert.Contains(Figure.StrangerLoss, trial.Figures.Keys));
        Assert.Contains("(1 of 1 whole)", text, StringComparison.Ordinal);

        foreach (ActivationLaw law in StudyPlan.Laws)
        {
            string always = Plan.OfThreshold(law, 0).Name, onChange = Plan.OfLaw(law, Plan.Penalty).Name;
            foreach (string events in (string[])[Figure.ForwardEvents, Figure.TrainingEvents])
                Assert.True(run.Results.Of(onChange, events).Mean < run.Results.Of(always, events).Mean);
        }
    }

    [Fact]
    public void Seeds_are_done_whole_one_after_the_other_and_side_experiments_with_the_first_of_them_later()
    {
        StudyTrial[] trials = [.. (StudyPlan.Standard with { Seeds = 12 }).Trials()];
        StudyTrial[] all = [.. trials.Where(trial => trial.Variant.Seeds is null)], side = [.. trials.Except(all)];
        Assert.Equal(all.Select(trial => trial.Seed).Order(), all.Select(trial => trial.Seed));
        Assert.Equal(side.Select(trial => trial.Seed).Order(), side.Select(trial => trial.Seed));
        Assert.Equal(3 * StudyPlan.Standard.Variants().Count(variant => variant.Seeds is null), Array.IndexOf(trials, side[0]));
        int[] sized = [.. side.Where(trial => trial.Variant.Network.ReadsAllLayers).Select(trial => trial.Seed).Distinct()];
        Assert.Equal(Enumerable.Range(StudyPlan.Standard.FirstSeed, StudyPlan.Standard.SizeSeeds), sized);
        Assert.Contains(trials, trial => trial.Variant.Damaged);
        Assert.DoesNotContain(trials, trial => trial.Variant.Damaged && trial.Seed == trials[^1].Seed);
    }

    /// <summary>No seed that was searched with is reported, and what was searched has a table.</summary>
    [Fact]
    public void Searched_seeds_are_not_reported()
    {
        Assert.Empty(StudyPlan.Search.AllSeeds.Intersect(StudyPlan.Standard.AllSeeds));
        StudyPlan plan = StudyPlan.Search with { Seeds = 2 };
        string text = new StudyReport(SmallStudy.Results(plan, (variant, _) => new() { [Figure.Loss] = variant.RateShift })).ToMarkdown();
        Assert.Contains("\n## Searched\n", text, StringComparison.Ordinal);
        Assert.Contains("| sq 0.006 | 4 | -0.3 | 4.0000 ± 0.0000 | 2 |", text, StringComparison.Ordinal);
    }

    /// <summary>Each is set against plain `point` with the same seed, by both kinds of events; one without figures counts for no seed.</summary>
    [Fact]
    public void What_was_searched_for_few_events_has_a_table_against_plain_point()
    {
        StudyPlan plan = StudyPlan.SearchEvents with { Seeds = 3 };
        Assert.Empty(StudyPlan.SearchEvents.AllSeeds.Intersect(StudyPlan.Standard.AllSeeds.Concat(StudyPlan.Standard.Deciding.AllSeeds)));
        StudyVariant plain = plan.Variants()[0], grown = plan.Savings[1];
        string text = new StudyReport(SmallStudy.Results(plan, (variant, seed) => variant.Name == plain.Name
            ? new() { [Figure.Loss] = seed, [Figure.ForwardEvents] = 1000 * seed, [Figure.TrainingEvents] = 3000 * seed }
            : variant.Name == grown.Name && seed == 3 ? []
            : new() { [Figure.Loss] = 0.99 * seed, [Figure.ForwardEvents] = 100 * seed, [Figure.TrainingEvents] = 750 * seed })).ToMarkdown();
        Assert.Contains("\n## Searched\n", text, StringComparison.Ordinal);
        string[] rows = [.. text.Split('\n').Where(line => plan.Savings.Any(variant => line.StartsWith($"| {variant.Name} |", StringComparison.Ordinal)))];
        Assert.Equal(
            plan.Savings.Select(variant => $"| {variant.Name} | -1.0 ± 0.0 % | -90.0 ± 0.0 % | -75.0 ± 0.0 % | {(variant.Name == grown.Name ? 2 : 3)} |"), rows);
    }

    /// <summary>It sends less while it learns, and what is scored sends as without.</summary>
    [Fact]
    public void A_threshold_of_training_is_that_of_training_alone()
    {
        const int High = 48;
        (double inference, double training) = Events(Plan.OfHops(ActivationLaw.Gated, 0f, 3));
        (double higher, double higherTraining) = Events(Plan.OfHops(ActivationLaw.Gated, 0f, 3, training: High));
        (double highest, double highestTraining) = Events(Plan.OfHops(ActivationLaw.Gated, 0f, 3, threshold: High));
        Assert.True(higherTraining < 0.8 * training, $"{higherTraining} of {training} events of a training step");
        Assert.Equal(highestTraining, higherTraining, 0.02 * training);
        Assert.Equal(inference, higher, 0.1 * inference);
        Assert.True(highest < 0.6 * higher, $"{highest} of {higher} events of an inference");

        static (double Inference, double Training) Events(StudyVariant variant)
        {
            TrialResult result = new StudyTrial(Plan, variant, 1).Run(SmallStudy.Data, CancellationToken.None);
            Assert.NotNull(result.ProcessorSeconds);
            return (result.Figures[Figure.ForwardEvents], result.Figures[Figure.TrainingEvents]);
        }
    }

    [Fact]
    public void Time_that_was_not_measured_is_that_of_the_like()
    {
        StudyResults results = new(Plan,
        [
            Trial("a", 1, processor: 2), Trial("a", 2, processor: 4), Trial("a", 3, processor: null),
            Trial("a", 4, processor: 50, damaged: true), Trial("b", 1, processor: null), Trial("b", 2, processor: null, seconds: 300),
        ]);
        Assert.Equal((2 + 4 + 3 + 50 + 100 + 100, 3), results.ProcessorTime());

        static TrialResult Trial(string variant, int seed, double? processor, bool damaged = false, double seconds = 100) => new(
            "", variant, seed, seconds, damaged ? new Dictionary<string, double> { [DamageStudy.Healthy] = 1 } : [], [], processor);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static StudyPlan Plan => SmallStudy.Plan with { Seeds = 1 };

    private static void Ignore(double share, string detail)
    {
        // Nobody looks.
    }

    private static string[] Figures(string path)
    {
        using TrialFile file = new(path);
        return
        [
            .. file.Results.OrderBy(trial => trial.Variant, StringComparer.Ordinal).Select(trial =>
                $"{trial.Variant} {string.Join(' ', trial.Figures.OrderBy(figure => figure.Key, StringComparer.Ordinal))} {string.Join(' ', trial.Curve)}"),
        ];
    }
}

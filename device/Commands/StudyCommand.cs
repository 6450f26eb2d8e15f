using System.CommandLine;
using System.Globalization;
using OnBoard.Device.Experiments.Study;
using OnBoard.Device.Experiments.Training;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard study</c>: tries the claims for two-point neurons by experiments over seeds.</summary>
internal static class StudyCommand
{
    private const string Details =
        """
        Trains small networks of two-point neurons (cells that join an input and a context by a function, their law) from several seeds,
        scores them in integers on speech and noise that they never learned from, and writes report.md with verdicts computed from the
        figures, drawings, report.json and figures.csv: loss against events (weights applied to inputs that are not zero) of networks that
        send on change, against plain `point` and the best-tuned `point`; what context brings beyond the laws' curve; active cells (whose
        output is not zero) by width and depth; frames to a given loss, damage and recovery, few labels, talkers never heard; counted and
        modelled energy; training in integers. Each law is trained at its own rate, which --search finds on seeds that no report uses.

        Every finished trial is kept in trials.jsonl of the output folder. Ctrl-C ends the study, the same command goes on with it;
        the report is written either way. The same options and recordings give the same figures again.

        Examples:
          onboard study --data DATA                    forty minutes of one core
          onboard study --data DATA --quick            two minutes, to see that it works: too short to conclude from
          onboard study --data DATA --minutes 9        at most so long; go on with the same command
          onboard study --data DATA --search           each law's rate: minutes
          onboard study --data DATA --search-events    what spends the fewest events: ten minutes
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        CorpusOptions corpus = new();
        Option<string> output = new("--out")
        {
            Description = "Folder of the trials and the report.", DefaultValueFactory = _ => "onboard-study", HelpName = "folder",
        };
        Option<bool> quick = new("--quick") { Description = "A minute or two, to see that all of it works." };
        Option<bool> search = new("--search") { Description = "Search each law's learning rate and initial bias instead." };
        Option<bool> searchEvents = new("--search-events") { Description = "Search what spends the fewest events instead." };
        Option<int> seeds = CountOption.Create("--seeds", StudyPlan.Standard.Seeds, "Seeds of each variant. With --quick 2 by default.");
        Option<double?> minutes = new("--minutes") { Description = "End after so long; the same command goes on.", HelpName = "minutes" };
        Command command = new("study", "Try the claims for two-point neurons: events, learning, damage, over several seeds.");
        corpus.AddTo(command);
        foreach (Option option in (Option[])[output, quick, search, searchEvents, seeds, minutes]) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (((Option<bool>[])[quick, search, searchEvents]).Count(result.GetValue) > 1)
                result.AddError("Choose one of --quick, --search and --search-events.");
        });
        command.WithDetails(Details);
        command.SetAction((parsed, cancel) => Task.Run(
            () =>
            {
                StudyPlan plan = parsed.GetValue(quick) ? StudyPlan.Quick
                    : parsed.GetValue(search) ? StudyPlan.Search
                    : parsed.GetValue(searchEvents) ? StudyPlan.SearchEvents
                    : StudyPlan.Standard;
                if (parsed.GetResult(seeds) is { Implicit: false }) plan = plan with { Seeds = parsed.GetValue(seeds) };
                using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                if (parsed.GetValue(minutes) is { } limit) stop.CancelAfter(TimeSpan.FromMinutes(limit));
                (string clips, string noise) = corpus.Resolve(parsed);
                return Run(plan, parsed.GetValue(output)!, clips, noise, parsed.InvocationConfiguration.Output, stop.Token);
            }, CancellationToken.None));
        return command;
    }

    private static int Run(StudyPlan plan, string folder, string clips, string noise, TextWriter output, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        using TrialFile file = new(Path.Combine(folder, "trials.jsonl"));
        StudyRun run = new(plan, file);
        output.WriteLine($"{plan.Name} study: {plan.Variants().Count} variants, {plan.Seeds} seeds; {run.Left} of {plan.Trials().Count()} trials to do");
        bool isDone = true;
        if (run.Left > 0)
        {
            ProgressLine reading = new("reading");
            string frames = $"frames-{plan.TrainingClips}-{plan.Mixtures}-{plan.ValidationClips}.bin";
            StudyData data = StudyData.LoadOrMix(
                Path.Combine(folder, frames), plan, () => StudyData.Read(plan, clips, noise, share => reading.Report(share)));
            reading.Clear();
            ProgressLine progress = new("studying");
            isDone = run.Run(data, progress.Report, cancel);
            progress.Clear();
        }

        StudyResults results = run.Results;
        if (results.Trials.Count == 0)
        {
            output.WriteLine("stopped before the first trial was done");
            return ExitCode.Failed;
        }

        StudyReport report = new(results);
        report.Save(folder);
        foreach (Verdict verdict in report.Verdicts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict.Text,-13}  {verdict.Claim}: {verdict.Evidence}"));
        output.WriteLine(isDone
            ? $"written to {Path.Combine(folder, "report.md")}"
            : $"stopped with {results.Trials.Count} trials done; the same command goes on; so far in {Path.Combine(folder, "report.md")}");
        return isDone ? ExitCode.Done : ExitCode.Failed;
    }
}

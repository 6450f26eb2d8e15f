using System.CommandLine;
using System.Globalization;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Evaluation;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard evaluate</c>: how much better speech gets, by signal-to-noise ratio and by noise.</summary>
internal static class EvaluateCommand
{
    private const string Details =
        """
        Clips and noises that the shipped network never saw in training are taken by default: the splits dev and test of the
        manifest, and of every type of noise the last recording by name.

        Examples:
          onboard evaluate --data DATA                          the shipped network on unseen clips and noises
          onboard evaluate --data DATA --fabric integer,model   two engines side by side
          onboard evaluate --data DATA --blind                  the same with the camera covered, beside it
          onboard evaluate --data DATA --delta 0.1,0.25         also with features that are sent when they have changed
          onboard evaluate --data DATA --split test_other_speaker   talkers it never heard
          onboard evaluate --data DATA --baseline point.safetensors --csv scores.csv
          onboard evaluate --data DATA --sound folder           writes clean, noisy and enhanced WAV files

        Columns: SI-SDR (Le Roux 2019), STOI and ESTOI (Taal 2011, Jensen 2016), PESQ wide band (P.862.2); loss is the mean
        binary cross-entropy of the mask in nats; active % is the share of cells with an output; events are synaptic events
        of one hop's forward pass.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        CorpusOptions corpus = new();
        Option<string> network = new("--network")
        {
            Description = "The network to judge. Default: the one that comes with the program.",
            DefaultValueFactory = _ => EnhancerModel.ShippedPath,
            HelpName = "file",
        };
        Option<string?> baseline = new("--baseline")
        {
            Description = "A second network to judge beside it, for instance one of the law `point`.", HelpName = "file",
        };
        Option<string> engines = new("--fabric")
        {
            Description = $"Engines that run it, separated by commas: {string.Join(", ", EnhancerModel.EngineNames)}.",
            DefaultValueFactory = _ => "cpu",
            HelpName = "names",
        };
        Option<string> splits = new("--split")
        {
            Description = "Splits of the manifest, separated by commas.", DefaultValueFactory = _ => "dev,test", HelpName = "names",
        };
        Option<string> ratios = new("--snr")
        {
            Description = "Signal-to-noise ratios in dB, separated by commas.",
            DefaultValueFactory = _ => "-9,-6,-3,0",
            HelpName = "numbers",
        };
        Option<string> noises = new("--noises")
        {
            Description = "Which recordings: unseen, seen (those trained on), all, or names separated by commas.",
            DefaultValueFactory = _ => "unseen",
            HelpName = "choice",
        };
        Option<string> deltas = DeltaOption.Create(
            "Judge each system also with features that are sent when they have changed by so many deviations; several between commas.", "");
        Option<int?> limit = new("--limit") { Description = "Judge only the first so many clips.", HelpName = "count" };
        Option<bool> blind = new("--blind") { Description = "Judge each system also without pictures." };
        Option<bool> byNoise = new("--by-noise") { Description = "Group the table by noise recording instead of by ratio." };
        Option<string?> csv = new("--csv") { Description = "Write every score to this CSV file.", HelpName = "file" };
        Option<string?> sound = new("--sound") { Description = "Write every mixture's sound into this folder.", HelpName = "folder" };
        Option<bool> json = new("--json") { Description = "Print every score as JSON instead of the table." };

        Command command = new("evaluate", "Judge a network on noisy speech: SI-SDR, STOI, ESTOI, PESQ, events, activity.");
        corpus.AddTo(command);
        foreach (Option option in (Option[])[network, baseline, engines, splits, ratios, noises, deltas, limit, blind, byNoise, csv, sound, json])
            command.Options.Add(option);
        command.WithDetails(Details);
        command.SetAction((parsed, cancel) => Task.Run(
            () =>
            {
                (string clipFolder, string noiseFolder) = corpus.Resolve(parsed);
                List<EvaluatedSystem> systems = Systems(
                    parsed.GetValue(network)!, parsed.GetValue(baseline), CommaList.Parse("--fabric", parsed.GetValue(engines)!, EnhancerModel.EngineNames),
                    DeltaOption.ParseAll(parsed.GetValue(deltas)!), parsed.GetValue(blind));
                double[] chosenRatios = [.. List(parsed.GetValue(ratios)!).Select(text => Ratio(text))];
                IReadOnlyList<NoiseRecording> recordings = Choose(
                    NoiseFolder.Open(noiseFolder), parsed.GetValue(noises)!);
                GridCorpus grid = GridCorpus.Open(clipFolder, TrainingCorpus.FindManifest(clipFolder));
                string[] paths =
                [
                    .. List(parsed.GetValue(splits)!).SelectMany(split => grid.InSplit(split)).Select(clip => clip.Path)
                        .Take(parsed.GetValue(limit) ?? int.MaxValue),
                ];

                ProgressLine reading = new("reading");
                List<SpeechClip> clips = [];
                foreach (SpeechClip clip in SpeechClipReader.ReadAll(paths))
                {
                    clips.Add(clip);
                    reading.Report((double)clips.Count / paths.Length);
                }

                reading.Clear();
                IReadOnlyList<Condition> conditions = Condition.Cross(
                    clips, [.. recordings.Select(recording => (recording.Name, recording.Load()))], chosenRatios);
                string? soundFolder = parsed.GetValue(sound);
                if (soundFolder is not null) Directory.CreateDirectory(soundFolder);
                ProgressLine judging = new("judging");
                IReadOnlyList<MixtureScore> scores = Evaluator.Run(
                    systems, conditions, soundFolder, share => judging.Report(share), cancel);
                judging.Clear();

                if (parsed.GetValue(csv) is { } csvPath)
                    Drivers.Files.DurableFile.Write(csvPath, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(EvaluationReport.ToCsv(scores))));
                if (parsed.GetValue(json))
                {
                    parsed.InvocationConfiguration.Output.WriteLine(EvaluationReport.ToJson(scores));
                    return ExitCode.Done;
                }

                parsed.InvocationConfiguration.Output.WriteLine(
                    $"{clips.Count} clips, {chosenRatios.Length} ratios, noises: {string.Join(", ", recordings.Select(recording => recording.Name))}");
                TableWriter.Write(EvaluationReport.ToTable(scores, parsed.GetValue(byNoise)));
                return ExitCode.Done;
            }, cancel));
        return command;
    }

    private static List<EvaluatedSystem> Systems(
        string network, string? baseline, IReadOnlyList<string> engines, double[] deltas, bool blind)
    {
        List<EvaluatedSystem> systems = [EvaluatedSystem.Noisy];
        Add("", EnhancerModel.Load(network));
        if (baseline is not null) Add($"{Path.GetFileNameWithoutExtension(baseline)}-", EnhancerModel.Load(baseline));
        return systems;

        void Add(string prefix, EnhancerModel model)
        {
            foreach (string engine in engines)
            {
                AddOne(prefix + engine, model, engine);
                foreach (double delta in deltas)
                    AddOne(string.Create(CultureInfo.InvariantCulture, $"{prefix}{engine}-delta-{delta}"), model.WithDelta(delta), engine);
            }
        }

        void AddOne(string name, EnhancerModel model, string engine)
        {
            systems.Add(new EvaluatedSystem(name, model, engine, Blind: false));
            if (blind) systems.Add(new EvaluatedSystem($"{name}-blind", model, engine, Blind: true));
        }
    }

    private static IReadOnlyList<NoiseRecording> Choose(IReadOnlyList<NoiseRecording> recordings, string choice)
    {
        (IReadOnlyList<NoiseRecording> seen, IReadOnlyList<NoiseRecording> unseen) = TrainingCorpus.SplitNoise(recordings);
        return choice switch
        {
            "all" => recordings,
            "seen" => seen,
            "unseen" => unseen,
            _ => [.. List(choice).Select(name => recordings.FirstOrDefault(recording => recording.Name == name)
                ?? throw new BadInputException(
                    name, "is no recording of the noise folder",
                    $"Choose among {string.Join(", ", recordings.Select(recording => recording.Name))}"))],
        };
    }

    private static string[] List(string text) => CommaList.Split(text);

    private static double Ratio(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new WrongUseException("--snr", $"{text} is no number", "Give ratios in dB, for instance -9,-6,-3,0");
}

using System.CommandLine;
using System.Globalization;
using System.Text;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Experiments.Evaluation;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Commands;

/// <summary>
/// The options that choose mixtures to score systems on and how scores are reported: shared by <c>evaluate</c> and by the benchmark
/// beside other networks, so that both score on the same mixtures.
/// </summary>
internal sealed class MixtureSetOptions
{
    private readonly CorpusOptions _corpus = new();

    private readonly Option<string?> _speech = new("--speech")
    {
        Description = "Folder of speech by ear, one file or folder a talker. Default: speech/ in the data folder, where there is one.",
        HelpName = "folder",
    };

    private readonly Option<string> _splits = new("--split")
    {
        Description = "Splits of the manifest or of the hash, separated by commas; face:NAME takes clips with faces only, ear:NAME speech by ear only.",
        DefaultValueFactory = _ => "dev,test",
        HelpName = "names",
    };

    private readonly Option<string> _ratios = new("--snr")
    {
        Description = "Signal-to-noise ratios in dB, separated by commas; noise is noise alone, silence nothing at all.", DefaultValueFactory = _ => "-9,-6,-3,0", HelpName = "numbers",
    };

    private readonly Option<string> _noises = new("--noises")
    {
        Description = "Which recordings: unseen, seen (those trained on), all, or names or types separated by commas.",
        DefaultValueFactory = _ => "unseen",
        HelpName = "choice",
    };

    private readonly Option<int?> _limit = new("--limit")
    {
        Description = "Score at most so many clips, drawn evenly over the talkers.", HelpName = "count",
    };

    private readonly Option<bool> _turns = new("--turns")
    {
        Description = "The noises take turns, one for each clip and ratio. Default: every clip meets every noise.",
    };

    private readonly Option<double> _join = new("--join")
    {
        Description = "Join a talker's sentences into clips of so many seconds, so that what a system does after a while is scored. Default: clips as they are.",
        HelpName = "seconds",
    };

    private readonly Option<bool> _noPesq = new("--no-pesq") { Description = "Leave out PESQ, which takes longer than all the rest." };

    private readonly Option<string?> _sound = new("--sound")
    {
        Description = "Write every mixture's sound into this folder, as WAV: clean, noisy and every system's.", HelpName = "folder",
    };

    private readonly Option<string> _by = new("--by")
    {
        Description = $"Average by {string.Join(", ", Groupings)}; several between commas.",
        DefaultValueFactory = _ => "ratio,kind,sex,age",
        HelpName = "names",
    };

    private readonly Option<string?> _csv = new("--csv") { Description = "Write every score to this CSV file.", HelpName = "file" };

    private readonly Option<bool> _json = new("--json") { Description = "Print means and every score as JSON instead of the table." };

    public MixtureSetOptions()
    {
        _limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() < 1) result.AddError("--limit must be 1 or more.");
        });
        _join.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (>= 1 and <= 600)) result.AddError("--join must be 1 to 600 seconds.");
        });
    }

    private static IEnumerable<string> Groupings => ScoreGrouping.Known.Select(grouping => grouping.Name);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _corpus.AddTo(command);
        foreach (Option option in (Option[])[_speech, _splits, _ratios, _noises, _limit, _turns, _join, _noPesq, _sound, _by, _csv, _json])
            command.Options.Add(option);
    }

    /// <summary>Scores systems on the mixtures.</summary>
    public IReadOnlyList<MixtureScore> Score(
        ParseResult parsed, IReadOnlyList<EvaluatedSystem> systems, IReadOnlyList<Condition> conditions, CancellationToken cancel)
    {
        string? folder = parsed.GetValue(_sound);
        if (folder is not null) Directory.CreateDirectory(folder);
        ProgressLine scoring = new("scoring");
        IReadOnlyList<MixtureScore> scores = Evaluator.Run(
            systems, conditions, folder, share => scoring.Report(share), cancel, pesq: !parsed.GetValue(_noPesq));
        scoring.Clear();
        return scores;
    }

    /// <summary>Makes sure that the scores are not written over what is read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="read">What the command reads beside the recordings; null for nothing.</param>
    /// <exception cref="WrongUseException">They would be.</exception>
    public void RefuseInputs(ParseResult parsed, params IEnumerable<string?> read)
    {
        string? manifest = parsed.GetValue(_corpus.Manifest) ?? TrainingCorpus.FindManifest(_corpus.Resolve(parsed).Clips);
        OutputFile.RefuseInput("--csv", parsed.GetValue(_csv), [.. read, manifest]);
    }

    /// <summary>Reads the recordings and makes the mixtures.</summary>
    /// <returns>The mixtures, and how they were drawn.</returns>
    /// <exception cref="BadInputException">A folder, split or noise is not there, or a recording is damaged.</exception>
    public (IReadOnlyList<Condition> Conditions, string Drawn) Load(ParseResult parsed)
    {
        double[] ratios = [.. CommaList.Split(parsed.GetValue(_ratios)!).Select(Ratio).Distinct()];
        _ = ChosenGroupings(parsed); // A wrong name is reported before the work, not after it.
        (string clips, string noise) = _corpus.Resolve(parsed);
        string? speech = parsed.GetValue(_speech) ?? SpeechBeside(parsed);
        TextWriter notes = parsed.InvocationConfiguration.Error;
        IReadOnlyList<NoiseRecording> recordings = Choose(NoiseFolder.Open(noise, out string? noiseNote), parsed.GetValue(_noises)!);
        if (noiseNote is not null) notes.WriteLine(noiseNote);
        if (recordings.Count == 0)
        {
            throw new BadInputException(
                noise, "of its recordings none is kept unseen: there is only one", "Pass --noises all, or more recordings");
        }

        // Speech by ear alone is enough, but clips that were asked for must be there.
        bool facesAsked = parsed.GetValue(_corpus.Clips) is not null || speech is null || Directory.Exists(clips);
        EvaluationCorpus corpus = EvaluationCorpus.Open(facesAsked ? clips : null, speech, parsed.GetValue(_corpus.Manifest));
        foreach (string note in corpus.Notes) notes.WriteLine(note);
        EvaluationDraw draw = corpus.Choose(CommaList.Split(parsed.GetValue(_splits)!), parsed.GetValue(_limit));
        ProgressLine reading = new("reading");
        IReadOnlyList<EvaluationClip> loaded = draw.Load(share => reading.Report(share));
        reading.Clear();
        if (parsed.GetValue(_join) is > 0 and var seconds) loaded = JoinedClips.Join(loaded, seconds);
        ClipWarnings.Report(notes, loaded.Select(clip => clip.Clip with { Name = clip.Name }));

        bool turns = parsed.GetValue(_turns);
        IReadOnlyList<Condition> conditions = Condition.Cross(
            loaded, [.. recordings.Select(recording => new EvaluationNoise(NameOf(recording), recording.Type, recording.Load()))], ratios, turns);
        return (conditions, Describe(draw, loaded, recordings, ratios, turns, conditions.Count));

        // A folder for each type may hold a file of the same name in each.
        string NameOf(NoiseRecording recording) =>
            recordings.Count(other => other.Name == recording.Name) == 1 ? recording.Name
            : recordings.Count(other => (other.Type, other.Name) == (recording.Type, recording.Name)) == 1 ? $"{recording.Type}_{recording.Name}"
            : Path.ChangeExtension(Path.GetRelativePath(noise, recording.Path), null).Replace(Path.DirectorySeparatorChar, '_');
    }

    /// <summary>Writes what was asked for: CSV to its file; the table, or JSON, to the output.</summary>
    public void Report(ParseResult parsed, IReadOnlyList<MixtureScore> scores, string drawn)
    {
        if (parsed.GetValue(_csv) is { } path)
            DurableFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(EvaluationReport.ToCsv(scores))));
        IReadOnlyList<ScoreGrouping> groupings = ChosenGroupings(parsed);
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(_json))
        {
            output.WriteLine(EvaluationReport.ToJson(scores, groupings, drawn));
            return;
        }

        output.WriteLine(drawn);
        TableWriter.Write(EvaluationReport.ToTable(scores, groupings), output);
    }

    private string? SpeechBeside(ParseResult parsed)
    {
        string? data = parsed.GetValue(_corpus.Data) ?? Environment.GetEnvironmentVariable(CorpusOptions.DataVariable);
        return data is { Length: > 0 } && Path.Combine(data, "speech") is var folder && Directory.Exists(folder) ? folder : null;
    }

    private IReadOnlyList<ScoreGrouping> ChosenGroupings(ParseResult parsed) =>
    [
        .. CommaList.Parse("--by", parsed.GetValue(_by)!, [.. Groupings])
            .Select(name => ScoreGrouping.Known.First(grouping => grouping.Name == name)),
    ];

    private static string Describe(
        EvaluationDraw draw, IReadOnlyList<EvaluationClip> clips, IReadOnlyList<NoiseRecording> noises, double[] ratios, bool turns, int mixtures)
    {
        string drawn = draw.Drawn < draw.Available ? $" of {draw.Available}, drawn evenly over the talkers" : "";
        string cross = turns ? "noises take turns: one for each clip and ratio" : "all cross";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{clips.Count} clips{drawn} ({Kind("by face", face: true)}, {Kind("by ear", face: false)}), {noises.Count} noises, {ratios.Length} ratios, {cross}: {mixtures} mixtures. ")
            + $"Noises: {string.Join(", ", noises.Select(noise => noise.Type + "_" + noise.Name))}";

        string Kind(string name, bool face)
        {
            EvaluationClip[] members = [.. clips.Where(clip => clip.HasFace == face)];
            return $"{members.Length} {name} of {members.Select(clip => clip.Talker.Name).Distinct().Count()} talkers";
        }
    }

    /// <summary>One channel of each recording, the one that was named where it was.</summary>
    private static IReadOnlyList<NoiseRecording> Choose(IReadOnlyList<NoiseRecording> files, string choice)
    {
        IReadOnlyList<NoiseRecording> recordings = NoiseFolder.OneChannelEach(files);
        (IReadOnlyList<NoiseRecording> seen, IReadOnlyList<NoiseRecording> unseen) = TrainingCorpus.SplitNoise(recordings);
        return choice switch
        {
            "all" => recordings,
            "seen" => seen,
            "unseen" => unseen,
            _ => [.. CommaList.Split(choice).SelectMany(Named).Distinct()],
        };

        IEnumerable<NoiseRecording> Named(string name)
        {
            NoiseRecording[] named = [.. recordings.Where(recording => recording.Type == name)];
            if (named.Length == 0) named = [.. files.Where(file => file.Name == name || $"{file.Type}_{file.Name}" == name)];
            return named.Length > 0 ? named : throw new BadInputException(
                name, "is no recording of the noise folder, and no type",
                $"Choose among {string.Join(", ", recordings.Select(recording => recording.Name).Concat(recordings.Select(recording => recording.Type).Distinct()))}");
        }
    }

    private static double Ratio(string text) =>
        RatioName.TryParse(text, out double value)
            ? value
            : throw new WrongUseException("--snr", $"{text} is no number", "Give ratios in dB, noise or silence, for instance -9,-6,-3,0,noise");
}

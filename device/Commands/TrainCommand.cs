using System.CommandLine;
using System.Globalization;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard train</c>: trains a network off the board.</summary>
internal static class TrainCommand
{
    /// <summary>Frames of an epoch with talkers who are heard only: a quarter of a minute of one core for the shipped network.</summary>
    private const long StandardFrames = 400_000;

    // What more brings is little; device/docs/figures.md has what the shipped network was trained for.
    private const int StandardEpochs = 135;

    private static readonly TrainingOptions Standard = new()
    {
        Lanes = 16, FramesPerUpdate = 32, LearningRate = 5e-4f, ContextDropout = 0.05f, ActivityPenalty = 1e-3f,
    };

    private const string Details =
        """
        Trains on clips (splits `train` and `train_other_speaker` of the manifest beside them), on synthetic talkers and on talkers
        who are heard only (--speech), and validates after every epoch on clips (`dev`, `dev_other_speaker`) and talkers (`dev`) in
        noise recordings that training never hears (of every type the last by name). Every mixture is made afresh: a talker, higher
        or lower, perhaps in a room, in one noise or two, in babble or in music, at -12 to +12 dB, loud or faint, through a microphone
        that may leave out lows or highs and may clip, before a camera that may see nothing, too late, or somebody else.
        A folder of speech that no manifest lists is split by the talkers' names: of ten eight are trained on. Files that are no
        clear wide-band speech are named and left out. The best weights are kept; training ends with the plan, or early when they no
        longer get better.
        An interrupted run (Ctrl-C, power cut) goes on with --resume from the last whole epoch as if nothing had happened. The
        same seed and data give the same network, whatever the number of cores. The network is written twice: in floating point,
        and beside it, as FILE.int16.safetensors, in the 16-bit integers that the fabric runs and learns; every command reads both.

        Examples:
          onboard train --data DATA                              a network like the shipped one, into base.safetensors
          onboard train --data DATA --resume                     go on with it
          onboard train --data DATA --speech LibriSpeech/train-clean-100 --epochs 200
          onboard train --data DATA --speech none --plain        one man's clips in noise alone, as 0.1.0 did
          onboard train --data DATA --av-share 0.5 --min-ratio -6 --max-ratio 6
          onboard train --data DATA --law point --out point.safetensors
          onboard train --data DATA --from base.safetensors --learning-rate 0.0002 --out finer.safetensors
          onboard train --data DATA --labelled 0.1               a tenth of the clips with their masks; streams agree on the others
          onboard train --clips GRID --noise NOISES --network my-network.json --seed 7
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        CorpusOptions corpus = new();
        Option<string> network = new("--network")
        {
            Description = "What to train: tiny, base, large, or a JSON file with a network description.",
            DefaultValueFactory = _ => "base",
            HelpName = "name",
        };
        Option<ActivationLaw?> law = new("--law") { Description = "Another activation law than the description's.", HelpName = "law" };
        Option<string?> output = new("--out")
        {
            Description = "Where to write the network. Default: its name with .safetensors, in this folder.", HelpName = "file",
        };
        Option<int> epochs = CountOption.Create("--epochs", StandardEpochs, "Epochs at the most.");
        Option<int> patience = CountOption.Create(
            "--patience", StandardEpochs, "Epochs without a better result after which to end.");
        Option<int> seed = new("--seed") { Description = "Seed of weights, order and mixtures.", DefaultValueFactory = _ => 1, HelpName = "number" };
        Option<float> penalty = new("--activity-penalty")
        {
            Description = "L1 penalty on the cells' outputs: higher is sparser.",
            DefaultValueFactory = _ => Standard.ActivityPenalty,
            HelpName = "number",
        };
        Option<double> labelled = new("--labelled")
        {
            Description = "Share of the clips whose clean speech training may look at. On the others what the network says who hears alone, " +
                "or sees alone, is trained towards what its averaged weights say who hear and see.",
            DefaultValueFactory = _ => 1,
            HelpName = "share",
        };
        labelled.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (> 0 and <= 1))
                result.AddError("--labelled must be above 0, and 1 at the most.");
        });
        Option<string> delta = DeltaOption.Create(
            "Train with features that are sent when they have changed by so many deviations, for fewer events; 0 sends all.", "0");
        Option<int> talkers = new("--talkers")
        {
            Description = "Synthetic talkers to train on beside the clips, so that the network serves the virtual board too.",
            DefaultValueFactory = _ => 40,
            HelpName = "count",
        };
        Option<long?> frames = new("--frames-per-epoch")
        {
            Description = $"Hops of 10 ms in an epoch. Default: {StandardFrames} with talkers who are heard only, else all clips once.",
            HelpName = "count",
        };
        frames.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<long?>() < 1) result.AddError("--frames-per-epoch must be 1 or more.");
        });
        Option<double> share = new("--av-share")
        {
            Description = "Share of utterances whose talker has a face, beside talkers who are heard only.",
            DefaultValueFactory = _ => new MixtureOptions().AudioVisualShare,
            HelpName = "share",
        };
        share.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (>= 0 and <= 1))
                result.AddError("--av-share must be 0 to 1.");
        });
        Option<int> window = CountOption.Create(
            "--window", Standard.FramesPerUpdate, "Hops that errors travel back through time, and between two updates; 1 trains step by step, as the chip does.");
        Option<int> lanes = CountOption.Create("--lanes", Standard.Lanes, "Utterances trained on side by side; an even number.");
        lanes.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() % Standard.Shards != 0)
                result.AddError("--lanes must be an even number.");
        });
        Option<float> rate = new("--learning-rate")
        {
            Description = "Peak learning rate of Adam.",
            DefaultValueFactory = _ => Standard.LearningRate,
            HelpName = "number",
        };
        Option<float> dropout = new("--context-dropout")
        {
            Description = "Share of context inputs silenced at random while training.",
            DefaultValueFactory = _ => Standard.ContextDropout,
            HelpName = "share",
        };
        Option<double?> lowest = new("--min-ratio") { Description = "Minimum signal-to-noise ratio, dB. Default: -12.", HelpName = "dB" };
        Option<double?> highest = new("--max-ratio") { Description = "Maximum signal-to-noise ratio, dB. Default: 12.", HelpName = "dB" };
        Option<double?> sound = Weight(
            "--sound-weight", new MixtureOptions().SoundWeight, "How much the error of the sound that gains let through counts beside that of the masks.");
        Option<double?> clarity = Weight(
            "--clarity-weight", new MixtureOptions().ClarityWeight,
            "How much it counts beside both how far the envelopes of that sound are from following the speech's, as STOI and ESTOI measure it.");
        Option<bool> plain = new("--plain") { Description = "Mix clips and noises only: no rooms, pauses, microphones or wrong lips." };
        Option<string?> from = new("--from")
        {
            Description = "A trained network to start from, of the same description, instead of random weights; how it sends may differ.",
            HelpName = "file",
        };
        Option<bool> resume = new("--resume") { Description = "Go on with an interrupted run of the same output file." };

        Command command = new("train", "Train a network on clips and noises, off the board.");
        corpus.AddTo(command);
        foreach (Option option in (Option[])
                 [
                     corpus.Speech, network, law, output, epochs, frames, patience, seed, penalty, window, lanes, rate, dropout, labelled,
                     delta, talkers, share, lowest, highest, sound, clarity, plain, from, resume,
                 ])
            command.Options.Add(option);
        command.WithDetails(Details);
        command.SetAction((parsed, cancel) => Task.Run(
            () =>
            {
                (string clips, string noise) = corpus.Resolve(parsed);
                string? speech = corpus.ResolveSpeech(parsed);
                NetworkDescription description = NetworkDescription.Load(parsed.GetValue(network)!);
                if (parsed.GetValue(law) is { } otherLaw) description = description with { Law = otherLaw };
                string path = parsed.GetValue(output) ?? $"{description.Name}.safetensors";
                TrainingPlan plan = new()
                {
                    Description = description,
                    Seed = parsed.GetValue(seed),
                    Epochs = parsed.GetValue(epochs),
                    FramesPerEpoch = parsed.GetValue(frames) ?? (speech is null ? null : StandardFrames),
                    Patience = parsed.GetValue(patience),
                    Delta = (float)DeltaOption.Parse(parsed.GetValue(delta)!),
                };
                MixtureOptions mixtures = parsed.GetValue(plain) ? MixtureOptions.Plain : new MixtureOptions();
                plan = plan with
                {
                    Optimizer = Steps(plan.Optimizer, parsed.GetValue(window)) with
                    {
                        ActivityPenalty = parsed.GetValue(penalty), Lanes = parsed.GetValue(lanes),
                        LearningRate = parsed.GetValue(rate), ContextDropout = parsed.GetValue(dropout),
                    },
                    Mixtures = WithRatios(mixtures, parsed.GetValue(lowest), parsed.GetValue(highest)) with
                    {
                        SoundWeight = parsed.GetValue(sound) ?? mixtures.SoundWeight,
                        ClarityWeight = parsed.GetValue(clarity) ?? mixtures.ClarityWeight,
                        LabelledShare = parsed.GetValue(labelled), AudioVisualShare = parsed.GetValue(share),
                    },
                };
                TrainingState? state = parsed.GetValue(resume) ? TrainingState.Load(StatePath(path), plan)
                    : parsed.GetValue(from) is { } start ? TrainingState.From(plan, NetworkFile.Load(start), start)
                    : null;
                ProgressLine reading = new("reading");
                TrainingCorpus recordings = TrainingCorpus.Load(
                    clips, noise, parsed.GetValue(talkers), done => reading.Report(done), speech: speech, manifest: parsed.GetValue(corpus.Manifest));
                reading.Clear();
                foreach (string remark in recordings.Remarks) parsed.InvocationConfiguration.Output.WriteLine(remark);
                ClipWarnings.Report(parsed.InvocationConfiguration.Error, recordings.Training.Concat(recordings.Validation));
                return Train(plan, recordings, state, path, parsed.InvocationConfiguration.Output, cancel);
            }, CancellationToken.None));
        return command;
    }

    private static TrainingOptions Steps(TrainingOptions options, int window) =>
        window == 1 ? options : options with { ThroughTime = true, FramesPerUpdate = window };

    private static Option<double?> Weight(string name, double standard, string what)
    {
        Option<double?> weight = new(name)
        {
            Description = $"{what} 0 leaves it out. Default: {standard.ToString(CultureInfo.InvariantCulture)}; 0 with --plain.",
            HelpName = "number",
        };
        weight.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<double?>() is not (>= 0 and <= 100)) result.AddError($"{name} must be 0 to 100.");
        });
        return weight;
    }

    private static MixtureOptions WithRatios(MixtureOptions options, double? lowest, double? highest)
    {
        options = options with { MinRatio = lowest ?? options.MinRatio, MaxRatio = highest ?? options.MaxRatio };
        if (options.MinRatio <= options.MaxRatio) return options;
        throw new WrongUseException(
            "--min-ratio", string.Create(CultureInfo.InvariantCulture, $"{options.MinRatio} dB is above {options.MaxRatio} dB"),
            "Give the lesser of the two ratios");
    }

    private static int Train(
        TrainingPlan plan, TrainingCorpus corpus, TrainingState? state, string path, TextWriter output, CancellationToken cancel)
    {
        NetworkTopology topology = new(plan.Description);
        output.WriteLine(
            $"{plan.Description.Name} ({plan.Description.Law}): {topology.ParameterCount:N0} weights; " +
            $"{corpus.Training.Count} clips to train on, {corpus.Validation.Count} to validate with; " +
            $"{corpus.TrainingNoise.Count} noises, {corpus.UnseenNoise.Count} unseen");
        foreach (string remark in corpus.Remarks) output.WriteLine(remark);
        if (plan.Mixtures.LabelledShare < 1)
        {
            int known = MixtureSource.Labelled(plan.Mixtures.LabelledShare, corpus.Training.Count);
            output.WriteLine($"{known} of the clips are labelled; on the others hearing and seeing learn to agree");
        }

        TrainingRun run = new(plan, corpus, state);
        if (state is { Epoch: > 0 }) output.WriteLine($"going on after epoch {state.Epoch}");
        output.WriteLine("epoch  training loss  validation loss  weighted  mask MSE  SDR dB  clarity  active %      time");
        ProgressLine progress = new("training");
        int first = run.State.Epoch;
        run.Run(
            report =>
            {
                run.State.Save(StatePath(path));
                if (report.Best) SaveNetwork(run.State, path);
                progress.Clear();
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{report.Epoch,5}  {report.Training.CrossEntropy,13:F4}  {report.Validation.Loss.CrossEntropy,15:F4}  " +
                    $"{report.Validation.WeightedLoss,8:F4}  {report.Validation.Loss.MeanSquare,8:F4}  {report.Validation.Fidelity,6:F2}  {report.Validation.Clarity,7:F4}  {100 * report.Validation.Activity,8:F1}  {report.Seconds,6:F1} s {(report.Best ? "best" : "")}"));
            },
            (epoch, update, loss) => progress.Report(
                ((epoch - 1 - first) + ((double)update / run.UpdatesPerEpoch)) / (plan.Epochs - first),
                string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}, loss {loss.CrossEntropy:F4}")),
            cancel);
        progress.Clear();
        if (cancel.IsCancellationRequested)
        {
            output.WriteLine(run.State.Epoch == 0
                ? "stopped before the first epoch was done; nothing was kept"
                : $"stopped after epoch {run.State.Epoch}; go on with --resume");
            return ExitCode.Failed;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"best after epoch {run.State.BestEpoch}: weighted validation loss {run.State.BestLoss:F4}, without video " +
            $"{run.Validate(run.State.Best, blind: true).WeightedLoss:F4}; written to {path}, in integers to {IntegerPath(path)}"));
        return ExitCode.Done;
    }

    private static string StatePath(string path) => path + ".state";

    private static void SaveNetwork(TrainingState state, string path)
    {
        Dictionary<string, string> notes = new()
        {
            ["epoch"] = state.BestEpoch.ToString(CultureInfo.InvariantCulture),
            ["validation_loss"] = state.BestLoss.ToString("R", CultureInfo.InvariantCulture),
        };
        new NetworkFile(state.Best, state.Scaling.ToExtras(), notes).Save(path);
        new NetworkFile(IntegerNetwork.Quantize(state.Best), state.Scaling.ToExtras(), notes).Save(IntegerPath(path));
    }

    private static string IntegerPath(string path) => Path.ChangeExtension(path, ".int16" + Path.GetExtension(path));
}

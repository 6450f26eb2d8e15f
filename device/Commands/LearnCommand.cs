using System.CommandLine;
using System.Globalization;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Experiments;
using OnBoard.Device.Experiments.Trials;
using OnBoard.Device.Service.Devices;
using OnBoard.Fabric.Files;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard learn</c>: tries live learning in virtual time and measures what it brings.</summary>
internal static class LearnCommand
{
    private const string Details =
        """
        The learner hears and sees what it would in `onboard run --learn`: a talker in noise that comes and goes. It keeps his
        clear speech and the room's noise, found by lips and sound alone (of a talker without video: by sound alone), and trains
        on mixtures of them, so many steps for each second. What was learned is measured on mixtures that it never hears: other
        sentences of the talker in other noises, which are always there. The clean speech is used for this alone.
        A talker's clips, or the pieces of a long recording between his pauses, are shared out by length: the first half to learn
        from, again and again, the others to score on. A single sentence is scored on itself, which shows memory more than learning.
        Of a folder of noises one room is learned in, by talker in turn, and recordings that no network was trained on, of other
        types, are scored in. The virtual talker is scored on later sentences in the same noise, later.
        Gains that the network is unsure of are held back; where held-out speech shows that they are right for this talker they are
        trusted, and the summary tells what the weights brought by themselves.
        Time is virtual: the same options give the same figures again, however busy the machine. `onboard run --learn` is the same in real time.

        Examples:
          onboard learn --network untrained                             from nothing, on the virtual board
          onboard learn --clip DATA/grid/s20 --noise DATA/noise         the shipped network meets a talker it never heard
          onboard learn --speech DATA/speech --split test --noise DATA/noise --plot learning.svg
          onboard learn --clip talk1.mpg talk2.mpg --noise street.flac --test-noise cafe.flac --snr -3 --out learned.safetensors
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string> network = new("--network")
        {
            Description = "The network to start from: a file, or untrained.",
            DefaultValueFactory = _ => EnhancerModel.ShippedPath,
            HelpName = "file",
        };
        Option<string[]> clip = new("--clip")
        {
            Description = "A talker's recordings with video: files, his folder, or a folder with a folder for each talker. Default: the virtual talker.",
            HelpName = "files",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> speech = new("--speech")
        {
            Description = "Talkers who are heard only: a recording, or a folder with a file or a folder for each.", HelpName = "file",
        };
        Option<string> split = new("--split")
        {
            Description = "Of a folder of speech with a manifest, the split.", DefaultValueFactory = _ => "test", HelpName = "name",
        };
        Option<string?> only = new("--talkers") { Description = "Only these talkers, separated by commas.", HelpName = "names" };
        Option<double> minSeconds = new("--min-seconds")
        {
            Description = "Talkers of whom a folder of speech has less are left out.",
            DefaultValueFactory = _ => TrialTalker.MinSeconds,
            HelpName = "seconds",
        };
        Option<string> noise = new("--noise")
        {
            Description = "The noise to learn in: a recording, a folder of recordings, or builtin.",
            DefaultValueFactory = _ => "builtin",
            HelpName = "file",
        };
        Option<string?> testNoise = new("--test-noise")
        {
            Description = "Noises to score in: a recording or a folder. Default: those of the folder that are not learned in, or made ones.",
            HelpName = "file",
        };
        Option<double> snr = new("--snr")
        {
            Description = "Speech over the noise, dB.", DefaultValueFactory = _ => 0, HelpName = "dB",
        };
        Option<string> testSnr = new("--test-snr")
        {
            Description = "Ratios to score at in turn, dB, separated by commas.", DefaultValueFactory = _ => "-3,0,3", HelpName = "numbers",
        };
        Option<int> seconds = CountOption.Create("--seconds", 120, "How long the learner listens.");
        Option<int> steps = CountOption.Create("--steps-per-second", 1200, "Training steps for each second: what the processor leaves.");
        Option<int> seed = new("--seed")
        {
            Description = "Seed of the mixing.", DefaultValueFactory = _ => 1, HelpName = "number",
        };
        Option<string?> output = new("--out") { Description = "Where to write what was learned, of a single talker.", HelpName = "file" };
        Option<string?> plot = new("--plot") { Description = "Draw what was measured into this .svg or .png.", HelpName = "file" };
        Option<bool> json = new("--json") { Description = "One JSON object a line instead of a table." };
        Command command = new("learn", "Try live learning in virtual time and measure what it brings.");
        foreach (Option option in (Option[])
                 [network, clip, speech, split, only, minSeconds, noise, testNoise, snr, testSnr, seconds, steps, seed, output, plot, json])
            command.Options.Add(option);
        command.WithDetails(Details);
        command.SetAction((parsed, cancel) => Task.Run(
            () =>
            {
                EnhancerModel model = EnhancerModel.Load(parsed.GetValue(network)!);
                string[] clips = parsed.GetValue(clip) ?? [];
                string? heard = parsed.GetValue(speech);
                if (clips.Length > 0 && heard is not null)
                    throw new WrongUseException(speech.Name, "talkers with and without video do not go together", "Give --clip or --speech");
                string? plotPath = parsed.GetValue(plot);
                if (plotPath is not null && !PlotFile.CanWrite(plotPath))
                    throw new WrongUseException(plot.Name, $"{plotPath} is neither .svg nor .png", "Name a file that ends in .svg or .png");
                TrialTalker?[] talkers = heard is not null
                    ? [.. TrialTalker.FromSpeech(heard, parsed.GetValue(split)!, parsed.GetValue(minSeconds))]
                    : clips.Length > 0 ? [.. TrialTalker.FromClips(clips)] : [null];
                if (parsed.GetValue(only) is { } names)
                {
                    string[] chosen = CommaList.Parse(only.Name, names, [.. talkers.Select(talker => talker?.Name ?? "")]);
                    talkers = [.. talkers.Where(talker => chosen.Contains(talker?.Name))];
                }

                if (parsed.GetValue(output) is not null && talkers.Length > 1)
                    throw new WrongUseException(output.Name, $"there are {talkers.Length} talkers", "Choose one with --talkers");
                string noiseName = parsed.GetValue(noise)!;
                if (Endpoint.ParseNoise(noiseName) is not { Kind: not EndpointKind.None } place)
                    throw new WrongUseException(noise.Name, "a trial needs noise", "Name a recording, a folder or builtin");
                OtherNoises noises = OtherNoises.Load(
                    place.Kind == EndpointKind.Virtual ? null : noiseName, parsed.GetValue(testNoise));
                TrialPlan plan = new()
                {
                    Model = model,
                    Snr = parsed.GetValue(snr),
                    HeldOutRatios = [.. CommaList.Split(parsed.GetValue(testSnr)!).Select(Ratio)],
                    Seconds = parsed.GetValue(seconds),
                    StepsPerSecond = parsed.GetValue(steps),
                    Learning = new LearningOptions { Seed = parsed.GetValue(seed) },
                };
                LearnReport report = new(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
                for (int i = 0; i < talkers.Length; i++)
                {
                    (string room, string type, var open) = noises.RoomOf(i);
                    if (!Run(
                            plan with
                            {
                                Talker = talkers[i],
                                Noise = open,
                                HeldOutNoises = [.. noises.HeldOutFor(type).Select(other => other.Samples)],
                            },
                            room, report, parsed.GetValue(output), cancel))
                        return ExitCode.Failed;
                }

                report.Finish();
                if (plotPath is not null) TrialPlot.Save(plotPath, report.Results);
                return ExitCode.Done;
            }, CancellationToken.None));
        return command;
    }

    private static bool Run(TrialPlan plan, string room, LearnReport report, string? path, CancellationToken cancel)
    {
        Trial trial = new(plan);
        report.Begin(plan, trial, room);
        foreach (TrialPoint point in trial.Run())
        {
            if (cancel.IsCancellationRequested) return false;
            report.Add(point);
        }

        report.End(trial);
        if (path is null) return true;
        new NetworkFile(trial.Learned!, plan.Model.Scaling.ToExtras(), new Dictionary<string, string>()).Save(path);
        report.Say($"written to {path}");
        return true;
    }

    private static double Ratio(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new WrongUseException("--test-snr", $"{text} is no number", "Give ratios in dB, for instance -3,0,3");
}

using System.CommandLine;
using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Evaluation;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard evaluate</c>: how much better speech gets, by signal-to-noise ratio, kind of talker and noise.</summary>
internal static class EvaluateCommand
{
    private const string Details =
        """
        Talkers with a face (clips in GRID layout) and talkers heard only are scored in one table. By default the splits dev and test
        of the manifest are taken, and of every type of noise the last recording by name, which training leaves out. Of speech by
        ear, the four seconds with the most speech stand for a recording.

        Examples:
          onboard evaluate --data DATA --no-pesq                the shipped network on unseen clips and noises
          onboard evaluate --data DATA --fabric integer,model   two engines side by side
          onboard evaluate --data DATA --blind                  the same with the camera covered, beside it
          onboard evaluate --data DATA --lips own,none,other,frozen,late --join 20      lips that are wrong, in clips of 20 s
          onboard evaluate --data DATA --snr noise,silence,30   a face without a voice, silence, clean speech
          onboard evaluate --data DATA --split ear:dev,ear:test --by sex,age,type       talkers heard only
          onboard evaluate --data DATA --split test_other_speaker --by talker           faces it never saw
          onboard evaluate --data DATA --limit 20 --turns       a quick look: few clips, one noise each
          onboard evaluate --data DATA --delta 0.1,0.25         also with features that are sent when they have changed
          onboard evaluate --data DATA --baseline point.safetensors --csv scores.csv
          onboard evaluate --data DATA --sound folder           writes clean, noisy and enhanced WAV files
          onboard evaluate --clips DIR --noise DIR              recordings of your own; without a manifest the hash splits them

        Columns: count of mixtures; SI-SDR (Le Roux 2019), STOI and ESTOI (Taal 2011, Jensen 2016) with the gain over the noisy sound and its
        95 % interval over clips; worse: share of mixtures that lost more than .01 STOI; swallowed: share of frames with speech
        in which the sound is more than 10 dB under the clean speech, once their levels are matched; level: change of the level of the
        speech; all dB: change of the level of everything, where there is no noise or no speech; PESQ wide band (P.862.2); loss is the
        mean binary cross-entropy of the mask in nats; active % is the share of cells whose output is not zero; events are weights
        applied to inputs that are not zero (synaptic events), in the forward pass of one hop (10 ms of sound).
        The law of a network is the function by which a cell joins its input and its context to an output; `point` adds them.
        """;

    private static readonly string[] LipNames = [.. Enum.GetNames<ShownLips>().Select(name => name.ToLowerInvariant())];

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        MixtureSetOptions mixtures = new();
        Option<string> network = new("--network")
        {
            Description = "The network to score. Default: the one that comes with the program.",
            DefaultValueFactory = _ => EnhancerModel.ShippedPath,
            HelpName = "file",
        };
        Option<string?> baseline = new("--baseline")
        {
            Description = "A second network to score beside it, for instance one of the law `point`.", HelpName = "file",
        };
        Option<string> engines = new("--fabric")
        {
            Description = $"Engines that run it, separated by commas: {string.Join(", ", EnhancerModel.EngineNames)}.",
            DefaultValueFactory = _ => "cpu",
            HelpName = "names",
        };
        Option<string> deltas = DeltaOption.Create(
            "Score each system also with features that are sent when they have changed by so many of their standard deviations; several between commas.", "");
        Option<bool> blind = new("--blind") { Description = "Score each system also without video: --lips own,none." };
        Option<string?> lips = new("--lips")
        {
            Description = $"Score each system with these lips before the camera, several between commas: {string.Join(", ", LipNames)}. Default: own.",
            HelpName = "names",
        };

        Command command = new("evaluate", "Score a network on noisy speech: SI-SDR, STOI, ESTOI, PESQ, harm, events, activity.");
        mixtures.AddTo(command);
        foreach (Option option in (Option[])[network, baseline, engines, deltas, blind, lips]) command.Options.Add(option);
        command.WithDetails(Details);
        command.SetAction((parsed, cancel) => Task.Run(
            () =>
            {
                mixtures.RefuseInputs(parsed, parsed.GetValue(network), parsed.GetValue(baseline));
                List<EvaluatedSystem> systems = Systems(
                    parsed.GetValue(network)!, parsed.GetValue(baseline), CommaList.Parse("--fabric", parsed.GetValue(engines)!, EnhancerModel.EngineNames),
                    DeltaOption.ParseAll(parsed.GetValue(deltas)!),
                    Lips(parsed.GetValue(lips) ?? (parsed.GetValue(blind) ? "own,none" : "own")));
                (IReadOnlyList<Condition> conditions, string drawn) = mixtures.Load(parsed);
                mixtures.Report(parsed, mixtures.Score(parsed, systems, conditions, cancel), drawn);
                return ExitCode.Done;
            }, cancel));
        return command;
    }

    private static ShownLips[] Lips(string text) =>
        [.. CommaList.Parse("--lips", text, LipNames).Distinct().Select(name => (ShownLips)Array.IndexOf(LipNames, name))];

    private static List<EvaluatedSystem> Systems(
        string network, string? baseline, IReadOnlyList<string> engines, double[] deltas, ShownLips[] lips)
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
            systems.AddRange(lips.Select(shown => new EvaluatedSystem(shown switch
            {
                ShownLips.Own => name,
                ShownLips.None => $"{name}-blind",
                _ => $"{name}-{LipNames[(int)shown]}",
            }, model, engine, shown)));
        }
    }
}

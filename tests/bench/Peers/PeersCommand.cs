using System.CommandLine;
using OnBoard.Device.Commands;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Evaluation;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Bench.Peers;

/// <summary>
/// <c>onboard-bench peers</c>: networks of others beside ours, on the same mixtures by the same measures as <c>onboard evaluate</c>.
/// </summary>
internal static class PeersCommand
{
    private const string Details =
        """
        Every network runs frame by frame on one thread, others by ONNX Runtime, ours by the engine of the processor, with the lips
        and with the camera covered where clips have a face. Each one's delay is taken out before it is scored.

        Examples:
          onboard-bench peers --models ../shared/peers --no-pesq
          onboard-bench peers --models ../shared/peers --network base --network mine.safetensors --split ear:test --csv scores.csv
          onboard-bench peers --models mine.json                        one ONNX network by its description
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        MixtureSetOptions mixtures = new();
        Option<string[]> models = new("--models")
        {
            Description = "Folder of ONNX networks (DTLN, GTCRN, UL-UNAS by their files' names; others by JSON), or a JSON description; can be repeated.",
            Required = true, HelpName = "path",
        };
        Option<string[]> networks = new("--network")
        {
            Description = "A network of ours; can be repeated.", DefaultValueFactory = _ => ["base"], HelpName = "file",
        };
        Command command = new("peers", "Score networks of others beside ours: the same mixtures, the same measures, processor time in turn.");
        command.Options.Add(models);
        command.Options.Add(networks);
        mixtures.AddTo(command);
        command.WithDetails(Details);
        command.SetAction((parsed, cancel) => Task.Run(
            () =>
            {
                PeerDescription[] peers = [.. parsed.GetValue(models)!.SelectMany(PeerDescription.Find)];
                EnhancerModel[] ours = [.. parsed.GetValue(networks)!.Select(EnhancerModel.Load)];
                (IReadOnlyList<Condition> conditions, string drawn) = mixtures.Load(parsed);
                IReadOnlyList<EvaluatedSystem> systems = Systems(ours, peers, conditions.Any(condition => condition.Clip.HasFace));
                IReadOnlyList<MixtureScore> scores = mixtures.Score(parsed, systems, conditions, cancel);
                IReadOnlyDictionary<string, double> factors = ProcessorTime.RealTimeFactors(systems, conditions);
                Dictionary<string, double> delays = peers.ToDictionary(peer => peer.Name, peer => Milliseconds(peer.Lag + peer.Hop));
                mixtures.Report(
                    parsed,
                    [
                        .. scores.Select(score => score.IsUnprocessed ? score : score with
                        {
                            Network = score.Network with
                            {
                                RealTimeFactor = factors[score.System],
                                Delay = delays.GetValueOrDefault(score.System, Milliseconds(2 * AudioFormat.HopLength)),
                            },
                        }),
                    ],
                    drawn);
                return ExitCode.Done;
            }, cancel));
        return command;
    }

    /// <summary>The noisy input, ours with and without lips, theirs.</summary>
    private static List<EvaluatedSystem> Systems(EnhancerModel[] ours, PeerDescription[] peers, bool faces)
    {
        List<EvaluatedSystem> systems = [EvaluatedSystem.Noisy];
        foreach (EnhancerModel model in ours)
        {
            string name = Path.GetFileNameWithoutExtension(model.Origin);
            systems.Add(new EvaluatedSystem(faces ? $"{name} lips" : name, model, "cpu"));
            if (faces) systems.Add(new EvaluatedSystem($"{name} covered", model, "cpu", ShownLips.None));
        }

        systems.AddRange(peers.Select(peer => new PeerSystem(peer)));
        string? twice = systems.GroupBy(system => system.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? systems : throw new WrongUseException("--network", $"two networks are called {twice}", "Rename one of the files");
    }

    private static double Milliseconds(int samples) => 1000.0 * samples / AudioFormat.SampleRate;
}

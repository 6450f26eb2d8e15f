using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Experiments.Trials;
using OnBoard.Fabric.Learning;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard damage</c>: damages a network and watches it recover by learning.</summary>
internal static class DamageCommand
{
    private const string Details =
        """
        A network that runs on the virtual board, or hears a looped recording, loses cells all at once: they fall silent, or
        stick at their largest output, or single bits of its weights turn over. Its loss on held-out replay and its SI-SDR gain
        are measured before, right after, and after so many steps of live learning; dead cells stay dead, others take over.
        Time is virtual: the same options give the same figures again, however busy the machine.
        In `onboard run --learn` the page kills cells live.

        Examples:
          onboard damage                                        0 to 90 % of the shipped network's cells, silenced
          onboard damage --kind stuck --share 0.01 --share 0.1
          onboard damage --active --steps 20000                 only cells that are in use
          onboard damage --kind bitflip --share 0.001 --json
        """;

    private static readonly double[] StandardShares = [0.1, 0.3, 0.5, 0.7, 0.9];

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string> network = new("--network")
        {
            Description = "The network.", DefaultValueFactory = _ => EnhancerModel.ShippedPath, HelpName = "file",
        };
        Option<string?> clip = new("--clip")
        {
            Description = "A recording, looped. Default: the virtual talker.", HelpName = "file",
        };
        Option<DamageKind> kind = new("--kind")
        {
            Description = "dead (silent), stuck (at 6), or bitflip (of weights).", DefaultValueFactory = _ => DamageKind.Dead,
        };
        Option<double[]> share = new("--share")
        {
            Description = "Share of the cells or weights, 0 to 1; may be repeated.",
            DefaultValueFactory = _ => StandardShares,
            HelpName = "share",
        };
        Option<bool> active = new("--active")
        {
            Description = "Hit only cells that are active (their output is not zero) in at least a tenth of the frames.",
        };
        Option<int> steps = CountOption.Create("--steps", 12_000, "Training steps after the damage.");
        Option<int> seed = new("--seed") { Description = "Draws the cells.", DefaultValueFactory = _ => 1, HelpName = "number" };
        Option<bool> json = new("--json") { Description = "One JSON object a line instead of a table." };
        Command command = new("damage", "Kill cells of a network and watch it recover by learning.");
        foreach (Option option in (Option[])[network, clip, kind, share, active, steps, seed, json]) command.Options.Add(option);
        command.WithDetails(Details);
        command.SetAction((parsed, cancel) => Task.Run(
            () =>
            {
                double[] shares = parsed.GetValue(share)!;
                if (shares.Any(value => value is not (>= 0 and <= 1)))
                    throw new WrongUseException(share.Name, "is out of range", "Give shares from 0 to 1");
                EnhancerModel model = EnhancerModel.Load(parsed.GetValue(network)!);
                Trial trial = new(new TrialPlan
                {
                    Model = model,
                    Talker = parsed.GetValue(clip) is { } path ? TrialTalker.FromClips([path])[0] : null,
                    HeldOutNoises = OtherNoises.BuiltIn(),
                    Seconds = 90,
                    Learning = new LearningOptions { StepsPerValidation = 1000, UpdateThreshold = 0, BackwardThreshold = 0 },
                });
                DamageTrial damage = new(trial, parsed.GetValue(steps), parsed.GetValue(seed));
                TextWriter output = parsed.InvocationConfiguration.Output;
                bool asJson = parsed.GetValue(json);
                if (!asJson)
                {
                    output.WriteLine(
                        "kind     share     hit  loss before  right after  learned  steps to recover  " +
                        "SI-SDR gain dB: before  after  learned");
                }

                foreach (double value in shares)
                {
                    if (cancel.IsCancellationRequested) return ExitCode.Failed;
                    DamageResult result = damage.Run(parsed.GetValue(kind), value, parsed.GetValue(active));
                    output.WriteLine(asJson ? ToJson(result) : ToLine(result));
                }

                return ExitCode.Done;
            }, CancellationToken.None));
        return command;
    }

    private static string ToLine(DamageResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Kind.ToString().ToLowerInvariant(),-7}  {result.Share,5:0.###}  {result.Hit,6}  {result.Healthy,11:0.0000}  " +
        $"{result.Damaged,11:0.0000}  {result.Recovered,7:0.0000}  " +
        $"{result.StepsToRecover?.ToString(CultureInfo.InvariantCulture) ?? "not yet",16}  {result.GainHealthy,22:0.0}  " +
        $"{result.GainDamaged,5:0.0}  {result.GainRecovered,7:0.0}");

    private static string ToJson(DamageResult result)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("kind", result.Kind.ToString());
            json.WriteNumber("share", result.Share);
            json.WriteBoolean("among_active", result.AmongActive);
            json.WriteNumber("hit", result.Hit);
            json.WriteNumber("loss_before", result.Healthy);
            json.WriteNumber("loss_right_after", result.Damaged);
            json.WriteNumber("loss_learned", result.Recovered);
            if (result.StepsToRecover is { } steps) json.WriteNumber("steps_to_recover", steps);
            else json.WriteNull("steps_to_recover");
            json.WriteNumber("si_sdr_gain_before_db", result.GainHealthy);
            json.WriteNumber("si_sdr_gain_right_after_db", result.GainDamaged);
            json.WriteNumber("si_sdr_gain_learned_db", result.GainRecovered);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}

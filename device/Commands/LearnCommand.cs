using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
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
        clear speech and the room's noise, found by lips and sound alone, and trains on mixtures of them, so many steps for each
        second. What was learned is measured on a mixture that it never hears: later sentences of the virtual talker (of a
        recording: the recording itself) in later noise that is always there. The clean speech is used for this alone.
        Time is virtual: the same options give the same figures on every machine. `onboard run --learn` is the same in real time.

        Examples:
          onboard learn --network untrained                             from nothing, on the virtual board
          onboard learn --clip DATA/grid/s20/brbk7n.mpg                 the shipped network meets a talker it never heard
          onboard learn --clip talk.mpg --noise street.flac --snr -3 --out learned.safetensors
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
        Option<string?> clip = new("--clip")
        {
            Description = "A recording, looped. Default: the virtual talker.", HelpName = "file",
        };
        Option<string> noise = new("--noise")
        {
            Description = "The noise: a recording, a folder of recordings, or builtin.",
            DefaultValueFactory = _ => "builtin",
            HelpName = "file",
        };
        Option<double> snr = new("--snr")
        {
            Description = "Speech over the noise, dB.", DefaultValueFactory = _ => 0, HelpName = "dB",
        };
        Option<int> seconds = CountOption.Create("--seconds", 120, "How long the learner listens.");
        Option<int> steps = CountOption.Create("--steps-per-second", 1200, "Training steps for each second: what the processor leaves.");
        Option<int> seed = new("--seed")
        {
            Description = "Seed of the mixing.", DefaultValueFactory = _ => 1, HelpName = "number",
        };
        Option<string?> output = new("--out") { Description = "Where to write what was learned.", HelpName = "file" };
        Option<bool> json = new("--json") { Description = "One JSON object a line instead of a table." };
        Command command = new("learn", "Try live learning in virtual time and measure what it brings.");
        foreach (Option option in (Option[])[network, clip, noise, snr, seconds, steps, seed, output, json])
            command.Options.Add(option);
        command.WithDetails(Details);
        command.SetAction((parsed, cancel) => Task.Run(
            () =>
            {
                EnhancerModel model = EnhancerModel.Load(parsed.GetValue(network)!);
                string noiseName = parsed.GetValue(noise)!;
                if (Endpoint.ParseNoise(noiseName) is not { } place || NoiseChoice.Prepare(place) is not { } makeNoise)
                    throw new WrongUseException(noise.Name, "a trial needs noise", "Name a recording, a folder or builtin");
                TrialPlan plan = new()
                {
                    Model = model,
                    Clip = parsed.GetValue(clip),
                    Noise = makeNoise,
                    Snr = parsed.GetValue(snr),
                    Seconds = parsed.GetValue(seconds),
                    StepsPerSecond = parsed.GetValue(steps),
                    Learning = new LearningOptions { Seed = parsed.GetValue(seed) },
                };
                return Run(
                    plan, parsed.GetValue(output), parsed.GetValue(json), parsed.InvocationConfiguration.Output, cancel);
            }, CancellationToken.None));
        return command;
    }

    private static int Run(TrialPlan plan, string? path, bool json, TextWriter output, CancellationToken cancel)
    {
        Trial trial = new(plan);
        if (!json)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Clip ?? "virtual talker"}, {plan.Model.Origin}; the test mixture has {trial.NoisySdr:0.0} dB SI-SDR"));
            output.WriteLine("seconds  clear s  noise s    steps  held-out loss       kept  back  active %  SI-SDR gain dB");
        }

        foreach (TrialPoint point in trial.Run())
        {
            if (cancel.IsCancellationRequested) return ExitCode.Failed;
            output.WriteLine(json ? ToJson(point) : ToLine(point));
        }

        if (path is not null)
        {
            new NetworkFile(trial.Learned!, plan.Model.Scaling.ToExtras(), new Dictionary<string, string>()).Save(path);
            if (!json) output.WriteLine($"written to {path}");
        }

        return ExitCode.Done;
    }

    private static string ToLine(TrialPoint point) => string.Create(
        CultureInfo.InvariantCulture,
        $"{point.Seconds,7}  {point.Status.ClearSeconds,7:0.0}  {point.Status.NoiseSeconds,7:0.0}  {point.Status.Steps,7}  " +
        $"{point.Status.HeldOutLossBefore,7:0.0000} -> {point.Status.HeldOutLossAfter,7:0.0000}  {point.Status.Kept,4}  " +
        $"{point.Status.RolledBack,4}  {100 * point.Activity,8:0.0}  {point.Gain,14:0.00}");

    private static string ToJson(TrialPoint point)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("seconds", point.Seconds);
            json.WriteNumber("si_sdr_gain_db", point.Gain);
            json.WriteNumber("activity", point.Activity);
            json.WriteNumber("steps", point.Status.Steps);
            json.WriteNumber("clear_seconds", point.Status.ClearSeconds);
            json.WriteNumber("noise_seconds", point.Status.NoiseSeconds);
            if (double.IsFinite(point.Status.HeldOutLossAfter))
            {
                json.WriteNumber("held_out_loss_before", point.Status.HeldOutLossBefore);
                json.WriteNumber("held_out_loss_after", point.Status.HeldOutLossAfter);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}

using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Recording;
using OnBoard.Sensors.Media;
using Spectre.Console;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard run</c>: the live service.</summary>
public static class RunCommand
{
    private const string Details =
        """
        Examples:
          onboard run                                       a virtual talker in a noisy cafe; recorded, scored
          onboard run --snr -5 --noise street.wav           the same talker in another, louder noise
          onboard run --microphone talk.mpg                 a recording with noise added, scored
          onboard run --microphone talk.mpg --noise none --output clear.wav --record none
                                                            a recording cleaned, in real time
          onboard run --microphone talk.mkv#2 --noise none  the second sound track; else the first that is not silent
          ffmpeg -i URL -f wav - | onboard run --microphone - --noise none --output clear.wav --record none
                                                            what another program writes
          onboard run --learn                               learn from the talker while it runs; kept in onboard-learned
          onboard run --learn --network untrained           learn from nothing
          onboard run --learn --network untrained:tiny --fabric rtl --time virtual --duration 90
                                                            in the simulated logic, which is slow: the talker waits for it
          onboard run --microphone alsa:default --camera /dev/video0 --output alsa:default
                                                            live, from this machine's devices to its loudspeaker

          onboard run --microphone alsa:hw:1 --channels 1-4 --camera /dev/video0 --camera-mode 640x480@30:MJPG
                                                            some channels of an array, a mode of the camera

          onboard run --listen 0.0.0.0:8080                 the same, its page open to the network

        The page at http://127.0.0.1:8080 shows the service live; the start prints its address with the token that
        changes need, and video and sound over the network (in a terminal; elsewhere it says where the token is). /metrics
        is for Prometheus, /healthz and /readyz for supervisors, /api/v1 for programs.

        Each value may also stand in the environment (ONBOARD_CAMERA=/dev/video2) or in appsettings.json beside the
        program ({ "Camera": "/dev/video2" }). Options win over the environment, the environment over the file.

        Status, once a second; in a pipe or a log in short on one line of less than 160 characters, or not at all (--quiet):
          SI-SDR      heard -> sent out, dB over the last 5 s, where the clean speech is known
          lips        whether the last frame showed a mouth
          active      cells whose output is not zero; events/hop: weights applied to inputs that are not zero, in a hop (10 ms of sound)
          latency     from the end of a hop at the microphone to its delivery; the sound itself is 10 ms later still,
                      because windows overlap
          missed      hops delivered later than 10 ms after they were heard; unprocessed where the network was late
          lost        hops that a slow thread, loudspeaker or disk made no room for
          xruns       gaps of the sound devices
          power       watts by domain and their sum, and whether they are measured or modelled; never the board input too
          energy/hop  joules of all rails over inferences, with the 95 % interval: idling included (see onboard energy)

        A camera, a microphone or a loudspeaker that is not there, or is lost, is tried again until it comes; with
        --strict-devices one that is not there at the start ends it with code 3. Ctrl+C, SIGTERM, SIGHUP or a closed pipe stops: files are
        completed first. Exit codes: 0 stopped or over, 1 failed, 2 wrong use, 3 a device is missing.
        """;

    private static readonly (Setting Setting, Option<string?> Option)[] Options =
    [
        .. RunSettings.Keys.Where(setting => setting != RunSettings.StrictDevicesKey).Select(setting => (setting, new Option<string?>(setting.Option, setting.FormerOption is { } former ? [former] : [])
        {
            Description = setting.Description,
            HelpName = setting.Placeholder,
        })),
    ];

    private static readonly Option<bool> NoVideo = new("--no-video") { Description = "The same as --camera none." };

    private static readonly Option<bool> Learn = new("--learn") { Description = "The same as --learning on." };

    private static readonly Option<bool> StrictDevices = new(RunSettings.StrictDevicesKey.Option)
    {
        Description = RunSettings.StrictDevicesKey.Description,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object a line instead of text." };

    private static readonly Option<bool> Quiet = new("--quiet")
    {
        Description = "No facts at the start and no status: what happens, the page's address and scores alone.",
    };

    private static readonly Option<string?> Settings = new("--settings")
    {
        Description = "Another settings file [appsettings.json beside the program]",
        HelpName = "FILE",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new(
            "run", "Clean noisy speech live: from microphone and camera to loudspeaker and files (default).");
        AddSettings(command);
        command.Options.Add(Json);
        command.Options.Add(Quiet);
        command.SetAction(RunAsync);
        return command.WithDetails(Details);
    }

    /// <summary>Adds the options of the settings to a command: this one, or <c>check</c>.</summary>
    internal static void AddSettings(Command command)
    {
        foreach ((_, Option<string?> option) in Options) command.Options.Add(option);
        command.Options.Add(NoVideo);
        command.Options.Add(Learn);
        command.Options.Add(StrictDevices);
        command.Options.Add(Settings);
    }

    /// <summary>The settings that a command line asks for.</summary>
    internal static RunSettings ReadSettings(ParseResult parsed)
    {
        Dictionary<string, string?> given = [];
        foreach ((Setting setting, Option<string?> option) in Options)
        {
            if (parsed.GetValue(option) is not { } value) continue;
            bool isFormer = setting.FormerOption is { } former && parsed.GetResult(option)?.IdentifierToken?.Value == former;
            given[isFormer ? setting.FormerKey! : setting.Key] = value;
        }

        if (parsed.GetValue(NoVideo)) given[RunSettings.CameraKey.Key] = "none";
        if (parsed.GetValue(Learn)) given[RunSettings.LearningKey.Key] = "on";
        if (parsed.GetValue(StrictDevices)) given[RunSettings.StrictDevicesKey.Key] = "yes";
        SettingValues values = new(RunSettings.Keys, given, parsed.GetValue(Settings));
        return RunSettings.Read(values, Machine.IsBoard, DateTime.Now);
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        RunSettings settings = ReadSettings(parsed);
        using ILoggerFactory loggers = RunLogging.Create(settings.Log, Journal.TakesStandardError);
        IRunView view = View(parsed, loggers);
        foreach (string warning in settings.Warnings) view.Warn(warning);
        settings = Outputs(settings, view);
        using IHost host = RunHost.Build(settings, view, loggers);
        host.Services.Prepare();

        // Not RunAsync, which disposes of the pipeline before it was asked how it ended.
        await host.StartAsync(stop);
        await host.WaitForShutdownAsync(stop);
        LivePipeline pipeline = host.Services.GetRequiredService<LivePipeline>();

        // The host has waited already.
        await pipeline.WaitForEndAsync(TimeSpan.Zero);
        if (settings.Duration is not null && pipeline.ScoreEnd() is { } score) view.Show(score);
        if (settings.Record is not null) view.Report($"recorded in {settings.Record}");
        return ExitCode.Done;
    }

    private static IRunView View(ParseResult parsed, ILoggerFactory loggers)
    {
        IRunView view = parsed.GetValue(Json) ? new JsonView(parsed.InvocationConfiguration.Output)
            : Console.IsOutputRedirected ? new PlainView(parsed.InvocationConfiguration.Output)
            : new TerminalView(AnsiConsole.Console);

        // In the journal a message has its priority; what comes once a second and at the start goes there as it is.
        if (view is PlainView && Journal.TakesStandardError) view = new LoggedView(view, loggers.CreateLogger("OnBoard"));
        return parsed.GetValue(Quiet) ? new QuietView(view) : view;
    }

    /// <summary>Nothing that is written may be what is read, or what another writes.</summary>
    private static RunSettings Outputs(RunSettings settings, IRunView view)
    {
        Endpoint[] read = [settings.Microphone, settings.Camera, settings.Noise];
        string? output = settings.Output.Kind == EndpointKind.File ? settings.Output.Name : null;
        string[] files = [.. read.Where(input => input.Kind == EndpointKind.File && !Directory.Exists(input.Name)).Select(input => input.Name)];
        IEnumerable<string> noises = output is not null && settings.Noise.Kind == EndpointKind.File && Directory.Exists(settings.Noise.Name)
            ? NoiseFolder.Open(settings.Noise.Name).Select(recording => recording.Path)
            : [];
        OutputFile.RefuseInput(RunSettings.OutputKey.Option, output, [.. files, .. noises, settings.Network]);
        if (settings.Record is not { } named) return settings;
        string record = RecordingFolder.Free(named);
        if (record != named) view.Report($"{named} holds a recording already: this one goes to {record}");
        if (output is not null && RecordingFolder.Writes(record, output))
        {
            throw new WrongUseException(
                RunSettings.OutputKey.Option, $"{output} is a file of the recording itself", "Name another file, or leave it out");
        }

        return settings with { Record = record };
    }
}

using System.CommandLine;
using Microsoft.Extensions.Hosting;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Interfaces.Scpi;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Learning;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Power;
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
          onboard run --microphone alsa:default --camera /dev/video0 --output alsa:default
                                                            live, from this machine's devices to its loudspeaker

          onboard run --microphone alsa:hw:1 --channels 1-4 --camera /dev/video0 --camera-mode 640x480@30:MJPG
                                                            some channels of an array, a mode of the camera

          onboard run --listen 0.0.0.0:8080                 the same, its page open to the network

        The page at http://127.0.0.1:8080 shows the service live; the start prints its address with the token that
        changes need, and picture and sound over the network (in a terminal; elsewhere it says where the token is). /metrics
        is for Prometheus, /healthz and /readyz for supervisors, /api/v1 for programs.

        Each value may also stand in the environment (ONBOARD_CAMERA=/dev/video2) or in appsettings.json beside the
        program ({ "Camera": "/dev/video2" }). Options win over the environment, the environment over the file.

        Status, once a second; in a pipe or a log in short on one line of less than 160 characters, or not at all (--quiet):
          SI-SDR      heard -> sent out, dB over the last 5 s, where the clean speech is known
          lips        whether the last picture showed a mouth
          active      cells whose output is not zero; events/hop: weights applied to inputs that are not zero
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
        .. RunSettings.Keys.Where(setting => setting != RunSettings.StrictDevicesKey).Select(setting => (setting, new Option<string?>(setting.Option)
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
            if (parsed.GetValue(option) is { } value) given[setting.Key] = value;
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
        IRunView view = parsed.GetValue(Json) ? new JsonView(parsed.InvocationConfiguration.Output)
            : Console.IsOutputRedirected ? new PlainView(parsed.InvocationConfiguration.Output)
            : new TerminalView(AnsiConsole.Console);
        if (parsed.GetValue(Quiet)) view = new QuietView(view);

        settings = Outputs(settings, view);
        EnhancerModel model = EnhancerModel.Load(settings.Network);
        if (settings.Delta is { } delta) model = model.WithDelta(delta);
        model = model.WithFloor(settings.Floor);
        LiveLearning? learning = settings.Learning is { } on
            ? new LiveLearning(model, settings.Learned, new LearningControl(on))
            : null;
        if (learning is not null) model = learning.Model;
        SpeechEnhancer enhancer = new(
            model.CreateLiveEngine(settings.Fabric, out FabricSupervisor? supervisor, out string? remark), model.Scaling);
        string? processorTrains = supervisor is null ? null : learning?.TrainOn(supervisor);
        using LiveSources sources = new(settings.Sources);
        enhancer.WarmUp();
        sources.Rehearse();
        string? soundFile = settings.Output.Kind == EndpointKind.File ? settings.Output.Name : null;
        IReadOnlyList<(string Name, string Value)> facts = Facts(settings, model, enhancer.Engine, sources, learning);
        view.Begin(facts);
        if (remark is not null) view.Tell(remark);
        if (processorTrains is not null) view.Tell(processorTrains);
        foreach (string warning in sources.Warnings) view.Tell(warning);
        sources.Warned = view.Tell;
        foreach (string checkpoint in learning?.PassedOver ?? []) view.Tell(checkpoint);
        LivePower? rails = null;
        LiveParts parts = new(
            enhancer, sources.OpenMicrophone, sources.OpenCamera, sources.OpenLoudspeaker,
            new RecordingPlan
            {
                Folder = settings.Record,
                WithClean = sources.KnowsClean,
                Rails = () => rails?.Monitor,
                OpenOutput = () => soundFile is null ? null : new WavWriter(soundFile, AudioFormat.SampleRate),
                Facts = new RecordingFacts
                {
                    Network = model.Origin,
                    NetworkSha256 = model.Sha256,
                    Engine = EnhancerModel.ResolveEngine(settings.Fabric),
                    Delta = model.Scaling.Delta,
                    Floor = settings.Floor,
                    Settings = settings.ToDictionary(),
                    Seeds = sources.Seeds,
                },
            })
        {
            Learning = learning,
        };
        LiveTap tap = new();
        using LivePipeline pipeline = new(
            parts, SystemClock.Instance, view.Show, settings.Listen.Address is null ? null : tap);
        supervisor?.ReportTo(pipeline.Conditions);
        using LivePower? power = OpenPower(settings, model, pipeline);
        rails = power;
        using BoardPanel? panel = OpenPanel(settings, pipeline);
        if (panel is not null && learning is not null)
        {
            panel.LearnPressed += () => learning.Control.Toggle();
            panel.LearnHeld += learning.Control.ForgetWhatWasLearned;
        }

        LiveStatusReader reader = new(pipeline, enhancer.Cells, power);
        using StatusDisplay? display = OpenDisplay(settings, pipeline);
        if (display is not null) reader.WasRead += display.Show;
        ScpiInstrument instrument = new(
            pipeline, enhancer.Cells, settings.RealBoard ? Machine.Model : "virtual", RecordingManifest.ProgramVersion)
        {
            Rails = power?.Monitor,
            Learning = learning?.Control,
            Fabric = supervisor,
        };
        ServiceView dashboard = new(
            pipeline, reader, tap, model.Parameters.Topology.Description,
            new ServiceFacts(
                typeof(RunCommand).Assembly.GetName().Version!.ToString(3), facts[0].Value,
                [.. facts.Select(fact => new Fact(fact.Name, fact.Value))]),
            ServiceControls.Of(pipeline, supervisor, learning?.Control))
        {
            Windows = instrument.Windows,
        };
        using (IHost host = RunHost.Build(settings, pipeline, reader, view, dashboard, instrument)) await host.RunAsync(stop);

        // The host has waited already.
        await pipeline.WaitForEndAsync(TimeSpan.Zero);
        if (settings.Duration is not null && pipeline.ScoreEnd() is { } score) view.Show(score);
        if (settings.Record is not null) view.Tell($"recorded in {settings.Record}");
        return ExitCode.Done;
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
        if (record != named) view.Tell($"{named} holds a recording already: this one goes to {record}");
        if (output is not null && RecordingFolder.Writes(record, output))
        {
            throw new WrongUseException(
                RunSettings.OutputKey.Option, $"{output} is a file of the recording itself", "Name another file, or leave it out");
        }

        return settings with { Record = record };
    }

    /// <summary>The rails beside the pipeline; null, with a condition raised, where none can be read.</summary>
    private static LivePower? OpenPower(RunSettings settings, EnhancerModel model, LivePipeline pipeline)
    {
        if (!settings.ReadsRails) return null;
        EngineTraffic traffic = new(settings.Fabric, model.Parameters.Topology);
        LiveCounters counters = pipeline.Counters;
        try
        {
            // The chips average, so that thirty sweeps a second see all of the current.
            IRailMonitor monitor = RailMonitors.Open(
                settings.Board, new RailOptions { Configuration = InaConfiguration.Averaged },
                work: () => traffic.Of(
                    new EventCounts(0, counters.Events, 0, 0, 0, counters.InferredHops), RailMonitors.ProcessorTime));
            PowerBusRecovery? recovery = settings.Board.IsReal ? new(monitor.Board, SystemClock.Instance) : null;
            return new LivePower(monitor, () => counters.InferredHops, pipeline.Conditions, recovery);
        }
        catch (OnBoardException error)
        {
            pipeline.Conditions.Raise("rails", "rails not read", $"rails are not read: {error.Subject}: {error.Cause}");
            return null;
        }
    }

    /// <summary>The light and the button of the board; null where it has none.</summary>
    private static BoardPanel? OpenPanel(RunSettings settings, LivePipeline pipeline) =>
        settings.UsesPanel && settings.Board is { IsReal: true, Description: { } board }
            ? new BoardPanel(board, () => pipeline.Counters.Hops, pipeline.Conditions)
            : null;

    /// <summary>The display at a header of the board; null where the board file names none.</summary>
    private static StatusDisplay? OpenDisplay(RunSettings settings, LivePipeline pipeline) =>
        settings.UsesPanel && settings.Board is { IsReal: true, Description.Display: { } place }
            ? new StatusDisplay(place, pipeline.Conditions, settings.Listen.Address)
            : null;

    private static IReadOnlyList<(string Name, string Value)> Facts(
        RunSettings settings, EnhancerModel model, IEngine engine, LiveSources sources, LiveLearning? learning)
    {
        string noise = settings.Noise.Kind switch
        {
            EndpointKind.None => "none added",
            EndpointKind.Virtual => FormattableString.Invariant($"a cafe, speech {settings.Snr:+0.#;-0.#;0} dB over it"),
            _ => FormattableString.Invariant($"{settings.Noise.Name}, speech {settings.Snr:+0.#;-0.#;0} dB over it"),
        };
        if (settings.Passing && settings.Noise.Kind != EndpointKind.None) noise += ", which comes and goes";
        return
        [
            ("board", settings.RealBoard ? Machine.Model : "virtual"),
            ("rails", !settings.ReadsRails ? "not read" : settings.RealBoard ? "measured" : "modelled"),
            ("microphone", Told(settings.Microphone, "virtual talker", "alsa:")),
            ("camera", Told(settings.Camera, "virtual talker")),
            ("noise", noise),
            ("network", $"{model.Parameters.Topology.Description.Name}, {engine.Name} engine, {model.Origin}"),
            ("learning", learning switch
            {
                null => "none",
                { Resumed: { } checkpoint } => $"{(settings.Learning == true ? "on" : "off")}, from {checkpoint.Path}",
                _ => $"{(settings.Learning == true ? "on" : "off")}, into {settings.Learned}",
            }),
            ("output", Told(settings.Output, "", "alsa:")),
            ("recording", settings.Record ?? "none"),
            ("scores", sources.KnowsClean
                ? $"against the clean speech, after {RecordingLoop.OpeningSeconds} s"
                : "none: the clean speech is not known"),
        ];
    }

    private static string Told(Endpoint endpoint, string virtualName, string prefix = "") => endpoint.Kind switch
    {
        EndpointKind.None => "none",
        EndpointKind.Virtual => virtualName,
        EndpointKind.Device => prefix + endpoint.Name,
        _ => endpoint.Name,
    };
}

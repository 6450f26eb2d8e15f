using System.Globalization;
using Microsoft.Extensions.Logging;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Interfaces.Scpi;
using OnBoard.Device.Interfaces.Web;
using OnBoard.Device.Service.Devices;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Boards;

namespace OnBoard.Device.Commands.Configuration;

/// <summary>All that <c>onboard run</c> needs to know, checked.</summary>
public sealed record RunSettings
{
    /// <summary>Maximum <see cref="Delta"/>, deviations: half of what features are clamped to.</summary>
    public const double MaxDelta = 2;

    /// <summary>Which board.</summary>
    public static Setting BoardKey { get; } = new(
        "Board", "auto|virtual|NAME|FILE.json", BoardChoice.Values,
        "auto: this machine's devices on a Zynq UltraScale+ board, the virtual board elsewhere [auto]");

    /// <summary>Where video comes from.</summary>
    public static Setting CameraKey { get; } = new(
        "Camera", "/dev/videoN|FILE|virtual|none", "/dev/videoN, a recording, virtual or none",
        "where video comes from [as the microphone: the same talker or recording; /dev/video0 on a board]");

    /// <summary>Where sound comes from.</summary>
    public static Setting MicrophoneKey { get; } = new(
        "Microphone", "alsa:NAME|FILE|virtual", "alsa:NAME, a recording or virtual",
        "where sound comes from [virtual; alsa:default on a board]");

    /// <summary>In which mode the camera runs.</summary>
    public static Setting CameraModeKey { get; } = new(
        "CameraMode", "WxH[@FPS][:FORMAT]|auto", $"WxH[@FPS][:FORMAT], FORMAT one of {CameraMode.FormatNames}, or auto",
        "the mode of a camera of this machine, as 1280x720@30:MJPG [auto: what comes closest to 640x480@30 and has room on its bus]");

    /// <summary>Which channels of the microphone are heard.</summary>
    public static Setting ChannelsKey { get; } = new(
        "Channels", "LIST|auto", "numbers from 1 between commas, as 1,3 or 1-4, or auto",
        "which channels of a microphone of this machine are heard, as their mean [auto: all but dead and opposite ones]");

    /// <summary>Whether a device that is not there ends the start.</summary>
    public static Setting StrictDevicesKey { get; } = new(
        "StrictDevices", "yes|no", "yes or no",
        "end with exit code 3 where a microphone, a camera or a loudspeaker is not there, instead of taking it when it comes [no]");

    /// <summary>Noise to add.</summary>
    public static Setting NoiseKey { get; } = new(
        "Noise", "FILE|FOLDER|builtin|none", "a recording, a folder of recordings, builtin or none",
        "noise added to a virtual talker or a recording [builtin; none with alsa:NAME]");

    /// <summary>How loud the noise is.</summary>
    public static Setting SnrKey { get; } = new(
        "Snr", "dB", "a number of dB from -30 to 40", "speech over added noise, dB [0]");

    /// <summary>Where enhanced sound goes.</summary>
    public static Setting OutputKey { get; } = new(
        "Output", "alsa:NAME|FILE.wav|none", "alsa:NAME, a .wav file or none", "where the enhanced sound goes [none]");

    /// <summary>Where recordings are kept.</summary>
    public static Setting RecordKey { get; } = new(
        "Record", "FOLDER|none", "a folder or none",
        "keep noisy.wav, enhanced.wav and, where it is known, clean.wav there [onboard-output/TIME; none with alsa:NAME]");

    /// <summary>Which network.</summary>
    public static Setting NetworkKey { get; } = new(
        "Network", "FILE|base|tiny|untrained", "a network file, base, tiny or untrained",
        "the network to run: a file, base or tiny (they come with the program), untrained (random, to learn from nothing; untrained:tiny in the shape of tiny) [base]");

    /// <summary>By how much a feature has to change to be sent.</summary>
    public static Setting DeltaKey { get; } = new(
        "Delta", "DEVIATIONS", "a number from 0 to 2",
        "send a feature of sound or lips to the network when it has changed by so many of its standard deviations (as found in training), for " +
        "fewer events (weights applied to inputs that are not zero); 0 sends all " +
        "[as the network was trained: 0]");

    /// <summary>By how much sound is attenuated at most.</summary>
    public static Setting FloorKey { get; } = new(
        "Floor", "DB", "a number of decibels from -60 to 0",
        "attenuate no sound by more than so many dB, so that a network that errs cannot silence a talker; 0 lets all pass " +
        string.Create(CultureInfo.InvariantCulture, $"[as the network was trained: {GainRule.Standard.FloorDecibels}]"));

    /// <summary>What runs the network.</summary>
    public static Setting FabricKey { get; } = new(
        "Fabric", string.Join("|", EnhancerModel.EngineNames), $"one of {string.Join(", ", EnhancerModel.EngineNames)}",
        "what runs the network: this board's fabric (uio), a model of it, its simulated logic (rtl), the processor's vectors " +
        "(cpu), integers as defined, or floating point [auto: the fabric where there is one, else cpu]");

    /// <summary>Whether rails are read.</summary>
    public static Setting RailsKey { get; } = new(
        "Rails", "auto|none", "auto or none", "read the board's power rails beside the hop, or leave them alone [auto]");

    /// <summary>Whether the board's light and button are used.</summary>
    public static Setting PanelKey { get; } = new(
        "Panel", "auto|none", "auto or none",
        "use the board's status light and learn button where it has them, or leave them alone [auto]");

    /// <summary>How long.</summary>
    public static Setting DurationKey { get; } = new(
        "Duration", "SECONDS", "a number of seconds",
        "stop after so many seconds [when stopped, or when the recording is over]");

    /// <summary>Real time, or as fast as the work is done.</summary>
    public static Setting TimeKey { get; } = new(
        "Time", "real|virtual", "real or virtual",
        "virtual: the virtual talker waits for the work, hop by hop, so that nothing is late however slow the fabric is, and a run repeats " +
        "exactly; latencies are nought then and rails are not read [real]");

    /// <summary>Where the page is served.</summary>
    public static Setting ListenKey { get; } = new(
        "Listen", "ADDRESS:PORT|PORT|none", "an address and a port, a port, or none",
        "where the page, /metrics and the API are served; 0.0.0.0:8080 opens them to the network [127.0.0.1:8080]");

    /// <summary>What this machine is called.</summary>
    public static Setting HostsKey { get; } = new(
        "Hosts", "NAME,NAME|none", "names of this machine between commas, without a port, or none",
        "further names that the page may be opened by, besides this machine's addresses and its own name [none]");

    /// <summary>What allows changes.</summary>
    public static Setting TokenKey { get; } = new(
        "Token", "TEXT", "at least 8 characters without blanks",
        "what whoever changes something through the page or the API has to know, or sees and hears over the network " +
        "[a new one at each start; shown by a terminal, else kept in a file]");

    /// <summary>Where metrics are sent.</summary>
    public static Setting CollectorKey { get; } = new(
        "Otlp", "URL|none", "an http or https address, or none",
        "send the metrics to this OpenTelemetry collector too, as http://collector:4318/v1/metrics [none]");

    /// <summary>Where SCPI is spoken.</summary>
    public static Setting ScpiKey { get; } = new(
        "Scpi", "PORT|ADDRESS[:PORT]|/dev/TTY[@BAUD]|none", "a port, an address, a serial line, several between commas, or none",
        "where scripts may talk to the service in SCPI, several between commas; a port alone is this machine's own [none]");

    /// <summary>Whether to learn.</summary>
    public static Setting LearningKey { get; } = new(
        "Learning", "on|off|none", "on, off or none",
        "learn from the talker's clear speech and the room's noise, found by the lips, or by ear where no camera gives frames; off waits for the button or the page [none]");

    /// <summary>Where what is learned is kept.</summary>
    public static Setting CheckpointsKey { get; } = new(
        "Checkpoints", "FOLDER", "a folder",
        "where checkpoints, the weights that were learned, are kept and taken up at the next start [onboard-learned]", FormerKey: "Learned");

    /// <summary>Whether the added noise comes and goes.</summary>
    public static Setting IntermittentNoiseKey { get; } = new(
        "IntermittentNoise", "yes|no", "yes or no",
        "the added noise comes and goes, so that the talker is heard clearly in between [yes where it learns]", FormerKey: "Passing");

    /// <summary>What is logged.</summary>
    public static Setting LogKey { get; } = new(
        "Log", "LEVEL", $"one of {string.Join(", ", LogLevels)}",
        "log from this level on, to standard error: errors of the service and of its parts; trace, debug, information, warning, error or none " +
        "[information, with priorities, where systemd's journal takes it; warning elsewhere]");

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Setting> Keys { get; } =
    [
        BoardKey, MicrophoneKey, ChannelsKey, CameraKey, CameraModeKey, NoiseKey, SnrKey, OutputKey, RecordKey, NetworkKey, DeltaKey, FloorKey, FabricKey, RailsKey, PanelKey,
        DurationKey, TimeKey, ListenKey, HostsKey, TokenKey, CollectorKey, ScpiKey, LearningKey, CheckpointsKey, IntermittentNoiseKey, StrictDevicesKey, LogKey,
    ];

    /// <summary>Whether the board is this machine and not the virtual one.</summary>
    public required bool RealBoard { get; init; }

    /// <summary>The board with its monitors and lines.</summary>
    public BoardChoice Board { get; init; } = BoardChoice.Virtual;

    /// <summary>Whether the rails are read.</summary>
    public bool ReadsRails { get; init; } = true;

    /// <summary>Whether the board's light and button are used.</summary>
    public bool UsesPanel { get; init; } = true;

    /// <summary>Where video comes from.</summary>
    public required Endpoint Camera { get; init; }

    /// <summary>Where sound comes from.</summary>
    public required Endpoint Microphone { get; init; }

    /// <summary>In which mode the camera runs.</summary>
    public CameraRequest CameraRequest { get; init; } = CameraRequest.Usual;

    /// <summary>Which channels of the microphone are heard.</summary>
    public ChannelChoice Channels { get; init; } = ChannelChoice.Fit;

    /// <summary>Whether a device that is not there ends the start.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Noise to add.</summary>
    public required Endpoint Noise { get; init; }

    /// <summary>Speech over added noise, dB.</summary>
    public double Snr { get; init; }

    /// <summary>Where enhanced sound goes.</summary>
    public required Endpoint Output { get; init; }

    /// <summary>The folder of recordings; null keeps none.</summary>
    public string? Record { get; init; }

    /// <summary>The network file.</summary>
    public required string Network { get; init; }

    /// <summary>By how many deviations a feature has to change to be sent; null for what the network was trained with.</summary>
    public double? Delta { get; init; }

    /// <summary>By how much sound is attenuated at most, dB, negative; null as the network was trained.</summary>
    public double? Floor { get; init; }

    /// <summary>What runs the network.</summary>
    public required string Fabric { get; init; }

    /// <summary>Whether to learn from the start; null where learning is not even possible.</summary>
    public bool? Learning { get; init; }

    /// <summary>The folder of what is learned.</summary>
    public string Checkpoints { get; init; } = "onboard-learned";

    /// <summary>Whether the added noise comes and goes.</summary>
    public bool HasIntermittentNoise { get; init; }

    /// <summary>After what time to stop; null: when stopped.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Whether time goes on as the work is done, and not by itself.</summary>
    public bool HasVirtualTime { get; init; }

    /// <summary>Where the page is served.</summary>
    public ListenAddress Listen { get; init; } = ListenAddress.Default;

    /// <summary>Further names that the page may be opened by.</summary>
    public IReadOnlyCollection<string> Hosts { get; init; } = [];

    /// <summary>What whoever changes something has to know.</summary>
    public AccessToken Token { get; init; } = AccessToken.Create();

    /// <summary>Where metrics are sent too; null for nowhere.</summary>
    public Uri? Collector { get; init; }

    /// <summary>Where SCPI is spoken.</summary>
    public IReadOnlyList<ScpiEndpoint> Scpi { get; init; } = [];

    /// <summary>The lowest level that is logged; null for what fits where the log goes.</summary>
    public LogLevel? Log { get; init; }

    /// <summary>What is odd about how the settings were given, in words.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Where sound and video come from and go to.</summary>
    public SourceChoice Sources => new()
    {
        Microphone = Microphone,
        Camera = Camera,
        CameraRequest = CameraRequest,
        Channels = Channels,
        IsStrict = IsStrict,
        Output = Output,
        Noise = Noise,
        Snr = Snr,
        HasIntermittentNoise = HasIntermittentNoise,
        Looped = Duration is not null,
    };

    /// <summary>Understands the values.</summary>
    /// <param name="values">From file, environment and options.</param>
    /// <param name="onBoard">Whether this machine is a board.</param>
    /// <param name="now">For the name of the folder of recordings.</param>
    /// <exception cref="WrongUseException">Names the first value that is not understood and where it stands.</exception>
    public static RunSettings Read(SettingValues values, bool onBoard, DateTime now)
    {
        BoardChoice board = values.Get(
            BoardKey, text => BoardChoice.Parse(text, onBoard), BoardChoice.Parse("auto", onBoard)!);
        bool realBoard = board.IsReal;
        Endpoint microphone = values.Get(
            MicrophoneKey, Endpoint.ParseMicrophone,
            realBoard ? new Endpoint(EndpointKind.Device, "default") : Endpoint.Virtual);
        bool live = microphone.Kind == EndpointKind.Device;
        Endpoint sameAsMicrophone = live
            ? realBoard ? new Endpoint(EndpointKind.Device, "/dev/video0") : Endpoint.None
            : microphone;
        string folder = Path.Combine("onboard-output", now.ToString("yyyy-MM-dd_HH-mm-ss", CultureInfo.InvariantCulture));
        string record = values.Get(RecordKey, text => text, live ? "none" : folder);
        Endpoint noise = values.Get(NoiseKey, Endpoint.ParseNoise, live ? Endpoint.None : Endpoint.Virtual);
        if (live && noise.Kind != EndpointKind.None)
        {
            throw new WrongUseException(
                NoiseKey.Option, $"cannot add noise to what {MicrophoneKey.Option} alsa:{microphone.Name} hears",
                "Leave it out, or choose a recording or the virtual talker as microphone");
        }

        string collector = values.Get(CollectorKey, text => text == "none" || IsUrl(text) ? text : null, "none");
        string learning = values.Get(LearningKey, text => text is "on" or "off" or "none" ? text : null, "none");
        string fabric = values.Get(FabricKey, text => EnhancerModel.EngineNames.Contains(text) ? text : null, "auto");
        if (learning != "none" && fabric == "float")
        {
            throw new WrongUseException(
                FabricKey.Option, "float cannot learn live: what is learned is 16-bit integers",
                "Choose cpu, or leave learning out");
        }

        Endpoint camera = values.Get(CameraKey, Endpoint.ParseCamera, sameAsMicrophone);
        Endpoint output = values.Get(OutputKey, Endpoint.ParseOutput, Endpoint.None);
        bool virtualTime = values.Get(TimeKey, text => text is "real" or "virtual" ? text : null, "real") == "virtual";
        if (virtualTime && (microphone, camera.Kind, output.Kind) is not (
                { Kind: EndpointKind.Virtual }, EndpointKind.Virtual or EndpointKind.None, not EndpointKind.Device))
        {
            throw new WrongUseException(
                TimeKey.Option, "devices and recordings that play cannot wait for the work: only the virtual talker does",
                $"Leave {MicrophoneKey.Option} and {CameraKey.Option} virtual and {OutputKey.Option} a file or none, or leave it out");
        }

        return new RunSettings
        {
            RealBoard = realBoard,
            Board = board,
            UsesPanel = values.Get(PanelKey, text => text is "auto" or "none" ? text : null, "auto") == "auto",
            ReadsRails = values.Get(RailsKey, text => text is "auto" or "none" ? text : null, "auto") == "auto" && !virtualTime,
            Microphone = microphone,
            Camera = camera,
            CameraRequest = values.Get(CameraModeKey, text => text == "auto" ? CameraRequest.Usual : CameraRequest.Parse(text), CameraRequest.Usual),
            Channels = values.Get(ChannelsKey, ChannelChoice.Parse, ChannelChoice.Fit),
            IsStrict = values.Get(StrictDevicesKey, text => text is "yes" or "no" ? text : null, "no") == "yes",
            Noise = noise,
            Snr = values.GetNumber(SnrKey, -30, 40) ?? 0,
            Output = output,
            Record = record == "none" ? null : Path.GetFullPath(record),
            Network = values.Get(NetworkKey, text => text, EnhancerModel.ShippedPath),
            Delta = values.GetNumber(DeltaKey, 0, MaxDelta),
            Floor = values.GetNumber(FloorKey, -60, 0),
            Fabric = fabric,
            Learning = learning == "none" ? null : learning == "on",
            Checkpoints = Path.GetFullPath(values.Get(CheckpointsKey, text => text, "onboard-learned")),
            HasIntermittentNoise = values.Get(
                IntermittentNoiseKey, text => text is "yes" or "no" ? text : null, learning == "none" ? "no" : "yes") == "yes",
            HasVirtualTime = virtualTime,
            Duration = values.GetNumber(DurationKey, 0.1, 1e9) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Listen = values.Get(ListenKey, ListenAddress.Parse, ListenAddress.Default),
            Hosts = values.Get(HostsKey, ParseHosts, []),
            Token = values.Get(TokenKey, AccessToken.Parse, AccessToken.Create()),
            Collector = collector == "none" ? null : new Uri(collector),
            Scpi = values.Get(ScpiKey, ScpiEndpoint.ParseList, []),
            Log = values.Get(LogKey, text => LogLevels.Contains(text) ? text : null, "") is { Length: > 0 } level
                ? Enum.Parse<LogLevel>(level, ignoreCase: true)
                : null,
            Warnings = values.Warnings,
        };
    }

    /// <summary>What was chosen, by key, for a recording's manifest.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary() => new Dictionary<string, string>
    {
        [BoardKey.Key] = RealBoard ? "this machine" : "virtual",
        [MicrophoneKey.Key] = Microphone.ToString(),
        [CameraKey.Key] = Camera.ToString(),
        [CameraModeKey.Key] = CameraRequest.ToString(),
        [ChannelsKey.Key] = Channels.ToString(),
        [NoiseKey.Key] = Noise.ToString(),
        [SnrKey.Key] = Snr.ToString(CultureInfo.InvariantCulture),
        [OutputKey.Key] = Output.ToString(),
        [RecordKey.Key] = Record ?? "none",
        [NetworkKey.Key] = Network,
        [DeltaKey.Key] = Delta?.ToString(CultureInfo.InvariantCulture) ?? "as trained",
        [FloorKey.Key] = Floor?.ToString(CultureInfo.InvariantCulture) ?? "as trained",
        [FabricKey.Key] = Fabric,
        [RailsKey.Key] = ReadsRails ? "auto" : "none",
        [PanelKey.Key] = UsesPanel ? "auto" : "none",
        [LearningKey.Key] = Learning switch { null => "none", true => "on", false => "off" },
        [CheckpointsKey.Key] = Checkpoints,
        [IntermittentNoiseKey.Key] = HasIntermittentNoise ? "yes" : "no",
        [TimeKey.Key] = HasVirtualTime ? "virtual" : "real",
        [ScpiKey.Key] = Scpi.Count > 0 ? string.Join(',', Scpi) : "none",
        [DurationKey.Key] = Duration is { } duration ? duration.TotalSeconds.ToString(CultureInfo.InvariantCulture) : "none",
    };

    private static string[] LogLevels => ["trace", "debug", "information", "warning", "error", "none"];

    private static string[]? ParseHosts(string text)
    {
        if (text == "none") return [];
        string[] names = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(name => name.TrimEnd('.'))];
        return names.All(name => Uri.CheckHostName(name) != UriHostNameType.Unknown) ? names : null;
    }

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is ("http" or "https");
}

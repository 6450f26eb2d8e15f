using System.Text.Json;
using System.Text.Json.Serialization;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Bench.Peers;

/// <summary>What a network in an ONNX file makes of a frame of sound.</summary>
internal enum StageForm
{
    /// <summary>Complex spectrum in, complex spectrum out.</summary>
    Spectrum,

    /// <summary>Magnitudes of the spectrum in, gains of its bins out.</summary>
    Mask,

    /// <summary>Samples in, samples out.</summary>
    Samples,
}

/// <summary>What a frame is multiplied by before the first stage and after the last one.</summary>
internal enum FrameWindow
{
    /// <summary>Nothing; overlapping frames are added as they are.</summary>
    None,

    /// <summary>The square root of the periodic Hann window, both times.</summary>
    SqrtHann,

    /// <summary>The periodic Hann window before the first stage, nothing after the last.</summary>
    Hann,
}

/// <summary>One network of a peer, by its ONNX file.</summary>
internal sealed record StageDescription
{
    /// <summary>The file; relative to the description's folder.</summary>
    public required string File { get; init; }

    /// <summary>What goes in and comes out.</summary>
    public required StageForm Form { get; init; }

    /// <summary>Name of the input; null takes the file's first one.</summary>
    public string? Input { get; init; }

    /// <summary>Name of the output; null takes the file's first one.</summary>
    public string? Output { get; init; }

    /// <summary>
    /// Names of the inputs that hold state, each with the output that is its next value; null pairs the other inputs and outputs in
    /// the file's order.
    /// </summary>
    public IReadOnlyDictionary<string, string>? States { get; init; }
}

/// <summary>How a network of somebody else runs, frame by frame: read from JSON, or built in for the networks that are well known.</summary>
internal sealed record PeerDescription
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>What tables call it.</summary>
    public required string Name { get; init; }

    /// <summary>Samples per second; 16000, as all mixtures have.</summary>
    public int SampleRate { get; init; } = AudioFormat.SampleRate;

    /// <summary>Samples of a frame, a power of two.</summary>
    public required int Frame { get; init; }

    /// <summary>Samples from frame to frame; divides the frame.</summary>
    public required int Hop { get; init; }

    /// <summary>The window.</summary>
    public FrameWindow Window { get; init; }

    /// <summary>Samples that the network itself is late by, beside frame and hop.</summary>
    public int Lookahead { get; init; }

    /// <summary>Its networks, first to last.</summary>
    public required IReadOnlyList<StageDescription> Stages { get; init; }

    /// <summary>Samples by which the output lags the input.</summary>
    [JsonIgnore]
    public int Lag => Frame - Hop + Lookahead;

    /// <summary>Where the files are.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>
    /// The peers of a folder: networks that are known by the names of their files, and every JSON description; or the peer of one
    /// JSON description.
    /// </summary>
    /// <exception cref="BadInputException">Nothing is there, or a description is wrong.</exception>
    public static IReadOnlyList<PeerDescription> Find(string path)
    {
        if (File.Exists(path)) return [Read(path)];
        if (!Directory.Exists(path))
            throw new BadInputException(path, "there is no such folder or file", "Name a folder of ONNX files, or a JSON description");
        List<PeerDescription> found =
        [
            .. Known.Where(peer => peer.Stages.All(stage => File.Exists(Path.Combine(path, stage.File)))).Select(peer => peer with { Folder = path }),
            .. Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal).Select(Read),
        ];
        return found.Count > 0 ? found : throw new BadInputException(
            path, "it holds no network that is known, and no description",
            $"Put {string.Join(" or ", Known.SelectMany(peer => peer.Stages).Select(stage => stage.File))} there, or write a JSON description (tests/bench/README.md)");
    }

    /// <summary>Networks that need no description: DTLN (github.com/breizhn/DTLN), GTCRN and UL-UNAS (github.com/Xiaobin-Rong).</summary>
    private static IReadOnlyList<PeerDescription> Known { get; } =
    [
        new()
        {
            Name = "DTLN", Frame = 512, Hop = 128, Window = FrameWindow.None,
            Stages =
            [
                new() { File = "dtln_model_1.onnx", Form = StageForm.Mask }, new() { File = "dtln_model_2.onnx", Form = StageForm.Samples },
            ],
        },
        new()
        {
            Name = "GTCRN", Frame = 512, Hop = 256, Window = FrameWindow.SqrtHann,
            Stages = [new() { File = "gtcrn_simple.onnx", Form = StageForm.Spectrum }],
        },
        new()
        {
            Name = "UL-UNAS", Frame = 512, Hop = 256, Window = FrameWindow.SqrtHann,
            Stages = [new() { File = "ulunas.onnx", Form = StageForm.Spectrum }],
        },
    ];

    private static PeerDescription Read(string path)
    {
        PeerDescription peer;
        try
        {
            peer = JsonSerializer.Deserialize<PeerDescription>(File.ReadAllText(path), Options)
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException error)
        {
            throw new BadInputException(path, $"it is no description of a network ({error.Message})", "Correct it (tests/bench/README.md)", error);
        }

        Check(peer.SampleRate == AudioFormat.SampleRate, $"its rate is {peer.SampleRate} where mixtures have {AudioFormat.SampleRate}");
        Check(peer.Frame >= 4 && (peer.Frame & (peer.Frame - 1)) == 0, $"its frame of {peer.Frame} samples is no power of two");
        Check(peer.Hop > 0 && peer.Frame % peer.Hop == 0, $"its hop of {peer.Hop} samples does not divide its frame of {peer.Frame}");
        Check(peer.Lookahead >= 0, "its lookahead is negative");
        Check(peer.Stages.Count > 0, "it has no stage");
        return peer with { Folder = Path.GetDirectoryName(Path.GetFullPath(path))! };

        void Check(bool right, string wrong)
        {
            if (!right) throw new BadInputException(path, wrong, "Correct the description (tests/bench/README.md)");
        }
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard replay</c>: runs a recording again and compares.</summary>
public static class ReplayCommand
{
    private const string Details =
        """
        Examples:
          onboard replay onboard-output/2026-11-25_10-00-00     the same engine: the same bits
          onboard replay out --fabric integer                   another engine: the same bits
          onboard replay out --output again.wav                 and keeps what came out

        From the recorded noisy sound, the mouth features and the recorded course of the hops of 10 ms (late ones, forgotten frames)
        the sound is enhanced again and compared with what went out. The integer engines give the same bits on one kind of
        processor; elsewhere the maximum difference says how far apart two roundings are.
        Exit codes: 0 the same bits throughout, 1 not, 2 wrong use.
        """;

    private static readonly Argument<string> Folder = new("FOLDER") { Description = "A recording: the folder with manifest.json." };

    private static readonly Option<string?> Network = new("--network")
    {
        Description = "The network file, where it is not where the recording says; its SHA-256 has to be the recording's.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Fabric = new("--fabric")
    {
        Description = $"What runs the network: {string.Join(", ", EnhancerModel.EngineNames)} [the recording's].",
        HelpName = "ENGINE",
    };

    private static readonly Option<string?> Output = new("--output")
    {
        Description = "Keep the enhanced sound, 32-bit float.",
        HelpName = "FILE.wav",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object instead of text." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("replay", "Run a recording again and compare the bits of the enhanced sound.")
        {
            Folder, Network, Fabric, Output, Json,
        };
        command.SetAction(Run);
        return command.WithDetails(Details);
    }

    private static int Run(ParseResult parsed)
    {
        string folder = parsed.GetRequiredValue(Folder);
        RecordingManifest manifest = RecordingManifest.Load(folder);
        string engine = parsed.GetValue(Fabric) ?? manifest.Facts.Engine;
        if (!EnhancerModel.EngineNames.Contains(engine))
        {
            throw new WrongUseException(
                "--fabric", $"does not know \"{engine}\"", $"Give one of {string.Join(", ", EnhancerModel.EngineNames)}");
        }

        string networkPath = parsed.GetValue(Network) ?? manifest.Facts.Network;
        OutputFile.RefuseInput(
            Output.Name, parsed.GetValue(Output), [.. Directory.EnumerateFiles(folder), networkPath]);
        EnhancerModel model = LoadNetwork(networkPath, manifest.Facts.NetworkSha256)
            .WithDelta(manifest.Facts.Delta).WithFloor(manifest.Facts.Floor);
        using SpeechEnhancer enhancer = new(model.CreateEngine(engine), model.Scaling);
        using WavWriter? output = parsed.GetValue(Output) is { } path
            ? new WavWriter(path, AudioFormat.SampleRate, kind: WavSample.Ieee32)
            : null;
        ReplayReport report = Replay.Run(folder, enhancer, output);
        TextWriter console = parsed.InvocationConfiguration.Output;
        console.WriteLine(parsed.GetValue(Json) ? ToJson(report) : ToText(report));
        return report.IsEqual ? ExitCode.Done : ExitCode.Failed;
    }

    private static EnhancerModel LoadNetwork(string path, string sha256)
    {
        EnhancerModel model = EnhancerModel.Load(path);
        return model.Sha256 == sha256
            ? model
            : throw new BadInputException(
                path, "is not the network that the recording was made with", "Name that one with --network");
    }

    private static string ToText(ReplayReport report)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        StringBuilder text = new();
        text.AppendLine(c, $"recorded    {report.Hops} hops, {report.RecordedEngine} engine");
        text.AppendLine(c, $"run again   {report.Compared} hops, {report.Engine} engine");
        if (report.Obstacle is { } obstacle) text.AppendLine(c, $"stopped     {obstacle}");
        if (report.FirstDifference is { } first)
        {
            text.AppendLine(c, $"different   {report.Compared - report.Equal} hops, the first at {first:0.00} s");
            text.AppendLine(c, $"at most     {report.MaxDifference:G3} of full scale");
        }

        return text.Append(report.IsEqual ? "result      the same bits" : "result      not the same").ToString();
    }

    private static string ToJson(ReplayReport report)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteBoolean("equal", report.IsEqual);
            json.WriteString("engine", report.Engine);
            json.WriteString("recorded_engine", report.RecordedEngine);
            json.WriteNumber("hops", report.Hops);
            json.WriteNumber("compared_hops", report.Compared);
            json.WriteNumber("equal_hops", report.Equal);
            if (report.FirstDifference is { } first) json.WriteNumber("first_difference_seconds", first);
            else json.WriteNull("first_difference_seconds");
            json.WriteNumber("greatest_difference", report.MaxDifference);
            json.WriteString("obstacle", report.Obstacle);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

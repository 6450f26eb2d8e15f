using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;

namespace OnBoard.Device.Service.Recording;

/// <summary>What a recording is: <c>manifest.json</c>, written at the beginning and again, with the totals, at the end.</summary>
public sealed record RecordingManifest
{
    /// <summary>The file's name.</summary>
    public const string FileName = "manifest.json";

    private const string KnownFormat = "onboard-recording";
    private const int KnownVersion = 1;

    /// <summary>Always <c>onboard-recording</c>.</summary>
    public string Format { get; init; } = KnownFormat;

    /// <summary>Of this layout.</summary>
    public int Version { get; init; } = KnownVersion;

    /// <summary>The program's version.</summary>
    public string Program { get; init; } = ProgramVersion;

    /// <summary>The processor: sums of floats may differ by a rounding between kinds of processors.</summary>
    public string Processor { get; init; } = RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>When the recording began, by the calendar.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>The same moment on the monotonic clock of all tables, ns.</summary>
    public long StartedNs { get; init; }

    /// <summary>Network, engine, settings, seeds.</summary>
    public RecordingFacts Facts { get; init; } = new();

    /// <summary>Samples per second.</summary>
    public int SampleRate { get; init; } = Sensors.Hearing.AudioFormat.SampleRate;

    /// <summary>Samples of a hop: a row of hops.csv stands for so many samples of each WAV file.</summary>
    public int HopLength { get; init; } = Sensors.Hearing.AudioFormat.HopLength;

    /// <summary>How it ended; null while it goes on, and where the end could not be written.</summary>
    public string? Ended { get; init; }

    /// <summary>Hops kept.</summary>
    public long Hops { get; init; }

    /// <summary>Hops that the disk was too slow for; each gap is an event.</summary>
    public long LostHops { get; init; }

    /// <summary>Frames kept.</summary>
    public long Pictures { get; init; }

    /// <summary>Frames that the disk was too slow for.</summary>
    public long LostPictures { get; init; }

    /// <summary>Of this program.</summary>
    public static string ProgramVersion { get; } =
        typeof(RecordingManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "";

    /// <summary>Writes it into a folder so that a power cut leaves the old one or the new one.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or refused.</exception>
    public void Save(string folder) => DurableFile.Write(
        Path.Combine(folder, FileName),
        stream => JsonSerializer.Serialize(stream, this, RecordingJson.Default.RecordingManifest));

    /// <summary>Reads a folder's.</summary>
    /// <exception cref="BadInputException">It is no recording, damaged, or of another version.</exception>
    public static RecordingManifest Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            using FileStream file = File.OpenRead(path);
            RecordingManifest? manifest = JsonSerializer.Deserialize(file, RecordingJson.Default.RecordingManifest);
            if (manifest is not { Format: KnownFormat })
                throw new BadInputException(path, "is no manifest of a recording", "Name a folder that a recording made");
            if (manifest.Version != KnownVersion)
            {
                throw new BadInputException(
                    path, $"has version {manifest.Version} where this program reads {KnownVersion}",
                    "Use the program that wrote it");
            }

            return manifest;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException(
                folder, $"is no recording: it holds no {FileName}", "Name a folder that a recording made", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new BadInputException(path, $"cannot be read ({error.Message})", "Copy the recording anew", error);
        }
    }
}

/// <summary>Generated code that reads and writes manifests.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(RecordingManifest))]
internal sealed partial class RecordingJson : JsonSerializerContext;

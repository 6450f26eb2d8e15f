using System.Text.Json;
using System.Text.Json.Serialization;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>What a board draws idle, kept from one run for another: that of an unprogrammed fabric cannot be taken while
/// the fabric holds a design.</summary>
/// <param name="Id">What was loaded, when.</param>
/// <param name="Board">The board's name; a baseline of another board is refused.</param>
/// <param name="Provenance">"measured"; figures of another provenance are refused.</param>
/// <param name="Domains">Joules of each domain in one second, with their 95 % interval.</param>
internal sealed record BaselineFile(
    string Id, string Board, string Provenance, IReadOnlyDictionary<PowerDomain, BaselineFigure> Domains)
{
    /// <summary>A baseline as a file's content.</summary>
    public static BaselineFile Of<TProvenance>(IdleBaseline<TProvenance> baseline, string board)
        where TProvenance : struct, IProvenance => new(
            baseline.Id, board, TProvenance.Label,
            baseline.PerSecond.ToDictionary(
                domain => domain.Key, domain => new BaselineFigure(domain.Value.Joules, domain.Value.Interval95)));

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="DeviceFailedException">The disk refused.</exception>
    public void Save(string path) =>
        DurableFile.Write(path, stream => JsonSerializer.Serialize(stream, this, BaselineJson.Default.BaselineFile));

    /// <summary>Reads one.</summary>
    /// <exception cref="BadInputException">It is missing, damaged, of another board or of another provenance.</exception>
    public static IdleBaseline<TProvenance> Load<TProvenance>(string path, string board)
        where TProvenance : struct, IProvenance
    {
        BaselineFile? file;
        try
        {
            using FileStream stream = File.OpenRead(path);
            file = JsonSerializer.Deserialize(stream, BaselineJson.Default.BaselineFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new BadInputException(
                path, $"it is no baseline ({error.Message})", "take one with `onboard energy --save-idle FILE`", error);
        }

        if (file is null || file.Board != board || file.Provenance != TProvenance.Label)
        {
            throw new BadInputException(
                path, $"it is a baseline of {file?.Board ?? "nothing"}, {file?.Provenance ?? "empty"}, not of {board}, {TProvenance.Label}",
                "take one on this board with `onboard energy --save-idle FILE`");
        }

        return new(file.Id, file.Domains.ToDictionary(
            domain => domain.Key, domain => new Energy<TProvenance>(domain.Value.Joules, domain.Value.Interval95)));
    }
}

/// <summary>One domain of a baseline.</summary>
/// <param name="Joules">In one second.</param>
/// <param name="Interval95">Half width of the 95 % interval.</param>
internal sealed record BaselineFigure(double Joules, double Interval95);

/// <summary>Generated code that reads and writes baselines.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(BaselineFile))]
internal sealed partial class BaselineJson : JsonSerializerContext;

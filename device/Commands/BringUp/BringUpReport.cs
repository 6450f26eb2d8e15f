using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Files;

namespace OnBoard.Device.Commands.BringUp;

/// <summary>
/// All rows of a bring-up in one file that can be sent: JSON whose first member is the same as lines of text, so that a person reads
/// it in any editor and a program reads the rest.
/// </summary>
/// <param name="settings">With which settings it was done.</param>
/// <param name="rows">The rows, in order.</param>
/// <param name="begun">When it began.</param>
internal sealed class BringUpReport(RunSettings settings, IReadOnlyList<BringUpRow> rows, DateTimeOffset begun)
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether something failed; what is not here did not.</summary>
    public bool HasFailed => rows.Any(row => row.State == BringUpState.Fail);

    /// <summary>How many rows came to what.</summary>
    public string Summary =>
        $"{Count(BringUpState.Pass)} passed, {Count(BringUpState.Fail)} failed, {Count(BringUpState.Skip)} skipped";

    /// <summary>A row as lines for people.</summary>
    public static IEnumerable<string> Lines(BringUpRow row)
    {
        string state = row.State == BringUpState.Fail ? "FAIL" : row.State.ToString().ToLowerInvariant();
        yield return $"{row.Area,-12} {state,-5} {row.Subject}: {row.Text}";
        if (row.Figures.Count > 0)
            yield return $"{"",-18} {string.Join(", ", row.Figures.Select(figure => $"{figure.Name} {TextOf(figure)}"))}";
        if (row.Remedy is { } remedy && row.State != BringUpState.Pass)
            yield return $"{"",-18} -> {char.ToUpperInvariant(remedy[0])}{remedy[1..]}.";
    }

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="Drivers.DeviceFailedException">The disk is full or refused.</exception>
    public void Write(string path) => DurableFile.Write(path, stream => stream.Write(ToJson()));

    /// <summary>The file's content.</summary>
    public byte[] ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("text");
            foreach (string line in Text()) json.WriteStringValue(line);
            json.WriteEndArray();
            json.WriteStartObject("machine");
            foreach ((string name, string value) in Machine()) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteStartObject("counts");
            foreach (BringUpState state in Enum.GetValues<BringUpState>()) json.WriteNumber(state.ToString().ToLowerInvariant(), Count(state));
            json.WriteEndObject();
            json.WriteNumber("exit_code", HasFailed ? 1 : 0);
            json.WriteStartArray("rows");
            foreach (BringUpRow row in rows) Write(json, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, BringUpRow row)
    {
        json.WriteStartObject();
        json.WriteString("area", row.Area);
        json.WriteString("subject", row.Subject);
        json.WriteString("state", row.State.ToString().ToLowerInvariant());
        json.WriteString("text", row.Text);
        if (row.Remedy is not null) json.WriteString("remedy", row.Remedy);
        json.WriteStartArray("figures");
        foreach (BringUpFigure figure in row.Figures)
        {
            json.WriteStartObject();
            json.WriteString("name", figure.Name);
            JsonNumber.Write(json, "value", figure.Value);
            json.WriteString("unit", figure.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private IEnumerable<string> Text()
    {
        yield return "OnBoard bring-up";
        foreach ((string name, string value) in Machine()) yield return $"{name,-12} {value}";
        yield return "";
        foreach (BringUpRow row in rows)
        {
            foreach (string line in Lines(row)) yield return line;
        }

        yield return "";
        yield return Summary;
    }

    private IEnumerable<(string Name, string Value)> Machine()
    {
        yield return ("program", RecordingManifest.ProgramVersion);
        yield return ("time", begun.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
        yield return ("board", settings.Board.Description?.Title ?? "not described");
        yield return ("model", settings.RealBoard ? Configuration.Machine.Model : "virtual");
        yield return ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}".ReplaceLineEndings(" "));
        yield return ("processors", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        yield return ("fabric", settings.Fabric);
        yield return ("microphone", settings.Microphone.ToString());
        yield return ("camera", settings.Camera.ToString());
        yield return ("output", settings.Output.ToString());
    }

    private int Count(BringUpState state) => rows.Count(row => row.State == state);

    private static string TextOf(BringUpFigure figure)
    {
        string value = double.IsNaN(figure.Value) ? "unknown" : figure.Value.ToString("0.#####", CultureInfo.InvariantCulture);
        return figure.Unit.Length == 0 || double.IsNaN(figure.Value) ? value : $"{value} {figure.Unit}";
    }
}

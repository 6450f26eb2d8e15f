using System.Globalization;
using System.Text;
using System.Text.Json;
using OnBoard.Drivers.Files;
using OnBoard.Sensors.Power;
using Spectre.Console;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>Results as table, CSV and JSON. Each says whether its figures are measured, modelled or counted, and none puts
/// two kinds under one heading.</summary>
internal static class EnergyReportText
{
    private static readonly string[] Domains = ["PS", "PL", "DDR", "IO", "Other", ResultFigure.Rails, "BoardInput", ResultFigure.Meter];

    private static readonly (EnergyLevel Level, string Name)[] Levels =
    [
        (EnergyLevel.Total, "total"), (EnergyLevel.NetOfIdle, "net of idle"),
        (EnergyLevel.NetOfUnprogrammed, "net of unprogrammed"),
    ];

    /// <summary>Energy of one repeat by domain, with 95 % intervals, in microjoules.</summary>
    public static Table ToTable(IReadOnlyList<EnergyResult> results)
    {
        string[] domains = [.. Domains.Where(domain => results.Any(result => result.Figures.Any(figure => figure.Domain == domain)))];
        Table table = new() { Border = TableBorder.Simple };
        table.Title = new TableTitle($"{results[0].Provenance} energy of one repeat, uJ, with its 95 % interval");
        foreach (string heading in (string[])["", "engine", "law"]) table.AddColumn(heading);
        foreach (string heading in (string[])["active %", "us"]) table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("level");
        foreach (string domain in domains)
            table.AddColumn(new TableColumn(domain == "BoardInput" ? "board input" : domain).RightAligned());
        foreach (EnergyResult result in results)
        {
            bool isFirst = true;
            foreach ((EnergyLevel level, string name) in Levels)
            {
                if (!result.Figures.Any(figure => figure.Level == level)) continue;
                string[] head = isFirst
                    ? [result.Kind.Text(), result.Engine, result.Law, Number(100 * result.Activity, "0.0"), Number(1e6 * result.Seconds, "0.0")]
                    : ["", "", "", "", ""];
                table.AddRow([.. head, name, .. domains.Select(domain => Cell(result.Find(domain, level)))]);
                isFirst = false;
            }
        }

        return table;
    }

    /// <summary>Energy as papers count it.</summary>
    public static Table ToCountedTable(IReadOnlyList<EnergyResult> results, double picojoules)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.Title = new TableTitle(string.Create(
            CultureInfo.InvariantCulture, $"{Counted.Label} energy of one repeat: synaptic events x {picojoules:0.###} pJ"));
        foreach (string heading in (string[])["", "engine", "law"]) table.AddColumn(heading);
        foreach (string heading in (string[])["events", "uJ"]) table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (EnergyResult result in results)
        {
            table.AddRow(
                result.Kind.Text(), result.Engine, result.Law, Number(result.Events, "0"),
                Number(1e6 * result.Counted.Joules, "0.00"));
        }

        return table;
    }

    /// <summary>What the reader must know to trust the figures, or not to.</summary>
    public static IEnumerable<string> Notes(IReadOnlyList<EnergyResult> results)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"minimum coverage of a window {results.Min(result => result.Coverage):P1}; {results.Sum(result => result.Stale)} stale and {results.Sum(result => result.Missing)} missing readings");
        if (results[0].UnprogrammedId is { } id) yield return $"unprogrammed: {id}";
        foreach (var result in results)
        {
            foreach (ResultFigure lost in result.Figures.Where(figure => double.IsNaN(figure.Joules)))
                yield return $"{result.Kind.Text()}, {result.Engine}, {result.Law}: no figure for {lost.Domain}: {lost.Reason}";
        }

        foreach (string ratio in Ratios(results)) yield return ratio;
    }

    /// <summary>All figures, one a line.</summary>
    public static string ToCsv(IReadOnlyList<EnergyResult> results)
    {
        StringBuilder csv = new(
            "thing,engine,law,network,activity,seconds,repeats,pairs,coverage,stale,missing,domain,level,provenance,joules,interval95,resolved,reason\n");
        foreach (EnergyResult result in results)
        {
            string head = string.Join(
                ',', result.Kind.Text(), result.Engine, Quote(result.Law), Quote(result.Network), Exact(result.Activity),
                Exact(result.Seconds), result.Repeats, result.Pairs, Exact(result.Coverage), result.Stale, result.Missing);
            foreach (ResultFigure figure in result.Figures)
            {
                csv.Append(CultureInfo.InvariantCulture, $"{head},{figure.Domain},{LevelName(figure.Level)},{result.Provenance},{Exact(figure.Joules)},{Exact(figure.Interval95)},{(figure.IsResolved ? 1 : 0)},{Quote(figure.Reason ?? "")}\n");
            }

            csv.Append(CultureInfo.InvariantCulture, $"{head},events,total,{Counted.Label},{Exact(result.Counted.Joules)},0,1,\n");
        }

        return csv.ToString();
    }

    /// <summary>All figures as one JSON object.</summary>
    /// <param name="board">The board's title.</param>
    /// <param name="results">The results.</param>
    /// <param name="notes">What the reader must know.</param>
    public static string ToJson(string board, IReadOnlyList<EnergyResult> results, IEnumerable<string> notes)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("board", board);
            json.WriteString("provenance", results[0].Provenance);
            json.WriteStartArray("results");
            foreach (EnergyResult result in results) Write(json, result);
            json.WriteEndArray();
            json.WriteStartArray("notes");
            foreach (string note in notes) json.WriteStringValue(note);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, EnergyResult result)
    {
        json.WriteStartObject();
        json.WriteString("thing", result.Kind.Text());
        json.WriteString("engine", result.Engine);
        json.WriteString("law", result.Law);
        json.WriteString("network", result.Network);
        JsonNumber.Write(json, "activity", result.Activity);
        JsonNumber.Write(json, "seconds", result.Seconds);
        json.WriteNumber("repeats", result.Repeats);
        json.WriteNumber("pairs", result.Pairs);
        JsonNumber.Write(json, "coverage", result.Coverage);
        json.WriteNumber("stale", result.Stale);
        json.WriteNumber("missing", result.Missing);
        json.WriteStartObject(result.Provenance);
        foreach (IGrouping<string, ResultFigure> domain in result.Figures.GroupBy(figure => figure.Domain))
        {
            json.WriteStartObject(domain.Key);
            foreach (ResultFigure figure in domain)
            {
                json.WriteStartObject(LevelName(figure.Level));
                JsonNumber.Write(json, "joules", figure.Joules);
                JsonNumber.Write(json, "interval95_joules", figure.Interval95);
                json.WriteBoolean("resolved", figure.IsResolved);
                if (figure.Reason is not null) json.WriteString("reason", figure.Reason);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject(Counted.Label);
        JsonNumber.Write(json, "events", result.Events);
        JsonNumber.Write(json, "joules", result.Counted.Joules);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Energies of one engine and thing, each law over the first; the monitors' gains are the same for both and would
    // cancel, so the interval is wider than need be.
    private static IEnumerable<string> Ratios(IReadOnlyList<EnergyResult> results)
    {
        foreach (var group in results.GroupBy(result => (result.Kind, result.Engine)))
        {
            EnergyResult first = group.First();
            foreach (EnergyResult other in group.Skip(1))
            {
                if (first.Find(ResultFigure.Rails, EnergyLevel.NetOfIdle) is not { IsResolved: true } a
                    || other.Find(ResultFigure.Rails, EnergyLevel.NetOfIdle) is not { IsResolved: true } b) continue;
                double ratio = a.Joules / b.Joules;
                double interval = ratio * double.Hypot(a.Interval95 / a.Joules, b.Interval95 / b.Joules);
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group.Key.Kind.Text()} on {group.Key.Engine}: {first.Law} over {other.Law} {ratio:0.000} +- {interval:0.000}, rails net of idle ({first.Provenance}); activity {first.Activity:P1} and {other.Activity:P1}");
            }
        }
    }

    private static string Cell(ResultFigure? figure) =>
        figure is null ? ""
        : double.IsNaN(figure.Joules) ? "lost"
        : figure.IsResolved ? $"{Rounded(figure.Joules, figure.Interval95)} +-{Rounded(figure.Interval95, figure.Interval95)}"
        : $"<{Rounded(Math.Abs(figure.Joules) + figure.Interval95, Math.Abs(figure.Joules) + figure.Interval95)}";

    // Microjoules with as many decimals as the interval has any use for: two digits of it.
    private static string Rounded(double joules, double interval)
    {
        int decimals = (int)Math.Clamp(1 - Math.Floor(Math.Log10(Math.Max(1e6 * interval, 1e-6))), 0, 4);
        return (1e6 * joules).ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    private static string LevelName(EnergyLevel level) => Levels.First(pair => pair.Level == level).Name.Replace(' ', '_');

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Exact(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

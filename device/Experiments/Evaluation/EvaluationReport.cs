using System.Globalization;
using System.Text;
using System.Text.Json;
using OnBoard.Drivers.Files;
using Spectre.Console;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>The scores of an evaluation as a table, as CSV and as JSON.</summary>
public static class EvaluationReport
{
    /// <summary>
    /// A table of means: one block for each grouping that distinguishes the mixtures, then all together; one row per system. Measures
    /// that no system has are left out.
    /// </summary>
    /// <param name="scores">All scores.</param>
    /// <param name="groupings">What to average by.</param>
    public static Table ToTable(IReadOnlyList<MixtureScore> scores, IReadOnlyList<ScoreGrouping> groupings)
    {
        Measure[] measures = [.. Measure.All.Where(measure => measure.InTable && scores.Any(score => double.IsFinite(measure.Of(score))))];
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn(Column("mixtures of"));
        table.AddColumn(Column("system"));
        table.AddColumn(Column("count").RightAligned());
        foreach (Measure measure in measures) table.AddColumn(Column(measure.Heading).RightAligned());
        string? block = null;
        foreach (Row row in Rows(scores, groupings))
        {
            if (block is not null && block != row.By) table.AddEmptyRow();
            block = row.By;
            table.AddRow(
            [
                Markup.Escape(row.IsFirst ? row.Group : ""), Markup.Escape(row.System), $"{row.Scores.Count}",
                .. measures.Select(measure => Cell(measure, row.Scores)),
            ]);
        }

        return table;

        // Many columns have to fit a line.
        static TableColumn Column(string heading) => new TableColumn(heading).NoWrap().Padding(1, 0, 0, 0);
    }

    /// <summary>One line per mixture and system, with a heading.</summary>
    public static string ToCsv(IEnumerable<MixtureScore> scores)
    {
        StringBuilder text = new("system,clip,talker,sex,age_group,kind,split,noise,noise_type,snr_db,");
        text.AppendJoin(',', Measure.All.Select(measure => measure.Key)).Append('\n');
        foreach (MixtureScore score in scores)
        {
            text.AppendJoin(
                ',',
                [
                    .. Texts(score).Select(pair => pair.Value), double.IsFinite(score.Mixture.Ratio) ? Plain(score.Mixture.Ratio) : RatioName.Of(score.Mixture.Ratio),
                    .. Measure.All.Select(measure => Plain(measure.Of(score))),
                ]);
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// An object: <c>drawn</c> says how the mixtures were chosen, <c>groups</c> holds means with half the width of their 95 %
    /// intervals over clips, <c>scores</c> one object per mixture and system. What has no value is null.
    /// </summary>
    /// <param name="scores">All scores.</param>
    /// <param name="groupings">What to average by.</param>
    /// <param name="drawn">How the mixtures were chosen.</param>
    public static string ToJson(IReadOnlyList<MixtureScore> scores, IReadOnlyList<ScoreGrouping> groupings, string drawn)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("drawn", drawn);
            json.WriteStartArray("groups");
            foreach (Row row in Rows(scores, groupings)) Write(json, row);
            json.WriteEndArray();
            json.WriteStartArray("scores");
            foreach (MixtureScore score in scores)
            {
                json.WriteStartObject();
                foreach ((string name, string value) in Texts(score)) json.WriteString(name, value);
                if (double.IsFinite(score.Mixture.Ratio)) json.WriteNumber("snr_db", score.Mixture.Ratio);
                else json.WriteString("snr_db", RatioName.Of(score.Mixture.Ratio));
                foreach (Measure measure in Measure.All) JsonNumber.Write(json, measure.Key, measure.Of(score));
                json.WriteStartArray("clip_warnings");
                foreach (string warning in score.ClipWarnings) json.WriteStringValue(warning);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static IEnumerable<Row> Rows(IReadOnlyList<MixtureScore> scores, IReadOnlyList<ScoreGrouping> groupings)
    {
        foreach (ScoreGrouping grouping in groupings)
        {
            IReadOnlyList<(string Group, IReadOnlyList<MixtureScore> Scores)> groups = grouping.Split(scores);
            if (groups.Count < 2 && groupings.Count > 1) continue;
            foreach ((string group, IReadOnlyList<MixtureScore> members) in groups)
            {
                foreach (Row row in BySystem(grouping.Name, group, members)) yield return row;
            }
        }

        foreach (Row row in BySystem(ScoreGrouping.All, ScoreGrouping.All, scores)) yield return row;
    }

    private static IEnumerable<Row> BySystem(string by, string group, IReadOnlyList<MixtureScore> scores) =>
        scores.GroupBy(score => score.System).Select((system, place) => new Row(by, group, system.Key, place == 0, [.. system]));

    private static string Cell(Measure measure, IReadOnlyCollection<MixtureScore> scores)
    {
        (double mean, double halfWidth) = measure.Summarize(scores);
        if (!double.IsFinite(mean)) return "-";
        double rounded = Math.Round(measure.Factor * mean, measure.Decimals) + 0.0; // No minus before a zero.
        string text = rounded.ToString($"F{measure.Decimals}", CultureInfo.InvariantCulture);
        if (!measure.IsGain) return text;
        string sign = rounded > 0 ? "+" : "";
        string spread = double.IsFinite(halfWidth) ? " ±" + halfWidth.ToString($"F{measure.Decimals}", CultureInfo.InvariantCulture) : "";
        return sign + text + spread;
    }

    private static void Write(Utf8JsonWriter json, Row row)
    {
        json.WriteStartObject();
        json.WriteString("by", row.By);
        json.WriteString("group", row.Group);
        json.WriteString("system", row.System);
        json.WriteNumber("mixtures", row.Scores.Count);
        json.WriteNumber("clips", row.Scores.Select(score => score.Mixture.Clip).Distinct().Count());
        json.WriteNumber("talkers", row.Scores.Select(score => score.Mixture.Talker.Name).Distinct().Count());
        foreach (Measure measure in Measure.All)
        {
            (double mean, double halfWidth) = measure.Summarize(row.Scores);
            JsonNumber.Write(json, measure.Key, mean);
            JsonNumber.Write(json, measure.Key + "_half_width_95", halfWidth);
        }

        json.WriteEndObject();
    }

    private static IEnumerable<(string Name, string Value)> Texts(MixtureScore score) =>
    [
        ("system", score.System), ("clip", score.Mixture.Clip), ("talker", score.Mixture.Talker.Name),
        ("sex", score.Mixture.Talker.Sex), ("age_group", score.Mixture.Talker.AgeGroup), ("kind", score.Mixture.HasFace ? "face" : "ear"),
        ("split", score.Mixture.Split), ("noise", score.Mixture.Noise), ("noise_type", score.Mixture.NoiseType),
    ];

    private static string Plain(double value) =>
        double.IsFinite(value) ? value.ToString("0.######", CultureInfo.InvariantCulture) : "";

    private sealed record Row(string By, string Group, string System, bool IsFirst, IReadOnlyList<MixtureScore> Scores);
}

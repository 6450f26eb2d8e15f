using System.Globalization;
using System.Text;
using System.Text.Json;
using OnBoard.Drivers.Files;
using Spectre.Console;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>The scores of an evaluation as a table, as CSV and as JSON.</summary>
public static class EvaluationReport
{
    private const string Average = "mean";

    /// <summary>A table of means by signal-to-noise ratio, or by noise, one row per system.</summary>
    /// <param name="scores">All scores; the first system is the one that gains are told against.</param>
    /// <param name="byNoise">Group by noise recording instead of by ratio.</param>
    public static Table ToTable(IReadOnlyList<MixtureScore> scores, bool byNoise = false)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn(byNoise ? "noise" : "SNR dB");
        table.AddColumn("system");
        foreach (string heading in (string[])["SI-SDR dB", "gain dB", "STOI", "ESTOI", "PESQ", "loss", "mask MSE", "active %", "events/hop"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        List<(string Name, List<MixtureScore> Scores)> groups =
        [
            .. byNoise
                ? scores.GroupBy(score => score.Noise).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.ToList()))
                : scores.GroupBy(score => score.Ratio).OrderBy(group => group.Key)
                    .Select(group => (group.Key.ToString("+0;-0;0", CultureInfo.InvariantCulture), group.ToList())),
            (Average, [.. scores]),
        ];
        foreach ((string group, List<MixtureScore> members) in groups)
        {
            if (group == Average) table.AddEmptyRow();
            string label = group;
            double? reference = null;
            foreach (IGrouping<string, MixtureScore> system in members.GroupBy(score => score.System))
            {
                MixtureScore mean = MixtureScore.Mean([.. system]);
                reference ??= mean.SiSdr;
                table.AddRow(
                    label, Markup.Escape(system.Key), Number(mean.SiSdr, 2), Number(mean.SiSdr - reference.Value, 2, signed: true),
                    Number(mean.Stoi, 3), Number(mean.Estoi, 3), Number(mean.Pesq, 2), Number(mean.CrossEntropy, 4),
                    Number(mean.MaskSquare, 4), Number(100 * mean.Activity, 1), Number(mean.EventsPerHop, 0));
                label = "";
            }
        }

        return table;
    }

    /// <summary>One line per mixture and system, with a heading.</summary>
    public static string ToCsv(IEnumerable<MixtureScore> scores)
    {
        StringBuilder text = new(
            "system,clip,noise,snr_db,si_sdr_db,stoi,estoi,pesq_wb_mos_lqo,cross_entropy,mask_mse,activity,events_per_hop\n");
        foreach (MixtureScore score in scores)
        {
            text.AppendJoin(',', [score.System, score.Clip, score.Noise, .. Numbers(score).Select(pair => Plain(pair.Value))]);
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>An array of objects, one per mixture and system; what has no value is null.</summary>
    public static string ToJson(IEnumerable<MixtureScore> scores)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (MixtureScore score in scores)
            {
                json.WriteStartObject();
                json.WriteString("system", score.System);
                json.WriteString("clip", score.Clip);
                json.WriteString("noise", score.Noise);
                foreach ((string name, double value) in Numbers(score)) JsonNumber.Write(json, name, value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static IEnumerable<(string Name, double Value)> Numbers(MixtureScore score) =>
    [
        ("snr_db", score.Ratio), ("si_sdr_db", score.SiSdr), ("stoi", score.Stoi), ("estoi", score.Estoi),
        ("pesq_wb_mos_lqo", score.Pesq), ("cross_entropy", score.CrossEntropy), ("mask_mse", score.MaskSquare),
        ("activity", score.Activity), ("events_per_hop", score.EventsPerHop),
    ];

    private static string Plain(double value) =>
        double.IsFinite(value) ? value.ToString("0.######", CultureInfo.InvariantCulture) : "";

    private static string Number(double value, int decimals, bool signed = false)
    {
        if (!double.IsFinite(value)) return "-";
        string text = value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
        return signed && value > 0 ? $"+{text}" : text;
    }
}

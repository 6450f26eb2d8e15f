using OnBoard.Device.Commands;
using System.Text.Json;
using OnBoard.Device.Experiments.Energy;
using OnBoard.Sensors.Power;
using Spectre.Console;

namespace OnBoard.Tests.Unit.Device.Experiments.Energy;

public class EnergyReportTextTests
{
    private readonly EnergyResult _cooperation = Result("cooperation", 0.05, rails: 20e-6, ps: 12e-6, pl: 0.3e-6);
    private readonly EnergyResult _point = Result("point, matched", 0.051, rails: 40e-6, ps: 30e-6, pl: 0.3e-6);

    [Fact]
    public void The_table_says_where_figures_come_from_and_bounds_what_is_not_told()
    {
        string text = Print(EnergyReportText.ToTable([_cooperation, _point]));
        Assert.Contains("modelled energy of one repeat, uJ", text, StringComparison.Ordinal);
        Assert.Contains("12.0 +-1.0", text, StringComparison.Ordinal);
        Assert.Contains("<1.3", text, StringComparison.Ordinal);
        Assert.DoesNotContain("counted", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Counted_energy_has_a_table_of_its_own()
    {
        string text = Print(EnergyReportText.ToCountedTable([_cooperation], 80));
        Assert.Contains("counted energy of one repeat: synaptic events x 80 pJ", text, StringComparison.Ordinal);
        Assert.Contains("100000", text, StringComparison.Ordinal);
        Assert.Contains("8.00", text, StringComparison.Ordinal);
        Assert.DoesNotContain("modelled", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Laws_are_compared_with_an_interval_and_their_activities()
    {
        string note = EnergyReportText.Notes([_cooperation, _point]).Single(note => note.Contains(" over ", StringComparison.Ordinal));
        Assert.StartsWith("inference on cpu: cooperation over point, matched 0.500 +- 0.028", note, StringComparison.Ordinal);
        Assert.Contains("(modelled)", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_domain_that_lost_a_window_has_a_reason_and_no_number()
    {
        EnergyResult broken = _cooperation with { Figures = [ResultFigure.Lost("PL", "VCCINT: the bus failed")] };
        Assert.Contains("lost", Print(EnergyReportText.ToTable([broken])), StringComparison.Ordinal);
        Assert.Contains(EnergyReportText.Notes([broken]), note => note.Contains("VCCINT: the bus failed", StringComparison.Ordinal));
        JsonElement lost = Json(broken).GetProperty("results")[0].GetProperty("modelled").GetProperty("PL").GetProperty("net_of_idle");
        Assert.Equal(JsonValueKind.Null, lost.GetProperty("joules").ValueKind);
    }

    [Fact]
    public void Every_line_of_the_csv_has_as_many_fields_as_its_head_and_its_provenance()
    {
        string[] lines = EnergyReportText.ToCsv([_cooperation, _point]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + (2 * 4), lines.Length);
        string[] head = lines[0].Split(',');
        int provenance = Array.IndexOf(head, "provenance"), domain = Array.IndexOf(head, "domain");
        Assert.All(lines[1..5], line => Assert.Equal(head.Length, line.Split(',').Length));
        Assert.All(lines[1..5], line =>
            Assert.Equal(line.Split(',')[domain] == "events" ? "counted" : "modelled", line.Split(',')[provenance]));
        Assert.Contains("\"point, matched\"", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public void Json_keeps_modelled_and_counted_apart()
    {
        JsonElement result = Json(_cooperation).GetProperty("results")[0];
        Assert.Equal(12e-6, result.GetProperty("modelled").GetProperty("PS").GetProperty("net_of_idle").GetProperty("joules").GetDouble(), 1e-12);
        Assert.False(result.GetProperty("modelled").GetProperty("PL").GetProperty("net_of_idle").GetProperty("resolved").GetBoolean());
        Assert.Equal(8e-6, result.GetProperty("counted").GetProperty("joules").GetDouble(), 1e-12);
    }

    private static JsonElement Json(EnergyResult result) =>
        JsonDocument.Parse(EnergyReportText.ToJson("Virtual board", [result], ["a note"])).RootElement;

    private static string Print(Table table)
    {
        StringWriter output = new();
        TableWriter.Write(table, output);

        // A title is broken to the width of its table.
        return string.Join(' ', output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static EnergyResult Result(string law, double activity, double rails, double ps, double pl) => new()
    {
        Kind = WorkloadKind.Inference,
        Engine = "cpu",
        Law = law,
        Network = "base.safetensors",
        Activity = activity,
        Events = 100_000,
        Counted = new(8e-6, 0),
        Seconds = 50e-6,
        Repeats = 20_000,
        Pairs = 5,
        Provenance = "modelled",
        Coverage = 0.98,
        Stale = 1,
        Missing = 0,
        UnprogrammedId = null,
        Figures =
        [
            ResultFigure.Of("PS", EnergyLevel.NetOfIdle, new Energy<Modelled>(ps, 1e-6)),
            ResultFigure.Of("PL", EnergyLevel.NetOfIdle, new Energy<Modelled>(pl, 1e-6)),
            ResultFigure.Of(ResultFigure.Rails, EnergyLevel.NetOfIdle, new Energy<Modelled>(rails, 1e-6)),
        ],
    };
}

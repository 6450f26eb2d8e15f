using System.Text.Json;
using OnBoard.Device.Commands;
using OnBoard.Device.Experiments.Evaluation;

namespace OnBoard.Tests.Unit.Device.Experiments.Evaluation;

public class EvaluationReportTests
{
    private static readonly SoundScore Noisy = new(0, 0.5, 0.3, 1.1, 0, 0, 0);

    /// <summary>Two clips of one talker, one of another; the system loses .02 STOI on the last and gains elsewhere.</summary>
    private static readonly MixtureScore[] Scores =
    [
        .. new[] { ("a/1", "a", "f", 2.0, 0.6), ("a/2", "a", "f", 4.0, 0.7), ("b/1", "b", "m", 6.0, 0.48) }.SelectMany(row =>
        {
            MixtureLabel label = new(row.Item1, new Talker(row.Item2, row.Item3, "adult"), true, "dev", "bus", "BUS", 0);
            return new MixtureScore[]
            {
                new("noisy", label, Noisy, Noisy, NetworkFigures.None),
                new("net", label, Noisy with { SiSdr = row.Item4, Stoi = row.Item5, Swallowed = 0.25, Quiet = 0.5 }, Noisy, new NetworkFigures(0.2, 0.1, 0.1, 1000)),
            };
        }),
    ];

    private static readonly ScoreGrouping[] BySex = [ScoreGrouping.Known.Single(grouping => grouping.Name == "sex")];

    [Fact]
    public void Means_and_their_intervals_are_over_clips()
    {
        // Student's t for two degrees of freedom is 4.303; gains 2, 4, 6 dB deviate by 2 dB.
        (double mean, double halfWidth) = Of("si_sdr_gain_db").Summarize([.. Scores.Where(score => score.System == "net")]);
        Assert.Equal(4, mean, 1e-9);
        Assert.Equal(4.303 * 2 / Math.Sqrt(3), halfWidth, 1e-3);
    }

    [Fact]
    public void Mixtures_of_one_clip_are_no_independent_trials()
    {
        MixtureScore[] doubled = [.. Scores.Concat(Scores.Select(score => score with { Mixture = score.Mixture with { Ratio = 3 } })).Where(score => score.System == "net")];
        (double mean, double halfWidth) = Of("stoi").Summarize([.. Scores.Where(score => score.System == "net")]);
        (double doubledMean, double doubledHalfWidth) = Of("stoi").Summarize(doubled);
        Assert.Equal(mean, doubledMean, 1e-9);
        Assert.Equal(halfWidth, doubledHalfWidth, 1e-9);
    }

    [Fact]
    public void A_single_clip_has_no_interval() => Assert.Equal(double.NaN, Of("stoi").Summarize([Scores[1]]).HalfWidth);

    [Fact]
    public void One_of_three_mixtures_was_made_worse() =>
        Assert.Equal(1.0 / 3, Of("worse").Mean(Scores.Where(score => score.System == "net")), 1e-9);

    [Theory]
    [InlineData(0.4899, 1)]
    [InlineData(0.4901, 0)]
    public void Worse_is_more_than_a_hundredth_of_stoi(double stoi, double worse) =>
        Assert.Equal(worse, (Scores[1] with { Sound = Noisy with { Stoi = stoi } }).Worse);

    [Fact]
    public void The_table_counts_mixtures_group_by_group_and_leaves_out_what_nobody_measured()
    {
        string text = Print(EvaluationReport.ToTable(
            [.. Scores.Select(score => score with { Sound = score.Sound with { Pesq = double.NaN } })], BySex));
        Assert.Contains("female", text, StringComparison.Ordinal);
        Assert.Contains("male", text, StringComparison.Ordinal);
        Assert.Contains("worse %", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PESQ", text, StringComparison.Ordinal);
        Assert.Contains("+4.00 ±4.97", text, StringComparison.Ordinal);
        string female = text.Split('\n').SkipWhile(line => !line.Contains("female", StringComparison.Ordinal)).Skip(1).First();
        Assert.Equal(["net", "2"], female.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2]);
    }

    [Fact]
    public void A_grouping_that_tells_nothing_apart_is_left_out_of_several()
    {
        ScoreGrouping age = ScoreGrouping.Known.Single(grouping => grouping.Name == "age");
        Assert.DoesNotContain("adult", Print(EvaluationReport.ToTable(Scores, [.. BySex, age])), StringComparison.Ordinal);
        Assert.Contains("adult", Print(EvaluationReport.ToTable(Scores, [age])), StringComparison.Ordinal);
    }

    [Fact]
    public void Ratios_come_by_value()
    {
        ScoreGrouping ratio = ScoreGrouping.Known.Single(grouping => grouping.Name == "ratio");
        MixtureScore[] scores = [.. new[] { 9.0, -9, 0, -12 }.Select(value => Scores[0] with { Mixture = Scores[0].Mixture with { Ratio = value } })];
        Assert.Equal(["-12 dB", "-9 dB", "0 dB", "+9 dB"], ratio.Split(scores).Select(group => group.Group));
    }

    [Fact]
    public void Csv_carries_every_score()
    {
        string[] lines = EvaluationReport.ToCsv(Scores).TrimEnd().Split('\n');
        Assert.Equal(Scores.Length + 1, lines.Length);
        Assert.All(lines, line => Assert.Equal(lines[0].Split(',').Length, line.Split(',').Length));
        Assert.StartsWith("net,a/1,a,f,adult,face,dev,bus,BUS,0,2,2,0.6,0.1,0.3,0,0,0.25,0.5,", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Json_carries_every_score_the_means_and_how_they_were_drawn()
    {
        using JsonDocument json = JsonDocument.Parse(EvaluationReport.ToJson(Scores, BySex, "three clips"));
        Assert.Equal("three clips", json.RootElement.GetProperty("drawn").GetString());
        Assert.Equal(
            Scores.Select(score => score.Sound.SiSdr),
            json.RootElement.GetProperty("scores").EnumerateArray().Select(item => item.GetProperty("si_sdr_db").GetDouble()));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("scores")[0].GetProperty("activity").ValueKind);
        JsonElement all = json.RootElement.GetProperty("groups").EnumerateArray().Last();
        Assert.Equal("all", all.GetProperty("group").GetString());
        Assert.Equal(3, all.GetProperty("mixtures").GetInt32());
        Assert.Equal(2, all.GetProperty("talkers").GetInt32());
        Assert.Equal(4.97, all.GetProperty("si_sdr_gain_db_half_width_95").GetDouble(), 0.01);
    }

    private static Measure Of(string key) => Measure.All.Single(measure => measure.Key == key);

    private static string Print(Spectre.Console.Table table)
    {
        using StringWriter output = new();
        TableWriter.Write(table, output);
        return output.ToString();
    }
}

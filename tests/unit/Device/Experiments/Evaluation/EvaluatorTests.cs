using System.Text.Json;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Evaluation;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Device.Experiments.Training;

namespace OnBoard.Tests.Unit.Device.Experiments.Evaluation;

public class EvaluatorTests
{
    private static readonly EnhancerModel Untrained =
        EnhancerModel.Untrained(NetworkDescription.Tiny with { Cells = 16 }, seed: 1);

    private static readonly EvaluatedSystem[] Systems = [EvaluatedSystem.Noisy, new("float", Untrained, "float", Blind: false)];

    [Fact]
    public void Noisy_input_scores_the_ratio_it_was_mixed_at()
    {
        foreach (MixtureScore score in Scores().Where(score => score.System == "noisy"))
            Assert.Equal(score.Ratio, score.SiSdr, 1.0);
    }

    [Fact]
    public void Scores_do_not_depend_on_the_order_in_which_the_cores_work() => Assert.Equal(Scores(), Scores());

    [Fact]
    public void Every_clip_meets_every_ratio_and_every_ratio_every_noise()
    {
        IReadOnlyList<Condition> conditions = Conditions();
        Assert.Equal(8, conditions.Count);
        Assert.Equal(8, conditions.Select(condition => (condition.Clip.Name, condition.Ratio)).Distinct().Count());
        Assert.All(conditions.GroupBy(condition => condition.Ratio), group => Assert.Equal(2, group.Select(c => c.NoiseName).Distinct().Count()));
    }

    [Fact]
    public void Csv_and_json_carry_every_score()
    {
        IReadOnlyList<MixtureScore> scores = Scores();
        string[] lines = EvaluationReport.ToCsv(scores).TrimEnd().Split('\n');
        Assert.Equal(scores.Count + 1, lines.Length);
        Assert.All(lines, line => Assert.Equal(lines[0].Split(',').Length, line.Split(',').Length));
        using JsonDocument json = JsonDocument.Parse(EvaluationReport.ToJson(scores));
        Assert.Equal(
            scores.Select(score => score.SiSdr),
            json.RootElement.EnumerateArray().Select(item => item.GetProperty("si_sdr_db").GetDouble()));
        Assert.Equal(JsonValueKind.Null, json.RootElement[0].GetProperty("activity").ValueKind);
    }

    private static IReadOnlyList<Condition> Conditions() => Condition.Cross(
        [.. Enumerable.Range(1, 4).Select(seed => SyntheticSpeech.Clip(seed, 2))],
        [("a", SyntheticSpeech.Noise(1, 4)), ("b", SyntheticSpeech.Noise(2, 4))],
        [-3, 6]);

    private static IReadOnlyList<MixtureScore> Scores() =>
        Evaluator.Run(Systems, Conditions(), soundFolder: null, progress: null, CancellationToken.None);
}

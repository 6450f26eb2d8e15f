using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Evaluation;
using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Device.Experiments.Evaluation;

/// <summary>The promises of the README about the network that comes with the program, on real clips and noises it never met.</summary>
public class ShippedNetworkTests
{
    private static readonly Lazy<IReadOnlyList<MixtureScore>> Scores = new(Score);

    [Fact]
    public void It_gains_six_decibels_on_unseen_speech_in_unseen_noise()
    {
        double gain = Mean("cpu", score => score.Sound.SiSdr) - Mean("noisy", score => score.Sound.SiSdr);
        Assert.True(gain >= 6, $"gains {gain:F2} dB");
    }

    [Theory]
    [InlineData(-9)]
    [InlineData(-6)]
    [InlineData(-3)]
    [InlineData(0)]
    [InlineData(6)]
    public void It_makes_speech_more_intelligible_at_every_ratio(double ratio)
    {
        double noisy = Mean("noisy", score => score.Sound.Estoi, ratio), enhanced = Mean("cpu", score => score.Sound.Estoi, ratio);
        Assert.True(enhanced > noisy, $"ESTOI from {noisy:F3} to {enhanced:F3}");
    }

    [Fact]
    public void Integers_lose_no_more_than_two_per_cent()
    {
        double floating = Mean("float", score => score.Network.CrossEntropy), integer = Mean("cpu", score => score.Network.CrossEntropy);
        Assert.True(integer <= 1.02 * floating, $"loss {floating:F4} in floating point, {integer:F4} in integers");
    }

    [Fact]
    public void It_hears_better_when_it_sees()
    {
        double seeing = Mean("cpu", score => score.Sound.SiSdr), blind = Mean("blind", score => score.Sound.SiSdr);
        Assert.True(seeing > blind, $"{seeing:F2} dB seeing, {blind:F2} dB blind");
    }

    private static double Mean(string system, Func<MixtureScore, double> measure, double? ratio = null) =>
        Scores.Value.Where(score => score.System == system && score.Mixture.Ratio is var r && (ratio is null ? r <= 0 : r == ratio)).Average(measure);

    private static IReadOnlyList<MixtureScore> Score()
    {
        string grid = TestData.Require("grid"), noise = TestData.Require("noise");
        TestTools.RequireFfmpeg();
        EvaluationClip[] clips = [.. EvaluationCorpus.Open(grid, null).Choose(["dev", "test"], limit: 25).Load(null)];
        EvaluationNoise[] noises =
        [
            .. TrainingCorpus.SplitNoise(NoiseFolder.Open(noise)).Unseen
                .Select(recording => new EvaluationNoise(recording.Name, recording.Type, recording.Load())),
        ];
        EnhancerModel model = EnhancerModel.Load(EnhancerModel.ShippedPath);
        EvaluatedSystem[] systems =
        [
            EvaluatedSystem.Noisy, new("float", model, "float"), new("cpu", model, "cpu"), new("blind", model, "cpu", ShownLips.None),
        ];
        return Evaluator.Run(
            systems, Condition.Cross(clips, noises, [-9, -6, -3, 0, 6], inTurn: true), null, null, CancellationToken.None, pesq: false);
    }
}

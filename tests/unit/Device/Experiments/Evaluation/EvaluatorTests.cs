using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Evaluation;
using OnBoard.Drivers;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Tests.Unit.Device.Experiments.Training;

namespace OnBoard.Tests.Unit.Device.Experiments.Evaluation;

public class EvaluatorTests
{
    private static readonly EnhancerModel Untrained =
        EnhancerModel.Untrained(NetworkDescription.Tiny with { Cells = 16 }, seed: 1);

    private static readonly EvaluatedSystem[] Systems = [EvaluatedSystem.Noisy, new("float", Untrained, "float")];

    [Fact]
    public void Noisy_input_scores_the_ratio_it_was_mixed_at()
    {
        foreach (MixtureScore score in Scores().Where(score => score.System == "noisy"))
            Assert.Equal(score.Mixture.Ratio, score.Sound.SiSdr, 1.0);
    }

    [Fact]
    public void Scores_do_not_depend_on_the_order_in_which_the_cores_work() => Assert.Equal(Scores(), Scores());

    [Fact]
    public void Every_score_knows_the_noisy_sound_of_its_own_mixture() => Assert.All(
        Scores().GroupBy(score => score.Mixture), mixture => Assert.Single(mixture.Select(score => score.Noisy).Distinct()));

    [Fact]
    public void Destroyed_speech_counts_with_all_its_harm()
    {
        MixtureScore score = Assert.Single(Run(new Foreign("mute", static (_, sound) => sound.Clear())));
        Assert.Equal(-100, score.Sound.SiSdr);
        Assert.Equal(-100, score.Sound.LevelChange);
        Assert.Equal(1, score.Sound.Swallowed);
        Assert.Equal(1, score.Worse);
    }

    [Fact]
    public void A_system_that_passes_the_sound_on_is_neither_better_nor_worse()
    {
        MixtureScore score = Assert.Single(Run(new Foreign("wire", static (noisy, sound) => noisy[..sound.Length].CopyTo(sound))));
        Assert.Equal(score.Noisy, score.Sound);
        Assert.Equal(0, score.Worse);
        Assert.Equal(0, Measure.All.Single(measure => measure.Key == "stoi_gain").Of(score));
    }

    [Fact]
    public void Of_noise_alone_the_change_of_its_level_is_told_and_nothing_of_speech()
    {
        Condition noise = TinySet.Conditions()[0] with { Ratio = RatioName.NoiseAlone };
        MixtureScore score = Assert.Single(Evaluator.Run(
            [new Foreign("half", static (noisy, sound) => System.Numerics.Tensors.TensorPrimitives.Multiply(noisy[..sound.Length], 0.5f, sound))], [noise],
            soundFolder: null, progress: null, CancellationToken.None, pesq: false));
        Assert.Equal(-6.02, Measure.All.Single(measure => measure.Key == "total_level_change_db").Of(score), 0.01);
        Assert.True(double.IsNaN(score.Sound.Stoi) && double.IsNaN(score.Sound.SiSdr), "speech was judged where there is none");
        Assert.Contains(",noise,", EvaluationReport.ToCsv([score]), StringComparison.Ordinal);
        Assert.Contains("\"snr_db\": \"noise\"", EvaluationReport.ToJson([score], [], ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Sound_that_is_not_a_number_is_refused_by_the_name_of_its_system()
    {
        AggregateException error = Assert.Throws<AggregateException>(() => Run(new Foreign("broken", static (_, sound) => sound[5] = float.NaN)));
        Assert.Equal("broken", Assert.IsType<BadInputException>(error.InnerException).Subject);
    }

    private static IReadOnlyList<MixtureScore> Run(EvaluatedSystem system) => Evaluator.Run(
        [system], [TinySet.Conditions()[0]], soundFolder: null, progress: null, CancellationToken.None, pesq: false);

    private static IReadOnlyList<MixtureScore> Scores() =>
        Evaluator.Run(Systems, TinySet.Conditions(), soundFolder: null, progress: null, CancellationToken.None);

    private delegate void Make(ReadOnlySpan<float> noisy, Span<float> sound);

    /// <summary>A system that is none of our networks.</summary>
    private sealed record Foreign(string Name, Make Make) : EvaluatedSystem(Name, null, "")
    {
        public override IClipEnhancer Open() => new Enhancer(Make);

        private sealed class Enhancer(Make make) : IClipEnhancer
        {
            public NetworkFigures Enhance(
                OnBoard.Device.Experiments.Training.SpeechClip clip, ReadOnlySpan<float> noisy, NoisyMixture? parts, Span<float> sound)
            {
                make(noisy, sound);
                return NetworkFigures.None;
            }

            public void Dispose()
            {
            }
        }
    }
}

/// <summary>Mixtures of four short clips (two talkers with faces, two heard only) and two noises.</summary>
internal static class TinySet
{
    public static EvaluationClip[] Clips { get; } =
    [
        Clip(1, "anna", "f", "adult", face: true), Clip(2, "anna", "f", "adult", face: true),
        Clip(3, "ben", "m", "adult", face: false), Clip(4, "carl", "m", "child", face: false),
    ];

    public static EvaluationNoise[] Noises { get; } =
        [new("bus", "BUS", SyntheticSpeech.Noise(1, 4)), new("rain", "WEA", SyntheticSpeech.Noise(2, 4))];

    public static IReadOnlyList<Condition> Conditions(bool inTurn = false) => Condition.Cross(Clips, Noises, [-3, 6], inTurn);

    private static EvaluationClip Clip(int seed, string talker, string sex, string age, bool face)
    {
        OnBoard.Device.Experiments.Training.SpeechClip clip = SyntheticSpeech.Clip(seed, 2);
        return new EvaluationClip(
            $"{talker}/clip{seed}", face ? clip : clip with { Mouth = [], Seen = [], FramesPerSecond = 0 }, new Talker(talker, sex, age), "dev");
    }
}

using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class TrainingRunTests
{
    private static readonly TrainingPlan Plan = new()
    {
        Description = new NetworkDescription { Name = "test", Cells = 16, Layers = 2 },
        Epochs = 3,
        Optimizer = new TrainingOptions { Lanes = 4, Shards = 2, FramesPerUpdate = 4 },
        ValidationRatios = [0],
        Mixtures = MixtureOptions.Plain,
    };

    [Fact]
    public void Loss_falls_on_clips_and_noise_that_were_not_trained_on()
    {
        List<EpochReport> reports = [];
        TrainingRun run = new(Plan with { Epochs = 8 }, SyntheticSpeech.Corpus());
        run.Run(reports.Add, null, CancellationToken.None);
        Assert.Equal(8, reports.Count);
        Assert.True(
            reports[^1].Validation.Loss.CrossEntropy < 0.85 * reports[0].Validation.Loss.CrossEntropy,
            $"from {reports[0].Validation.Loss.CrossEntropy:F4} to {reports[^1].Validation.Loss.CrossEntropy:F4}");
    }

    [Fact]
    public void Same_seed_gives_the_same_weights() =>
        Assert.Equal(Train(Plan), Train(Plan));

    [Fact]
    public void With_few_labels_the_same_seed_gives_the_same_weights_and_others_than_with_all()
    {
        TrainingPlan few = Plan with { Mixtures = Plan.Mixtures with { LabelledShare = 0.3 } };
        float[] weights = Train(few);
        Assert.Equal(weights, Train(few));
        Assert.NotEqual(Train(Plan), weights);
    }

    [Fact]
    public void Talkers_who_are_heard_only_are_trained_on_for_so_many_frames_an_epoch_and_a_run_goes_on_as_it_would_have()
    {
        TrainingCorpus corpus = SyntheticSpeech.Corpus() with
        {
            Talkers = [.. Enumerable.Range(21, 4).Select(seed => SyntheticSpeech.Clip(seed) with { Mouth = [], Seen = [] })],
        };
        TrainingPlan plan = Plan with { Mixtures = new MixtureOptions(), FramesPerEpoch = 320, Epochs = 2 };
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.state");
        try
        {
            TrainingRun whole = new(plan, corpus), first = new(plan, corpus);
            Assert.Equal(20, whole.UpdatesPerEpoch);
            whole.Run(_ => { }, null, CancellationToken.None);
            using CancellationTokenSource cancel = new();
            first.Run(
                _ =>
                {
                    first.State.Save(path);
                    cancel.Cancel();
                },
                null, cancel.Token);
            TrainingRun second = new(plan, corpus, TrainingState.Load(path, plan));
            second.Run(_ => { }, null, CancellationToken.None);
            Assert.Equal(Flat(whole.State), Flat(second.State));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Another_seed_gives_other_weights() =>
        Assert.NotEqual(Train(Plan), Train(Plan with { Seed = 2 }));

    [Fact]
    public void Interrupted_run_ends_as_if_it_had_not_been_interrupted()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.state");
        try
        {
            TrainingRun first = new(Plan, SyntheticSpeech.Corpus());
            using CancellationTokenSource cancel = new();
            first.Run(
                report =>
                {
                    first.State.Save(path);
                    if (report.Epoch == 2) cancel.Cancel();
                },
                null, cancel.Token);
            TrainingRun second = new(Plan, SyntheticSpeech.Corpus(), TrainingState.Load(path, Plan));
            second.Run(_ => { }, null, CancellationToken.None);
            Assert.Equal(Train(Plan), Flat(second.State));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Training_ends_early_when_the_validation_loss_no_longer_improves()
    {
        // Weights that do not move improve by no more than the rounding of their average.
        TrainingPlan still = Plan with
        {
            Epochs = 50, Patience = 2, Optimizer = Plan.Optimizer with { LearningRate = 0f },
        };
        TrainingRun run = new(still, SyntheticSpeech.Corpus());
        int epochs = 0;
        run.Run(_ => epochs++, null, CancellationToken.None);
        Assert.InRange(epochs, 3, 20);
    }

    [Fact]
    public void State_of_another_network_is_refused_by_name()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.state");
        try
        {
            TrainingState.Begin(Plan, FeatureScalingOf(SyntheticSpeech.Corpus())).Save(path);
            BadInputException error = Assert.Throws<BadInputException>(
                () => TrainingState.Load(path, Plan with { Description = Plan.Description with { Cells = 32 } }));
            Assert.Equal(path, error.Subject);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void State_of_another_aim_is_refused_and_the_remedy_names_the_options_of_that_run()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.state");
        try
        {
            TrainingPlan masks = Plan with { Mixtures = Plan.Mixtures with { SoundWeight = 0, ClarityWeight = 0 } };
            TrainingState.Begin(masks, FeatureScalingOf(SyntheticSpeech.Corpus())).Save(path);
            TrainingState.Load(path, masks);
            BadInputException error = Assert.Throws<BadInputException>(
                () => TrainingState.Load(path, Plan with { Mixtures = Plan.Mixtures with { SoundWeight = 0.5 } }));
            Assert.Equal(path, error.Subject);
            Assert.Contains("--sound-weight 0 --clarity-weight 0", error.Remedy);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_run_starts_from_a_trained_network_of_the_same_description_and_refuses_others_by_name()
    {
        TrainingRun first = new(Plan, SyntheticSpeech.Corpus());
        first.Run(_ => { }, null, CancellationToken.None);
        NetworkFile trained = new(first.State.Best, first.State.Scaling.ToExtras(), new Dictionary<string, string>());
        TrainingPlan other = Plan with { Description = Plan.Description with { Name = "finer", SendThreshold = 4 } };
        TrainingState state = TrainingState.From(other, trained, "trained.safetensors");
        Assert.Equal(Flat(first.State), (float[])[.. state.Current.Weights.SelectMany(weights => weights)]);
        Assert.Equal(first.State.Scaling.AudioMean, state.Scaling.AudioMean);
        Assert.Equal("finer", state.Current.Topology.Description.Name);
        Assert.Equal(0, state.Epoch);
        BadInputException error = Assert.Throws<BadInputException>(() => TrainingState.From(
            Plan with { Description = Plan.Description with { Cells = 32 } }, trained, "trained.safetensors"));
        Assert.Equal("trained.safetensors", error.Subject);
    }

    private static OnBoard.Device.Enhancement.FeatureScaling FeatureScalingOf(TrainingCorpus corpus) =>
        ScalingFit.Fit(corpus.Training, corpus.TrainingNoise, Plan.Mixtures, 1);

    private static float[] Train(TrainingPlan plan)
    {
        TrainingRun run = new(plan, SyntheticSpeech.Corpus());
        run.Run(_ => { }, null, CancellationToken.None);
        return Flat(run.State);
    }

    private static float[] Flat(TrainingState state) => [.. state.Best.Weights.SelectMany(weights => weights)];
}

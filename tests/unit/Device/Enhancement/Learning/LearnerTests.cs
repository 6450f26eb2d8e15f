using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Device.Enhancement.Learning;

public class LearnerTests
{
    private static readonly EnhancerModel Start = EnhancerModel.Untrained(NetworkDescription.Tiny, 1);

    private static readonly LearningOptions Quick = new() { StepsPerValidation = 400, AveragedMoments = 4, FirstRateShift = 1 };

    [Fact]
    public void Learning_lowers_the_loss_on_speech_and_noise_that_were_never_trained_on()
    {
        using Learner learner = Taught(Quick);
        for (int step = 0; step < 4000; step++) learner.Step();
        Assert.True(learner.LossAfter < 0.9 * learner.LossBefore, $"{learner.LossBefore:F4} -> {learner.LossAfter:F4}");
        Assert.True(learner.Kept > 0);
        Assert.NotEqual(Start.Integers.Weights[0], learner.InUse.Weights[0]);
    }

    [Fact]
    public void The_same_sound_and_steps_give_the_same_weights()
    {
        using Learner first = Taught(Quick), second = Taught(Quick);
        for (int step = 0; step < 900; step++)
        {
            first.Step();
            second.Step();
        }

        Assert.Equal(first.LossAfter, second.LossAfter);
        for (int matrix = 0; matrix < first.InUse.Weights.Length; matrix++)
            Assert.Equal(first.InUse.Weights[matrix], second.InUse.Weights[matrix]);
    }

    [Fact]
    public void Weights_that_got_worse_are_never_given_out_and_training_goes_back()
    {
        using Learner good = Taught(Quick);
        for (int step = 0; step < 4000; step++) good.Step();
        EnhancerModel learned = Start with { Integers = good.InUse.Clone() };

        // A rate of 2, which throws the weights about.
        using Learner learner = Taught(Quick with { FirstRateShift = -8, LastRateShift = -8 }, learned);
        bool changed = false;
        for (int step = 0; step < 1600; step++) changed |= learner.Step();
        Assert.False(changed);
        Assert.Equal(LearningDecision.RolledBack, learner.LastDecision);
        Assert.Equal(4, learner.RolledBack);
        for (int matrix = 0; matrix < learner.InUse.Weights.Length; matrix++)
            Assert.Equal(learned.Integers.Weights[matrix], learner.InUse.Weights[matrix]);
    }

    /// <summary>What is better on two sentences may be so by heart: a network that knows something is left alone the more.</summary>
    [Fact]
    public void The_less_there_is_to_validate_with_the_more_of_the_start_is_kept()
    {
        using Learner first = Taught(Quick);
        for (int step = 0; step < 400; step++) first.Step();
        EnhancerModel model = Start with { Integers = first.InUse.Clone(), IsUntrained = false };
        using Learner trusting = Taught(Quick with { SecondsOfProof = 0.01 }, model), doubting = Taught(Quick with { SecondsOfProof = 1e6 }, model);
        double far = FirstMove(trusting, model.Integers), near = FirstMove(doubting, model.Integers);
        Assert.True(near < 0.5 * far, $"{near:F1} {far:F1}");

        static double FirstMove(Learner learner, IntegerNetwork start)
        {
            while (learner.Kept == 0 && learner.Steps < 20_000) learner.Step();
            Assert.True(learner.Kept > 0);
            return Math.Sqrt(learner.InUse.Weights.Zip(start.Weights).Sum(pair => pair.First.Zip(pair.Second).Sum(
                weights => (double)(weights.First - weights.Second) * (weights.First - weights.Second))));
        }
    }

    [Fact]
    public void Forgetting_brings_back_the_weights_of_the_start()
    {
        using Learner learner = Taught(Quick);
        while (learner.Kept == 0 && learner.Steps < 8000) learner.Step();
        Assert.True(learner.Kept > 0);
        learner.Forget();
        Assert.Equal(Start.Integers.Weights[0], learner.InUse.Weights[0]);
        Assert.Equal(learner.LossBefore, learner.LossAfter);
    }

    /// <summary>What was learned before is of somebody else, or of nobody: it is judged like anything that is learned.</summary>
    [Fact]
    public void What_is_taken_up_gives_way_to_the_start_where_that_does_better()
    {
        using Learner good = Taught(Quick);
        for (int step = 0; step < 4000; step++) good.Step();
        EnhancerModel start = Start with { Integers = good.InUse.Clone(), IsUntrained = false };
        using Learner learner = Taught(Quick with { FirstRateShift = 8, LastRateShift = 8 }, start);
        learner.TakeUp(Start.Integers, trust: 0.5f); // random weights
        Assert.Equal(0.5f, learner.Trust);
        Assert.Equal(Start.Integers.Weights, learner.InUse.Weights);
        bool changed = false;
        for (int step = 0; step < 400; step++) changed |= learner.Step();
        Assert.True(changed);
        Assert.Equal(1, learner.RolledBack);
        Assert.Equal(learner.LossBefore, learner.LossAfter);
        Assert.Equal(start.Integers.Weights, learner.InUse.Weights);
    }

    [Fact]
    public void What_is_taken_up_stays_where_the_start_does_worse()
    {
        using Learner good = Taught(Quick);
        for (int step = 0; step < 4000; step++) good.Step();
        using Learner learner = Taught(Quick with { FirstRateShift = 8, LastRateShift = 8 });
        learner.TakeUp(good.InUse, trust: 0);
        for (int step = 0; step < 400; step++) learner.Step();
        Assert.Equal(0, learner.RolledBack);
        Assert.True(learner.LossAfter < 0.9 * learner.LossBefore, $"{learner.LossBefore:F4} -> {learner.LossAfter:F4}");
        learner.Forget();
        Assert.Equal(Start.Integers.Weights, learner.InUse.Weights);
    }

    /// <summary>A talker by ear: gains of the shipped network, which is unsure of him, stand on what is held out.</summary>
    [Fact]
    public void Trust_comes_with_what_held_out_speech_shows_and_goes_with_the_weights()
    {
        EnhancerModel shipped = EnhancerModel.Load(EnhancerModel.ShippedPath);
        using Learner learner = new(shipped, weights => new CpuEngine(weights), new LearningOptions { StepsPerValidation = 240 });
        HeardMinute.Intermittent.Value.Play(_ => { }, sound => learner.Hear(sound.Span));
        Assert.True(learner.Replay.IsReady, learner.Findings.Explain());
        Assert.Equal(0, learner.Trust);
        while (learner.Trust == 0 && learner.Steps < 2400) learner.Step();
        Assert.Equal(Math.Min(1, learner.Replay.HeldOutSpeech.Seconds / new LearningOptions().SecondsOfTrust), learner.Trust, 1e-3);
        Assert.Equal(learner.Trust, learner.ReadStatus(LearningState.Training).Trust);
        learner.Damage(network => network.Weights[0].AsSpan().Clear());
        Assert.Equal(0, learner.Trust);
        while (learner.Trust == 0 && learner.Steps < 4800) learner.Step();
        learner.Forget();
        Assert.Equal(0, learner.Trust);
    }

    [Theory]
    [InlineData(0, true, 0.4f, 0.4f)]
    [InlineData(1, true, 0.4f, 0.4f)] // what is held out was replaced by less
    [InlineData(1, false, 1, 0.5f)]
    [InlineData(0.25f, false, 1, 0.125f)]
    [InlineData(0.19f, false, 1, 0)]
    [InlineData(0, false, 1, 0)]
    public void A_verdict_against_trust_halves_it_and_little_of_it_is_none(float before, bool isRight, float most, float after) =>
        Assert.Equal(after, Learner.TrustAfter(before, isRight, most));

    [Fact]
    public void A_step_allocates_nothing()
    {
        using Learner learner = Taught(Quick with { StepsPerValidation = 100_000 });
        for (int step = 0; step < 300; step++) learner.Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 100; step++) learner.Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_latest_weights_reach_the_other_thread_whole_and_once()
    {
        NetworkTopology topology = new(NetworkDescription.Tiny);
        WeightMailbox mailbox = new(topology);
        using CpuEngine engine = new(new IntegerNetwork(topology));
        Assert.False(mailbox.TryFetch(engine));
        for (short value = 1; value <= 3; value++)
        {
            IntegerNetwork posted = new(topology);
            foreach (short[] weights in posted.Weights) weights.AsSpan().Fill(value);
            mailbox.Post(posted);
        }

        Assert.True(mailbox.TryFetch(engine));
        Assert.False(mailbox.TryFetch(engine));
        IntegerNetwork taken = new(topology);
        engine.ReadWeights(taken);
        Assert.All(taken.Weights, weights => Assert.All(weights, weight => Assert.Equal(3, weight)));
    }

    private static Learner Taught(LearningOptions options, EnhancerModel? model = null)
    {
        Learner learner = new(model ?? Start, weights => new CpuEngine(weights), options);
        HeardMinute.Intermittent.Value.Play(mouth => learner.SeeMouth(mouth.Span), sound => learner.Hear(sound.Span));
        Assert.True(learner.Replay.IsReady);
        return learner;
    }
}

using System.Numerics.Tensors;
using OnBoard.Drivers;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Learning;

public class FloatTrainerTests
{
    private static readonly NetworkDescription Description = new()
    {
        Name = "small", AudioInputs = 4, VideoInputs = 4, Cells = 32, Layers = 2, Outputs = 4, Law = ActivationLaw.Gated,
        Universal = false,
    };

    private static readonly TrainingOptions Options = new()
    {
        Lanes = 16, Shards = 2, FramesPerUpdate = 16, LearningRate = 5e-3f, ContextDropout = 0f, ThroughTime = true,
    };

    [Theory]
    [InlineData(ActivationLaw.Point, 2)]
    [InlineData(ActivationLaw.Cooperation, 2)]
    [InlineData(ActivationLaw.Sq, 2)]
    [InlineData(ActivationLaw.Gated, 1)]
    public void Through_time_a_network_learns_to_recall_what_was_some_steps_ago(ActivationLaw law, int delay)
    {
        double whole = Train(Options), steps = Train(Options with { ThroughTime = false });
        Assert.True(whole < 0.25 * steps, $"through time {whole:F4}, step by step {steps:F4}");

        double Train(TrainingOptions options)
        {
            FloatTrainer trainer = new(Untrained(Description with { Law = law }), options);
            Echo source = new(options.Lanes, delay);
            trainer.Restart(1);
            MaskLoss loss = default;
            for (int update = 0; update < 400; update++)
            {
                MaskLoss last = trainer.Update(source);
                if (update >= 380) loss += last;
            }

            return loss.CrossEntropy;
        }
    }

    [Fact]
    public void Same_seed_gives_the_same_weights_through_time()
    {
        Assert.Equal(Train(), Train());

        static float[][] Train()
        {
            FloatTrainer trainer = new(Untrained(Description), Options with { ContextDropout = 0.2f });
            Echo source = new(Options.Lanes);
            trainer.Restart(1);
            for (int update = 0; update < 10; update++) trainer.Update(source);
            return trainer.Parameters.Weights;
        }
    }

    [Fact]
    public void A_gradient_far_beyond_the_usual_is_scaled_down()
    {
        Assert.InRange(Outlier(Options), 1.99, 2.01);
        Assert.InRange(Outlier(Options with { GradientLimit = float.PositiveInfinity }), 100, 1e6);

        // Norm of the gradient of an update whose errors weigh 1000 times as much, over the root mean square of those before.
        static double Outlier(TrainingOptions options)
        {
            FloatTrainer trainer = new(Untrained(Description), options);
            Echo source = new(options.Lanes);
            trainer.Restart(1);
            for (int update = 0; update < 20; update++) trainer.Update(source);
            float[] before = Flat(trainer.State.FirstMoment);
            double usual = Math.Sqrt(Flat(trainer.State.SecondMoment).Sum() / (1 - Math.Pow(0.999, 20)));
            source.Weight = 1000f;
            trainer.Update(source);
            float[] after = Flat(trainer.State.FirstMoment);
            double square = 0;
            for (int i = 0; i < after.Length; i++) square += Math.Pow((after[i] - (0.9 * before[i])) / 0.1, 2);
            return Math.Sqrt(square) / usual;
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(1e38f)]
    public void A_gradient_that_is_not_finite_leaves_the_weights_finite(float weight)
    {
        FloatTrainer trainer = new(Untrained(Description), Options);
        Echo source = new(Options.Lanes);
        trainer.Restart(1);
        for (int update = 0; update < 3; update++) trainer.Update(source);
        source.Weight = weight;
        trainer.Update(source);
        source.Weight = 1f;
        float[] before = Flat(trainer.Parameters);
        trainer.Update(source);
        Assert.All(Flat(trainer.Parameters), value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(before, Flat(trainer.Parameters));
    }

    [Fact]
    public void Universal_context_is_refused_through_time()
    {
        BadInputException error = Assert.Throws<BadInputException>(
            () => new FloatTrainer(Untrained(Description with { Universal = true }), Options));
        Assert.Equal("small", error.Subject);
    }

    private static float[] Flat(NetworkParameters parameters) => [.. parameters.Weights.SelectMany(weights => weights)];

    private static NetworkParameters Untrained(NetworkDescription description) =>
        NetworkParameters.Initialize(new NetworkTopology(description), seed: 1);

    /// <summary>Targets are the signs of the audio inputs some steps ago; an utterance is 40 steps long.</summary>
    private sealed class Echo(int lanes, int delay = 2) : ISequenceSource
    {
        private readonly Random[] _random = [.. Enumerable.Range(0, lanes).Select(lane => new Random(lane))];
        private readonly Queue<float[]>[] _past = [.. Enumerable.Range(0, lanes).Select(_ => new Queue<float[]>())];
        private readonly int[] _step = new int[lanes];

        public float Weight { get; set; } = 1f;

        public bool Next(int lane, Span<float> audio, Span<float> video, Span<float> target)
        {
            bool begins = _step[lane]++ % 40 == 0;
            if (begins) _past[lane].Clear();
            foreach (ref float value in audio) value = _random[lane].Next(2) == 0 ? -1f : 1f;
            video.Clear();
            _past[lane].Enqueue([.. audio]);
            if (_past[lane].Count <= delay) target.Fill(0.5f);
            else foreach ((int i, float value) in _past[lane].Dequeue().Index()) target[i] = value > 0 ? 1f : 0f;
            return begins;
        }

        public void Weigh(int lane, ReadOnlySpan<float> gains, Span<float> errors) => TensorPrimitives.Multiply(errors, Weight, errors);
    }
}

using OnBoard.Fabric.Engines.Float;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

public class ThroughTimeTests
{
    private const int Lanes = 3;
    private const int Frames = 5;
    private const float Penalty = 0.05f;

    private static readonly NetworkDescription Small = new()
    {
        Name = "small", AudioInputs = 7, VideoInputs = 5, Cells = 16, Layers = 3, Outputs = 6, DistalFromLayer = 1,
        Proximal = true, Universal = false,
    };

    [Theory]
    [InlineData(ActivationLaw.Point, 0f)]
    [InlineData(ActivationLaw.Cooperation, 0f)]
    [InlineData(ActivationLaw.Cooperation, 0.3f)]
    [InlineData(ActivationLaw.Tm1, 0f)]
    [InlineData(ActivationLaw.Sq, 0f)]
    [InlineData(ActivationLaw.Gated, 0f)]
    [InlineData(ActivationLaw.Gated, 0.3f)]
    public void Gradients_through_several_steps_agree_with_finite_differences(ActivationLaw law, float dropout)
    {
        NetworkTopology topology = new(Small with { Law = law });
        NetworkParameters parameters = NetworkParameters.Initialize(topology, seed: 5);
        Random random = new(7);
        foreach (float[] weights in parameters.Weights)
        {
            for (int i = 0; i < weights.Length; i++) weights[i] = (weights[i] * 0.5f) + (0.1f * random.NextSingle());
        }

        // Moderate outputs, so that the loss is far from where single precision rounds it.
        foreach (ref float weight in parameters.Weights[topology.Readout.Index].AsSpan()) weight *= 0.2f;
        Window before = new(random), window = new(random);

        // A window before leaves state behind, through which nothing travels back.
        FloatEngine engine = new(new FloatWeights(parameters, throughTime: true), Lanes, Frames)
        {
            ActivityPenalty = Penalty, ContextDropout = dropout,
        };
        engine.SeedDropout(3);
        before.Run(engine);
        engine.DrainTape(Zeros(topology));
        FloatEngineState held = FloatEngineState.Of(engine);
        engine.SeedDropout(4);
        window.Run(engine);
        float[][] gradients = Zeros(topology);
        engine.DrainTape(gradients);

        int checkedWeights = 0, kinks = 0;
        foreach (SynapseMatrix matrix in topology.Matrices)
        {
            for (int i = 0; i < matrix.Count; i += 5)
            {
                double up = Loss(matrix.Index, i, 2e-3f), here = Loss(matrix.Index, i, 0f), down = Loss(matrix.Index, i, -2e-3f);
                double slope = (up - down) / 4e-3;

                // Where the two sides disagree a cell crossed its clip in between and there is no slope to compare.
                if (Math.Abs(up - here - (here - down)) / 2e-3 > 1e-2 * (1 + Math.Abs(slope)))
                {
                    kinks++;
                    continue;
                }

                checkedWeights++;
                Assert.True(
                    Math.Abs(slope - gradients[matrix.Index][i]) < 1e-2 * (1 + Math.Abs(slope)),
                    $"{law} {matrix.Name}[{i}]: finite difference {slope:F5}, gradient {gradients[matrix.Index][i]:F5}");
            }
        }

        Assert.True(checkedWeights > 6 * kinks, $"only {checkedWeights} checked, {kinks} left out");
        Assert.Contains(gradients, gradient => gradient.Any(value => Math.Abs(value) > 0.1f));

        double Loss(int matrix, int index, float delta)
        {
            float value = parameters.Weights[matrix][index];
            parameters.Weights[matrix][index] = value + delta;
            FloatEngine probe = new(new FloatWeights(parameters, throughTime: true), Lanes, Frames) { ContextDropout = dropout };
            held.Restore(probe);
            probe.SeedDropout(4);
            double loss = window.Run(probe);
            parameters.Weights[matrix][index] = value;
            return loss;
        }
    }

    [Theory]
    [InlineData(ActivationLaw.Point)]
    [InlineData(ActivationLaw.Gated)]
    public void A_window_of_one_step_has_the_gradients_of_one_step(ActivationLaw law)
    {
        NetworkParameters parameters = NetworkParameters.Initialize(new NetworkTopology(Small with { Law = law }), seed: 1);
        float[][] one = Gradients(false), window = Gradients(true);
        Assert.Equal(one, window);
        Assert.Contains(one, gradient => gradient.Any(value => value != 0f));

        float[][] Gradients(bool throughTime)
        {
            FloatEngine engine = new(new FloatWeights(parameters, throughTime), Lanes, tapeFrames: 1);
            float[][] gradients = Zeros(parameters.Topology);
            Random random = new(2);
            for (int step = 0; step < 3; step++)
            {
                new Window(random).Step(engine, 0);
                engine.DrainTape(gradients);
            }

            return gradients;
        }
    }

    private static float[][] Zeros(NetworkTopology topology) =>
        [.. topology.Matrices.Select(matrix => new float[matrix.Count])];

    /// <summary>Inputs and targets of some steps; lane 1 begins a new utterance at the third.</summary>
    private sealed class Window(Random random)
    {
        private readonly float[][] _audio = Noise(random, Lanes * Small.AudioInputs);
        private readonly float[][] _video = Noise(random, Lanes * Small.VideoInputs);
        private readonly float[][] _targets = [.. Noise(random, Lanes * Small.Outputs)
            .Select(values => values.Select(value => (value + 1f) / 2f).ToArray())];

        /// <summary>Runs all steps and returns the loss that the gradients are of.</summary>
        public double Run(FloatEngine engine)
        {
            double loss = 0;
            for (int frame = 0; frame < Frames; frame++)
            {
                if (frame == 2) engine.Reset(1);
                loss += Step(engine, frame);
            }

            return loss;
        }

        public double Step(FloatEngine engine, int frame)
        {
            engine.Forward(_audio[frame], _video[frame], training: true);
            double loss = MaskLoss.Of(engine.Gains, _targets[frame]).CrossEntropySum;
            for (int layer = 0; layer < Small.Layers; layer++)
            {
                foreach (StreamName stream in NetworkTopology.Streams)
                {
                    foreach (float output in engine.Outputs(stream, layer)) loss += Penalty * output;
                }
            }

            engine.Backward(_targets[frame]);
            return loss;
        }

        private static float[][] Noise(Random random, int count) =>
        [
            .. Enumerable.Range(0, Frames)
                .Select(_ => Enumerable.Range(0, count).Select(_ => (2f * random.NextSingle()) - 1f).ToArray()),
        ];
    }
}

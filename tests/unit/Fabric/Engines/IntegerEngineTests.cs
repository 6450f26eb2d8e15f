using OnBoard.Drivers;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Float;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

public class IntegerEngineTests
{
    public static TheoryData<ActivationLaw> Laws => [.. Enum.GetValues<ActivationLaw>()];

    [Theory]
    [MemberData(nameof(Laws))]
    public void Gains_are_close_to_floating_point(ActivationLaw law)
    {
        NetworkDescription description = TestNetworks.Small with { Law = law };
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, seed: 3));
        using FeatureEngine integer = new(new IntegerEngine(network));
        using FloatInference exact = new(network.ToFloat());
        Random random = new(4);
        float[] gains = new float[description.Outputs], expected = new float[description.Outputs];
        double worst = 0, sum = 0;
        for (int step = 0; step < 50; step++)
        {
            float[] audio = Inputs(random, description.AudioInputs), video = Inputs(random, description.VideoInputs);
            integer.Forward(audio, video, gains);
            exact.Forward(audio, video, expected);
            for (int i = 0; i < gains.Length; i++)
            {
                double error = Math.Abs(gains[i] - expected[i]);
                worst = Math.Max(worst, error);
                sum += error;
            }
        }

        Assert.InRange(worst, 0, 0.08);
        Assert.InRange(sum / (50 * gains.Length), 0, 0.008);
        Assert.Equal(exact.Counts.Input, integer.Counts.Input);

        // What a gated cell forgets is never quite nothing in floating point; as an event it is soon.
        Assert.Equal(exact.Counts.Context, integer.Counts.Context, exact.Counts.Context / (law == ActivationLaw.Gated ? 4.0 : 20.0));
        Assert.Equal(50, integer.Counts.Steps);
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Floating_point_hears_what_was_sent_as_integers_do(ActivationLaw law)
    {
        NetworkDescription description = TestNetworks.Small with { Law = law, SendThreshold = 16 };
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, seed: 3));
        NetworkParameters always = NetworkParameters.Initialize(new NetworkTopology(description with { SendThreshold = 0 }), seed: 1);
        NetworkParameters exact = network.ToFloat();
        foreach (SynapseMatrix matrix in always.Topology.Matrices) exact.Weights[matrix.Index].CopyTo(always.Weights[matrix.Index], 0);
        using FeatureEngine integer = new(new IntegerEngine(network));
        FloatEngine held = new(exact) { RoundOutputs = true }, unheld = new(always) { RoundOutputs = true };
        using FloatInference counting = new(exact), sendsAlways = new(always);
        Random random = new(4);
        float[] gains = new float[description.Outputs], counted = new float[description.Outputs];
        float[] audio = Inputs(random, description.AudioInputs), video = Inputs(random, description.VideoInputs);
        double heldError = 0, unheldError = 0;
        for (int step = 0; step < 60; step++)
        {
            // On the grid of events, a little further at each step; another utterance in the middle.
            foreach (float[] inputs in new[] { audio, video })
                foreach (ref float input in inputs.AsSpan()) input = Math.Clamp(MathF.Round((input + (0.2f * (random.NextSingle() - 0.5f))) * 32) / 32, -3, 3);
            if (step == 30)
            {
                integer.Reset();
                held.Reset();
                unheld.Reset();
                counting.Reset();
                sendsAlways.Reset();
            }

            integer.Forward(audio, video, gains);
            held.Forward(audio, video);
            unheld.Forward(audio, video);
            counting.Forward(audio, video, counted);
            sendsAlways.Forward(audio, video, counted);
            for (int i = 0; i < gains.Length; i++)
            {
                heldError += Math.Abs(gains[i] - held.Gains[i]);
                unheldError += Math.Abs(gains[i] - unheld.Gains[i]);
            }
        }

        Assert.True(heldError < 0.5 * unheldError, $"{heldError} against {unheldError}");
        Assert.Equal(integer.Counts.Input, counting.Counts.Input);
        Assert.Equal(integer.Counts.Context, counting.Counts.Context, integer.Counts.Context / 3.0);
        Assert.True(
            counting.Counts.Forward < 0.8 * sendsAlways.Counts.Forward, $"{counting.Counts} against {sendsAlways.Counts} of one that sends always");
    }

    /// <summary>
    /// One input, one weight per run set, everything else zero: each number of the step is worked out in the comments.
    /// </summary>
    [Fact]
    public void One_step_is_as_worked_by_hand()
    {
        IntegerNetwork network = OneCell();
        NetworkTopology topology = network.Topology;
        SynapseMatrix soma = topology.SomaOf(StreamName.Audio, 0), apical = topology.ApicalOf(StreamName.Audio, 0);
        Assert.Equal(14, network.Scales[soma.Index]); // 0.5 x 2^15 would be 16384, beyond the margin
        Assert.Equal(15, network.Scales[apical.Index]);
        using IntegerEngine engine = new(network) { Learning = new IntegerLearning(Seed: 9) };
        short[] gains = new short[1];
        engine.Train([32], [64], [4096], gains);

        // R = 0.5, C = 0.5: A = 0.25 + 1 + 0.5 x 1.5 = 2; y = 64. z = -1.5: sigmoid 0.182426 x 4096 = 747.2, and the table
        // holds the point itself.
        NetworkState state = new(topology);
        engine.ReadState(state);
        Assert.Equal(64, state.OutputsOf(StreamName.Audio, 0)[0]);
        Assert.Equal(747, gains[0]);
        Assert.Equal(1, engine.ActiveCells(StreamName.Audio, 0));

        // The mean of the 16 cells is 64/16 = 4 events = 0.125.
        Assert.Equal(1024, state.Universal[0]);

        // Error at the output: 747 - 4096 = -3349. Through the read-out: x -0.75 = 2511.75 -> 2512. dR = 2 x 0.5 + 2 + 0.5 =
        // 3.5 and 3.5 x 2512 saturates to 4095; dC = 1.5 gives 3768.
        // Read-out weight: -3349 x 64 / 2^(7+17-14) = -209.3; soma: 4095 x 32 / 2^10 = 127.97; apical: 3768 x 64 / 2^9 = 471.
        IntegerNetwork after = new(topology);
        engine.ReadWeights(after);
        Assert.Contains(after.Weights[topology.Readout.Index][0] + 12288, new[] { 209, 210 });
        Assert.Contains(8192 - after.Weights[soma.Index][0], new[] { 127, 128 });
        Assert.Equal(471, 8192 - after.Weights[apical.Index][0]);
        Assert.Equal(1u, state.Step);

        // Forward: soma input + bias, apical distal + bias, per stream; read-out: one cell and bias.
        Assert.Equal(
            new EventCounts(Input: 32, Receptive: 64 + 2, Context: 32, Backward: 1, Update: 32 + 64 + 2 + 32, Steps: 1),
            engine.Counts);
    }

    /// <summary>What is heard softly is heard, but its weights stay as they are and cost nothing.</summary>
    [Fact]
    public void Only_what_is_large_enough_moves_weights()
    {
        IntegerNetwork network = OneCell();
        SynapseMatrix soma = network.Topology.SomaOf(StreamName.Audio, 0), apical = network.Topology.ApicalOf(StreamName.Audio, 0);
        using IntegerEngine engine = new(network) { Learning = new IntegerLearning(Seed: 9, UpdateThreshold: 24) };
        engine.Train([20], [64], [4096], new short[1]);

        // R = 0.3125, C = 0.5: A = 0.098 + 0.625 + 0.5 x 1.3125 = 1.379; y = 44. The sound's 20 moves nothing, the picture's 64 does.
        IntegerNetwork after = new(network.Topology);
        engine.ReadWeights(after);
        Assert.Equal(network.Weights[soma.Index][0], after.Weights[soma.Index][0]);
        Assert.NotEqual(network.Weights[apical.Index][0], after.Weights[apical.Index][0]);
        Assert.NotEqual(network.Weights[^1][0], after.Weights[^1][0]);

        // Somata: bias of one, input and bias of the other; apical likewise, crossed; read-out: one cell and bias.
        Assert.Equal(
            new EventCounts(Input: 32, Receptive: 64 + 2, Context: 32, Backward: 1, Update: 16 + 32 + 32 + 16 + 2, Steps: 1), engine.Counts);
    }

    /// <summary>Errors do not go back to a cell that speaks softly: its weights learn by the penalty alone, which is none here.</summary>
    [Fact]
    public void Only_cells_that_speak_loudly_enough_are_sent_errors()
    {
        IntegerNetwork network = OneCell();
        SynapseMatrix apical = network.Topology.ApicalOf(StreamName.Audio, 0);

        // The cell's output is 44 when it hears 20 and sees 64 (above).
        Assert.True(Moves(new IntegerLearning(Seed: 9, UpdateThreshold: 32, BackwardThreshold: 32)));
        using IntegerEngine soft = new(network) { Learning = new IntegerLearning(Seed: 9, UpdateThreshold: 32, BackwardThreshold: 32) };
        soft.Train([10], [20], [4096], new short[1]);
        Assert.Equal(0, soft.Counts.Backward);

        bool Moves(IntegerLearning learning)
        {
            using IntegerEngine engine = new(network) { Learning = learning };
            engine.Train([20], [64], [4096], new short[1]);
            Assert.Equal(1, engine.Counts.Backward);
            IntegerNetwork after = new(network.Topology);
            engine.ReadWeights(after);
            return network.Weights[apical.Index][0] != after.Weights[apical.Index][0];
        }
    }

    /// <summary>
    /// A gated cell over two steps: each number is worked out in the comments. R = 2 throughout; C = 0 at first, then -1.
    /// </summary>
    [Fact]
    public void A_gated_cell_remembers_and_learns_as_worked_by_hand()
    {
        NetworkDescription description = new()
        {
            Name = "hand", AudioInputs = 1, VideoInputs = 1, Cells = 16, Layers = 1, Outputs = 1, DistalFromLayer = 0,
            Proximal = false, Universal = false, UniversalGroups = 1, Law = ActivationLaw.Gated,
        };
        NetworkTopology topology = new(description);
        IntegerNetwork network = new(topology);
        SynapseMatrix soma = topology.SomaOf(StreamName.Audio, 0), apical = topology.ApicalOf(StreamName.Audio, 0);
        foreach (SynapseMatrix matrix in topology.Matrices) network.Scales[matrix.Index] = 12;
        network.Weights[soma.Index][0] = 8192; // 2, from the input to cell 0
        network.Weights[apical.Index][0] = 4096; // 1, from the other stream's input
        network.Weights[topology.Readout.Index][0] = 1024; // 0.25, from cell 0 to the output
        using IntegerEngine engine = new(network) { Learning = new IntegerLearning(Seed: 9, ActivityPenalty: 8) };
        short[] gains = new short[1];
        NetworkState state = new(topology);

        // The gate is half open: s = 0.5 x 2 = 1 is 8192, y = 32; z = 0.25.
        engine.Forward([32], [0], gains);
        engine.ReadState(state);
        Assert.Equal((8192, 32), (state.Memories[0][0], state.Outputs[0][0]));

        // The gate is a quarter open: s = 1 + 0.25 x (2 - 1) = 1.25 is 10240, y = 40; z = 0.3125, sigmoid 0.5775 x 4096 = 2365.
        engine.Train([32], [-32], [0], gains);
        engine.ReadState(state);
        Assert.Equal((10240, 40, 2365), (state.Memories[0][0], state.Outputs[0][0], gains[0]));

        // Error 2365, back through 0.25: 591.25 -> 591, with the penalty 599. dR = g = 0.25: 149.75 -> 150. dC = (2 - 1) / 4:
        // the same. Soma: 150 x 32 / 2^(7+17-12) = 1.17; apical: 150 x -32 / 2^12 = -1.17; read-out: 2365 x 40 / 2^12 = 23.1.
        IntegerNetwork after = new(topology);
        engine.ReadWeights(after);
        Assert.Contains(8192 - after.Weights[soma.Index][0], new[] { 1, 2 });
        Assert.Contains(after.Weights[apical.Index][0] - 4096, new[] { 1, 2 });
        Assert.Contains(1024 - after.Weights[topology.Readout.Index][0], new[] { 23, 24 });

        // Wide open, R = 0: all is forgotten. An utterance begins with nothing.
        engine.Forward([0], [96], gains);
        engine.ReadState(state);
        Assert.Equal((0, 0), (state.Memories[0][0], state.Outputs[0][0]));
        engine.Forward([32], [0], gains);
        engine.Reset();
        engine.ReadState(state);
        Assert.Equal((0, 0), (state.Memories[0][0], state.Outputs[0][0]));
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Updates_follow_the_floating_point_gradient(ActivationLaw law)
    {
        NetworkDescription description = TestNetworks.Small with { Law = law };

        // Half-size weights keep every error below 1, where none saturates. The slopes of a gated cell are below 1 themselves.
        float gain = law == ActivationLaw.Gated ? 2f : 0.5f;
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, seed: 5, gain));
        Array.Fill(network.RateShifts, 2); // large steps, so that the random rounding does not show
        NetworkParameters before = network.ToFloat();
        using FeatureEngine integer = new(new IntegerEngine(network));
        FloatEngine exact = new(new FloatWeights(before), lanes: 1, tapeFrames: 1) { RoundOutputs = true };
        Random random = new(6);
        float[][] gradients = [.. before.Topology.Matrices.Select(matrix => new float[matrix.Count])];
        float[] gains = new float[description.Outputs];
        float[] audio = Inputs(random, description.AudioInputs), video = Inputs(random, description.VideoInputs);
        float[] targets = [.. Enumerable.Range(0, description.Outputs).Select(_ => random.NextSingle())];
        exact.Forward(audio, video, training: true);
        exact.Backward(targets);
        exact.DrainTape(gradients);
        integer.Train(audio, video, targets, gains);
        integer.Engine.ReadWeights(network);
        NetworkParameters after = network.ToFloat();

        foreach (SynapseMatrix matrix in before.Topology.Matrices)
        {
            double cross = 0, square = 0;
            for (int i = 0; i < matrix.Count; i++)
            {
                double change = before.Weights[matrix.Index][i] - after.Weights[matrix.Index][i];
                cross += change * gradients[matrix.Index][i];
                square += gradients[matrix.Index][i] * gradients[matrix.Index][i];
            }

            Assert.True(square > 0, matrix.Name);
            double rate = 4 * cross / square;

            // A tabled slope is known to 1/64. A gated cell that is silent as an event carries errors back in floating point.
            double tolerance = law == ActivationLaw.Gated ? 0.2 : new IntegerLaw(law).GainTable is null ? 0.07 : 0.25;
            Assert.True(Math.Abs(rate - 1) < tolerance, $"{law} {matrix.Name}: the rate is {rate:F3} of what it should be");
        }
    }

    [Theory]
    [InlineData(ActivationLaw.Cooperation, IntegerNetwork.DefaultRateShift)]
    [InlineData(ActivationLaw.Sq, IntegerNetwork.DefaultRateShift)]
    [InlineData(ActivationLaw.Gated, 4)] // half open gates: a half of the slope at each layer
    public void Training_reduces_the_loss(ActivationLaw law, int rate)
    {
        // The mask is a fixed random function of the inputs' signs, seen again and again.
        NetworkDescription description = TestNetworks.Small with { Law = law };
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, seed: 7));
        Array.Fill(network.RateShifts, rate);
        using FeatureEngine engine = new(new IntegerEngine(network));
        Random random = new(8);
        const int patterns = 20;
        float[][] audio = [.. Enumerable.Range(0, patterns).Select(_ => Inputs(random, description.AudioInputs))];
        float[][] video = [.. Enumerable.Range(0, patterns).Select(_ => Inputs(random, description.VideoInputs))];
        float[][] target =
            [.. Enumerable.Range(0, patterns).Select(_ => Enumerable.Range(0, 10).Select(_ => random.NextSingle()).ToArray())];
        float[] gains = new float[description.Outputs];
        MaskLoss first = Epoch(), last = default;
        for (int epoch = 0; epoch < 60; epoch++) last = Epoch();
        Assert.True(
            last.MeanSquare < 0.25 * first.MeanSquare, $"from {first.MeanSquare:F4} only to {last.MeanSquare:F4}");

        MaskLoss Epoch()
        {
            MaskLoss loss = default;
            for (int i = 0; i < patterns; i++)
            {
                engine.Reset();
                engine.Train(audio[i], video[i], target[i], gains);
                loss += MaskLoss.Of(gains, target[i]);
            }

            return loss;
        }
    }

    [Theory]
    [InlineData(ActivationLaw.Cooperation)]
    [InlineData(ActivationLaw.Gated)]
    public void State_and_weights_can_be_put_back(ActivationLaw law)
    {
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small with { Law = law }, seed: 1));
        using IntegerEngine engine = new(network);
        Random random = new(2);
        short[] audio = RandomNetworks.Events(random, 23, 0.5), video = RandomNetworks.Events(random, 17, 0.5);
        short[] targets = new short[10], first = new short[10], again = new short[10];
        engine.Train(audio, video, targets, first);
        NetworkState state = new(network.Topology);
        IntegerNetwork held = new(network.Topology), one = new(network.Topology), other = new(network.Topology);
        engine.ReadState(state);
        engine.ReadWeights(held);
        engine.Train(audio, video, targets, first);
        engine.ReadWeights(one);
        engine.WriteState(state);
        engine.WriteWeights(held);
        engine.Train(audio, video, targets, again);
        engine.ReadWeights(other);
        Assert.Equal(first, again);
        Assert.Equal(one.Weights, other.Weights);
        engine.Reset();
        engine.ReadState(state);
        Assert.Equal(2u, state.Step);
        Assert.All(state.Outputs, outputs => Assert.All(outputs, output => Assert.Equal(0, output)));
        Assert.All(state.Memories, memories => Assert.All(memories, memory => Assert.Equal(0, memory)));
    }

    [Fact]
    public void Weights_are_rounded_to_the_nearest_step_with_room_to_learn()
    {
        NetworkParameters parameters = RandomNetworks.Parameters(TestNetworks.Small, seed: 1, gain: 2f);
        IntegerNetwork network = IntegerNetwork.Quantize(parameters);
        NetworkParameters back = network.ToFloat();
        foreach (SynapseMatrix matrix in network.Topology.Matrices)
        {
            float step = MathF.ScaleB(1f, -network.Scales[matrix.Index]);
            for (int i = 0; i < matrix.Count; i++)
                Assert.Equal(parameters.Weights[matrix.Index][i], back.Weights[matrix.Index][i], step * 0.501f);
            Assert.All(network.Weights[matrix.Index], weight => Assert.InRange(Math.Abs((int)weight), 0, 16383));
        }
    }

    [Fact]
    public void A_scale_is_halved_until_no_sum_can_overflow()
    {
        // 1024 columns of weights of 0.4: at 2^-15 a row's worst backward sum would be 13107 x 1024 x 4095.
        NetworkDescription description = TestNetworks.Small with { Cells = 1024, UniversalGroups = 4, Layers = 2 };
        NetworkParameters parameters = new(new NetworkTopology(description));
        SynapseMatrix soma = parameters.Topology.SomaOf(StreamName.Audio, 1);
        parameters.Weights[soma.Index].AsSpan().Fill(0.4f);
        IntegerNetwork network = IntegerNetwork.Quantize(parameters);
        Assert.Equal(10, network.Scales[soma.Index]); // 410 x 1024 x 4095 = 1.7e9
        Assert.InRange(OverflowBound.Backward(soma, network.Weights[soma.Index]), OverflowBound.Limit / 2, OverflowBound.Limit);
    }

    [Fact]
    public void A_network_whose_sums_could_overflow_is_refused()
    {
        IntegerNetwork network = new(new NetworkTopology(NetworkDescription.Base));
        SynapseMatrix matrix = network.Topology.SomaOf(StreamName.Video, 1);
        network.Weights[matrix.Index].AsSpan().Fill(short.MaxValue);
        BadInputException error = Assert.Throws<BadInputException>(() => new IntegerEngine(network));
        Assert.Contains("video.1.soma", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_beyond_16_bits_or_not_finite_are_refused()
    {
        NetworkParameters parameters = RandomNetworks.Parameters(TestNetworks.Small, seed: 1);
        foreach (float bad in new[] { 5000f, float.NaN, float.PositiveInfinity })
        {
            parameters.Weights[2][3] = bad;
            BadInputException error = Assert.Throws<BadInputException>(() => IntegerNetwork.Quantize(parameters));
            Assert.Contains("video.0.soma", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Saturated_weights_are_counted_and_stay_at_the_rail()
    {
        NetworkTopology topology = new(TestNetworks.Small);
        IntegerNetwork network = new(topology);
        network.Weights[topology.Readout.Index][^1] = short.MaxValue; // the last output's bias
        network.RateShifts[topology.Readout.Index] = 0;
        using IntegerEngine engine = new(network);
        engine.Train(new short[23], new short[17], [.. Enumerable.Repeat((short)4096, 10)], new short[10]);
        engine.ReadWeights(network);
        Assert.Equal(short.MaxValue, network.Weights[topology.Readout.Index][^1]);
        Assert.Equal(1, engine.Saturations);
    }

    /// <summary>One cell of sixteen that hears its stream's input by 0.5 and the other's by 0.25, and takes 0.75 off the output.</summary>
    private static IntegerNetwork OneCell()
    {
        NetworkDescription description = new()
        {
            Name = "hand", AudioInputs = 1, VideoInputs = 1, Cells = 16, Layers = 1, Outputs = 1,
            DistalFromLayer = 0, UniversalGroups = 1, UniversalShift = 0, Law = ActivationLaw.Cooperation,
        };
        NetworkTopology topology = new(description);
        NetworkParameters parameters = new(topology);
        SynapseMatrix soma = topology.SomaOf(StreamName.Audio, 0), apical = topology.ApicalOf(StreamName.Audio, 0);
        parameters.Weights[soma.Index][0] = 0.5f; // input to cell 0
        parameters.Weights[apical.Index][0] = 0.25f; // the other stream's input to cell 0
        parameters.Weights[topology.Readout.Index][0] = -0.75f; // cell 0 to the output
        return IntegerNetwork.Quantize(parameters);
    }

    private static float[] Inputs(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => MathF.Round(32f * ((2f * random.NextSingle()) - 1f)) / 32f)];
}

using CsCheck;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>
/// An engine that keeps its sums, of all layers where the network sends on change, of the first layers where it is asked to,
/// gives the bits of the definition, which sums anew, through training, resets, other weights and other states.
/// </summary>
public class KeptSumsTests
{
    /// <summary>Every set of vectors.</summary>
    public static TheoryData<CpuVectors> AllVectors => CpuEngineTests.AllVectors;

    [Theory]
    [MemberData(nameof(AllVectors))]
    public void Every_bit_and_count_is_that_of_sums_made_anew(CpuVectors vectors)
    {
        SkipWithout(vectors);
        long sent = 0, heard = 0;
        EngineComparison.Networks.Sample(
            test =>
            {
                IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(test.Description, test.Seed, (float)test.Gain));
                Array.Fill(network.RateShifts, 4);
                bool keepsInputs = test.Seed % 2 == 0;
                IntegerLearning learning = new((uint)test.Seed, ActivityPenalty: 9, UpdateThreshold: test.Seed % 3 * 16, BackwardThreshold: test.Seed % 3 * 6);
                using CpuEngine kept = new(network, vectors) { KeepsInputSums = keepsInputs, Learning = learning };
                using IntegerEngine anew = new(network) { KeepsInputSums = keepsInputs, Learning = learning };
                NetworkState held = new(network.Topology), state = new(network.Topology), expectedState = new(network.Topology);
                Random random = new(test.Seed);
                short[] audio = RandomNetworks.Events(random, test.Description.AudioInputs, test.Active);
                short[] video = RandomNetworks.Events(random, test.Description.VideoInputs, test.Active);
                short[] targets = new short[test.Description.Outputs];
                short[] expected = new short[targets.Length], actual = new short[targets.Length];
                for (int step = 0; step < 40; step++)
                {
                    switch (random.Next(14))
                    {
                        case 0:
                            anew.Reset();
                            kept.Reset();
                            break;
                        case 1:
                            IntegerNetwork other = IntegerNetwork.Quantize(RandomNetworks.Parameters(test.Description, step));
                            anew.WriteWeights(other);
                            kept.WriteWeights(other);
                            break;
                        case 2:
                            kept.ReadState(held);
                            break;
                        case 3:
                            anew.WriteState(held);
                            kept.WriteState(held);
                            break;
                    }

                    if (random.Next(3) == 0)
                    {
                        foreach (ref short target in targets.AsSpan()) target = (short)random.Next(4097);
                        anew.Train(audio, video, targets, expected);
                        kept.Train(audio, video, targets, actual);
                    }
                    else
                    {
                        anew.Forward(audio, video, expected);
                        kept.Forward(audio, video, actual);
                    }

                    Assert.Equal(expected, actual);
                    Assert.Equal(anew.Counts, kept.Counts);
                    RandomNetworks.Move(random, audio, 0.3);
                    RandomNetworks.Move(random, video, 0.1);
                }

                anew.ReadState(expectedState);
                kept.ReadState(state);
                Assert.Equal(expectedState.Outputs, state.Outputs);
                Assert.Equal(expectedState.Sent, state.Sent);
                Assert.Equal(expectedState.SentAudio, state.SentAudio);
                Assert.Equal(expectedState.SentUniversal, state.SentUniversal);
                if (!test.Description.SendsOnChange) return;
                Interlocked.Add(ref sent, kept.Counts.Forward);
                Interlocked.Add(ref heard, kept.Counts.Update);
            },
            iter: 60, seed: "000000000000");
        Assert.True(sent > 100_000 && heard > 100_000, $"{sent} events forward, {heard} of updates: too few to tell");
    }

    /// <summary>From one threshold to the next nothing is lost: sent at every change, the network hears what it hears always.</summary>
    [Fact]
    public void At_a_threshold_of_one_the_bits_are_those_of_sending_always()
    {
        foreach (ActivationLaw law in Enum.GetValues<ActivationLaw>())
        {
            IntegerNetwork always = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small with { Law = law }, seed: 8));
            IntegerNetwork onChange = new(new NetworkTopology(TestNetworks.Small with { Law = law, SendThreshold = 1 }));
            onChange.CopyFrom(always);
            using CpuEngine one = new(onChange), zero = new(always);
            Random random = new(8);
            short[] audio = RandomNetworks.Events(random, 23, 0.5), video = RandomNetworks.Events(random, 17, 0.5);
            short[] targets = new short[10], expected = new short[10], gains = new short[10];
            for (int step = 0; step < 60; step++)
            {
                zero.Train(audio, video, targets, expected);
                one.Train(audio, video, targets, gains);
                Assert.Equal(expected, gains);
                RandomNetworks.Move(random, audio, 0.1);
                RandomNetworks.Move(random, video, 0.1);
            }

            zero.ReadWeights(always);
            one.ReadWeights(onChange);
            Assert.Equal(always.Weights, onChange.Weights);
            Assert.Equal((zero.Counts.Backward, zero.Counts.Update), (one.Counts.Backward, one.Counts.Update));
        }
    }

    /// <summary>Only what was sent is an event: nothing while nothing moves, one row for one input that does.</summary>
    [Theory]
    [MemberData(nameof(AllVectors))]
    public void Only_what_was_sent_is_an_event(CpuVectors vectors)
    {
        SkipWithout(vectors);
        NetworkDescription description = TestNetworks.Small with { SendThreshold = 4, Law = ActivationLaw.Point, Proximal = false, Universal = false };
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, seed: 3));
        foreach (IEventEngine engine in (IEventEngine[])[new CpuEngine(network, vectors), new IntegerEngine(network)])
        {
            short[] audio = new short[description.AudioInputs], video = new short[description.VideoInputs];
            short[] gains = new short[description.Outputs], targets = new short[description.Outputs], before = new short[gains.Length];
            audio.AsSpan().Fill(7);
            video.AsSpan().Fill(3);
            Assert.Equal(23 * 32, Counted(() => engine.Forward(audio, video, gains)).Input); // 3 is below the threshold
            gains.CopyTo(before, 0);

            // No input, no cell, no bias: a step without context is the same sum again.
            Assert.Equal(new EventCounts(0, 0, 0, 0, 0, Steps: 1), Counted(() => engine.Forward(audio, video, gains)));
            Assert.Equal(before, gains);

            audio[3] = 10; // moved by less
            audio[5] = 11;
            video[2] = 4;
            EventCounts counts = Counted(() => engine.Forward(audio, video, gains));
            Assert.Equal(2 * 32, counts.Input);

            // What learns changes every row that hears something, and goes on from sums that it keeps right.
            counts = Counted(() => engine.Train(audio, video, targets, gains));
            Assert.Equal((0L, 0L), (counts.Input, counts.Receptive));
            Assert.True(counts.Update >= 24 * 32, $"{counts.Update} weights changed");
            Assert.Equal(0, Counted(() => engine.Forward(audio, video, gains)).Input);

            engine.Reset();
            Assert.Equal(24 * 32, Counted(() => engine.Forward(audio, video, gains)).Input);
            engine.Dispose();

            EventCounts Counted(Action step)
            {
                EventCounts counts = engine.Counts;
                step();
                return engine.Counts - counts;
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllVectors))]
    public void Inputs_that_stay_cost_no_event_where_their_sums_are_kept(CpuVectors vectors)
    {
        SkipWithout(vectors);
        NetworkDescription description = TestNetworks.Small;
        using CpuEngine engine = new(IntegerNetwork.Quantize(RandomNetworks.Parameters(description, seed: 3)), vectors) { KeepsInputSums = true };
        short[] audio = new short[description.AudioInputs], video = new short[description.VideoInputs];
        short[] gains = new short[description.Outputs], targets = new short[description.Outputs];
        audio.AsSpan().Fill(7);

        Assert.Equal(description.AudioInputs, Rows(() => engine.Forward(audio, video, gains)));
        Assert.Equal(0, Rows(() => engine.Forward(audio, video, gains)));
        audio[3] = 0;
        audio[5] = 9;
        video[2] = -4;
        Assert.Equal(3, Rows(() => engine.Forward(audio, video, gains)));
        Assert.Equal(0, Rows(() => engine.Train(audio, video, targets, gains)));
        Assert.Equal(0, Rows(() => engine.Forward(audio, video, gains)));

        long Rows(Action step)
        {
            EventCounts before = engine.Counts;
            step();
            return (engine.Counts - before).Input / description.Cells;
        }
    }

    /// <summary>
    /// A cell that moves by less than the threshold is heard as it was; the proximal context hears what it sent at the step
    /// before, the summary follows what it is. R of cell 0 is the input itself.
    /// </summary>
    [Fact]
    public void What_is_heard_is_what_was_sent_last()
    {
        NetworkDescription description = new()
        {
            Name = "hand", AudioInputs = 1, VideoInputs = 1, Cells = 16, Layers = 1, Outputs = 1, DistalFromLayer = null,
            Proximal = true, Universal = true, UniversalGroups = 1, UniversalShift = 0, Law = ActivationLaw.Point, SendThreshold = 8,
        };
        NetworkTopology topology = new(description);
        IntegerNetwork network = new(topology);
        foreach (SynapseMatrix matrix in topology.Matrices) network.Scales[matrix.Index] = 12;
        network.Weights[topology.SomaOf(StreamName.Audio, 0).Index][0] = 4096; // 1, input to cell 0
        network.Weights[topology.ApicalOf(StreamName.Audio, 0).Index][0] = 1024; // 0.25, from its own last output
        network.Weights[topology.Readout.Index][0] = 4096; // 1, to the output
        using IntegerEngine engine = new(network);
        NetworkState state = new(topology);

        Step(20, output: 20, sent: 20, universal: 320); // 20/16 cells of 1/32, 13 bits: 320
        Step(27, output: 25, sent: 20, universal: 400); // the input is held at 20; 5 from its own: 25, moved by 5 only
        Step(28, output: 33, sent: 33, universal: 528); // 28 was sent; its own context still hears 20
        Step(28, output: 36, sent: 33, universal: 576); // and now 33: 8.25 more

        void Step(short input, byte output, byte sent, ushort universal)
        {
            short[] gains = new short[1];
            engine.Forward([input], [0], gains);
            engine.ReadState(state);
            Assert.Equal((output, sent, universal), (state.Outputs[0][0], state.Sent[0][0], state.Universal[0]));
        }
    }

    [Fact]
    public void A_step_allocates_nothing() =>
        EngineComparison.AllocatesNothing(network => new CpuEngine(network) { KeepsInputSums = true });

    private static void SkipWithout(CpuVectors vectors) =>
        Assert.SkipUnless(SupportedVectors.Has(vectors), $"this processor has no {vectors}");
}

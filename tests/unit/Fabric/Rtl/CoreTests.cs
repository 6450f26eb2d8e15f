using CsCheck;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Fabric.Engines;

namespace OnBoard.Tests.Unit.Fabric.Rtl;

/// <summary>
/// The compute core in logic against the definition. The build of the usual run has 16 lanes and so little memory for weights
/// that large networks keep theirs outside. <c>ONBOARD_LONG=1</c> adds 8, 64 and 256 lanes, which takes about ten minutes.
/// </summary>
public class CoreTests
{
    private const string Usual = "LANES=16 WEIGHT_WORDS=4096 MAX_CELLS=256 MAX_INPUTS=256";

    private static readonly bool Long = Environment.GetEnvironmentVariable("ONBOARD_LONG") == "1";

    /// <summary>Builds of the core: lanes, words of weights.</summary>
    public static TheoryData<string> Builds =>
        Long
            ? [Usual, "LANES=8 WEIGHT_WORDS=8192 MAX_CELLS=256", "LANES=64 WEIGHT_WORDS=1024 MAX_CELLS=256", "LANES=256 WEIGHT_WORDS=512 MAX_CELLS=256"]
            : [Usual];

    [Theory]
    [MemberData(nameof(Builds))]
    public void Every_bit_is_that_of_the_definition(string build)
    {
        CoreLibrary library = Open(build);
        int onChip = 0, outside = 0;
        EngineComparison.Networks.Where(test => SimulatedLogic.Has(test.Description)).Sample(
            test =>
            {
                if (Compare(library, test.Description, test.Seed, test.Active, test.Gain, steps: 6).RowsFetched == 0) onChip++;
                else outside++;
            },
            iter: 40, seed: "000000000000", threads: 1);
        Assert.True(onChip > 3 && outside > 3, $"{onChip} networks on the chip, {outside} outside");
    }

    [Theory]
    [InlineData(ActivationLaw.Cooperation, 0)]
    [InlineData(ActivationLaw.Cooperation, 3)]
    [InlineData(ActivationLaw.Point, 0)]
    [InlineData(ActivationLaw.Tm3, 0)]
    [InlineData(ActivationLaw.Sq, 20)]
    [InlineData(ActivationLaw.Gated, 0)]
    [InlineData(ActivationLaw.Gated, 4)]
    public void Hundreds_of_training_steps_stay_bit_exact(ActivationLaw law, int threshold) => Compare(
        Open(Usual), TestNetworks.Small with { Law = law, Cells = 48, UniversalGroups = 3, SendThreshold = threshold }, seed: 11,
        active: 0.4, gain: 0.7f, steps: 300);

    /// <summary>
    /// Sums that are kept go on through jobs of every kind: begun anew after another state, other weights or a new utterance, and
    /// not after a job that was refused or only told something.
    /// </summary>
    [Fact]
    public void Kept_sums_go_on_where_they_hold()
    {
        CoreLibrary library = Open(Usual);
        long sent = 0, heard = 0;
        EngineComparison.Networks.Where(test => test.Description is { SendsOnChange: true, Cells: <= 64 }).Sample(
            test =>
            {
                NetworkDescription description = test.Description;
                IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, test.Seed, test.Gain));
                Array.Fill(network.RateShifts, 4);
                IntegerLearning learning = new(
                    (uint)test.Seed, ActivityPenalty: 9, UpdateThreshold: test.Seed % 3 * 16, BackwardThreshold: test.Seed % 3 * 6);
                using IntegerEngine definition = new(network) { Learning = learning };
                using SimulatedCore core = new(library, network.Topology) { Learning = learning };
                Assert.Equal(FabricCode.Done, core.Load(network));
                Random random = new(test.Seed);
                NetworkState held = new(network.Topology);
                short[] audio = RandomNetworks.Events(random, description.AudioInputs, test.Active);
                short[] video = RandomNetworks.Events(random, description.VideoInputs, test.Active);
                short[] expected = new short[description.Outputs];
                for (int step = 0; step < 30; step++)
                {
                    switch (random.Next(12))
                    {
                        case 0:
                            definition.Reset();
                            core.Reset();
                            break;
                        case 1:
                            IntegerNetwork other = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, step));
                            network.Scales.CopyTo(other.Scales, 0);
                            network.RateShifts.CopyTo(other.RateShifts, 0);
                            definition.WriteWeights(other);
                            core.WriteWeights(other);
                            break;
                        case 2:
                            core.ReadState(held);
                            break;
                        case 3:
                            definition.WriteState(held);
                            core.WriteState(held);
                            break;
                        case 4:
                            CoreJob bad = core.Job(FabricOperation.Forward);
                            bad.AudioStride = 0;
                            Assert.Equal(FabricCode.BadStride, core.Run(bad));
                            break;
                    }

                    short[]? targets = random.Next(3) == 0 ? [.. expected.Select(_ => RandomNetworks.Target(random))] : null;
                    if (targets is null) definition.Forward(audio, video, expected);
                    else definition.Train(audio, video, targets, expected);
                    Assert.Equal(expected, core.Frames([audio], [video], targets is null ? null : [targets])[0]);
                    Assert.Equal(definition.Counts, core.Counts);
                    RandomNetworks.Move(random, audio, 0.3);
                    RandomNetworks.Move(random, video, 0.1);
                }

                RequireSame(definition, core);
                sent += core.Counts.Forward;
                heard += core.Counts.Update;
            },
            iter: 12, seed: "000000000000", threads: 1);
        Assert.True(sent > 20_000 && heard > 20_000, $"{sent} events forward, {heard} of updates: too few to tell");
    }

    /// <summary>The shape of the networks that ship, at eight lanes: without universal context, features of one hop and one frame.</summary>
    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    public void The_networks_that_ship_are_bit_exact(int cells) => Compare(
        Open("LANES=8 WEIGHT_WORDS=131072 MAX_CELLS=256 MAX_INPUTS=256"),
        new NetworkDescription
        {
            AudioInputs = 242, VideoInputs = 64, Cells = cells, Layers = 2, Law = ActivationLaw.Gated, Universal = false,
            SendThreshold = cells == 64 ? 4 : 0,
        },
        seed: 8 + cells, active: 0.3, gain: 0.7f, steps: 12);

    /// <summary>
    /// R, C and what a cell remembers at every corner of the law: rows of biases alone decide R and C, a state is written that
    /// holds anything, and a step of training shows output, memory and, in the weights, both derivatives.
    /// </summary>
    [Theory]
    [InlineData(ActivationLaw.Cooperation)]
    [InlineData(ActivationLaw.Sq)]
    [InlineData(ActivationLaw.Gated)]
    public void Corners_of_a_law_are_bit_exact(ActivationLaw law)
    {
        NetworkDescription description = TestNetworks.Small with
        {
            Law = law, Cells = 256, Layers = 1, DistalFromLayer = null, Proximal = false, Universal = false,
        };
        CoreLibrary library = Open(Usual);
        for (int seed = 1; seed <= 8; seed++)
        {
            Random random = new(seed);
            IntegerNetwork network = new(new NetworkTopology(description));
            foreach (SynapseMatrix matrix in network.Topology.Matrices.SkipLast(1))
            {
                // The bias is the last row; at this scale R or C is its weight, saturated.
                network.Scales[matrix.Index] = SumFormat.FractionBits;
                foreach (ref short weight in network.Weights[matrix.Index].AsSpan()[^matrix.Columns..]) weight = (short)Corner(random, Sums, short.MinValue, short.MaxValue);
            }

            foreach (ref short weight in network.Weights[^1].AsSpan()) weight = (short)random.Next(-3000, 3000);
            Array.Fill(network.RateShifts, -3);
            IntegerLearning learning = new((uint)seed, ActivityPenalty: seed);
            using IntegerEngine definition = new(network) { Learning = learning };
            using SimulatedCore core = new(library, network.Topology) { Learning = learning };
            Assert.Equal(FabricCode.Done, core.Load(network));
            NetworkState before = new(network.Topology);
            foreach (ushort[] memories in before.Memories)
            {
                foreach (ref ushort memory in memories.AsSpan()) memory = (ushort)Corner(random, Fine, 0, ushort.MaxValue);
            }

            definition.WriteState(before);
            core.WriteState(before);
            short[] audio = new short[description.AudioInputs], video = new short[description.VideoInputs];
            short[] targets = [.. Enumerable.Range(0, description.Outputs).Select(_ => RandomNetworks.Target(random))];
            short[] expected = new short[description.Outputs];
            definition.Train(audio, video, targets, expected);
            Assert.Equal(expected, core.Frames([audio], [video], [targets])[0]);
            RequireSame(definition, core);
        }
    }

    private static readonly int[] Sums =
        [-32768, -16384, -6145, -6144, -2049, -2048, -2047, -1025, -1024, -1, 0, 1, 2, 1024, 2047, 2048, 2049, 6143, 6144, 6145, 16383];

    private static readonly int[] Fine = [0, 1, 127, 128, 255, 256, 6144, 24576, 49024, 49151, 49152, 49153, 65407, 65408, 65535];

    private static int Corner(Random random, int[] corners, int least, int most) =>
        random.Next(3) == 0 ? random.Next(least, most + 1) : corners[random.Next(corners.Length)];

    /// <summary>
    /// States of any content go in and come out whole at one group of lanes and at two, where the last words of a layer are half
    /// full; then a job runs from them as the definition does, and moves the state along. Jobs that tell the state of their last frame
    /// tell what the definition's is, of one frame and of three, in training too.
    /// </summary>
    [Theory]
    [InlineData(Usual)]
    [InlineData("LANES=32 WEIGHT_WORDS=2048 MAX_CELLS=256 MAX_INPUTS=256")]
    public void States_go_in_and_out_whole(string build)
    {
        CoreLibrary library = Open(build);
        EngineComparison.Networks.Where(test => test.Description is { Cells: <= 256, Layers: <= 2, Outputs: <= 20 }).Sample(
            test =>
            {
                NetworkDescription description = test.Description with
                {
                    Law = test.Seed % 3 == 0 ? ActivationLaw.Cooperation : ActivationLaw.Gated,
                };
                IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, test.Seed, test.Gain));
                Random random = new(test.Seed);
                IntegerLearning learning = new((uint)test.Seed, ActivityPenalty: 9, RateShift: 2);
                using IntegerEngine definition = new(network) { Learning = learning };
                using SimulatedCore core = new(library, network.Topology) { Learning = learning };
                core.Time(new CoreTiming((uint)test.Seed, 20, (uint)random.Next(60), (uint)random.Next(60)));
                Assert.Equal(FabricCode.Done, core.Load(network));
                NetworkState state = new(network.Topology), read = new(network.Topology);
                short[] expected = new short[description.Outputs];
                for (int round = 0; round < 3; round++)
                {
                    foreach (byte[] outputs in state.Outputs)
                    {
                        foreach (ref byte output in outputs.AsSpan()) output = (byte)(random.Next(2) * random.Next(193));
                    }

                    foreach (ushort[] memories in state.Memories)
                    {
                        foreach (ref ushort memory in memories.AsSpan()) memory = (ushort)random.Next(49153);
                    }

                    foreach (ref ushort element in state.Universal.AsSpan()) element = description.Universal ? (ushort)random.Next(49153) : default;
                    if (description.SendsOnChange)
                    {
                        foreach (byte[] cells in state.Sent)
                        {
                            foreach (ref byte cell in cells.AsSpan()) cell = (byte)(random.Next(2) * random.Next(193));
                        }

                        foreach (ref short input in state.SentAudio.AsSpan()) input = (short)random.Next(-128, 128);
                        foreach (ref short input in state.SentVideo.AsSpan()) input = (short)random.Next(-128, 128);
                        foreach (ref short element in state.SentUniversal.AsSpan()) element = (short)(description.Universal ? random.Next(193) : 0);
                    }

                    state.Step = (uint)random.Next();
                    core.WriteState(state);
                    core.ReadState(read);
                    RequireSameState(state, read);
                    definition.WriteState(state);
                    short[] audio = RandomNetworks.Events(random, description.AudioInputs, test.Active);
                    short[] video = RandomNetworks.Events(random, description.VideoInputs, test.Active);
                    definition.Forward(audio, video, expected);
                    Assert.Equal(expected, core.Frames([audio], [video], null)[0]);
                    RequireSame(definition, core);
                    short[][] heard = [.. Enumerable.Range(0, 1 + (2 * (round % 2))).Select(_ => RandomNetworks.Events(random, description.AudioInputs, test.Active))];
                    short[][]? targets = random.Next(2) == 0 ? [.. heard.Select(_ => expected.Select(_ => RandomNetworks.Target(random)).ToArray())] : null;
                    for (int frame = 0; frame < heard.Length; frame++)
                    {
                        if (targets is null) definition.Forward(heard[frame], video, expected);
                        else definition.Train(heard[frame], video, targets[frame], expected);
                    }

                    Assert.Equal(expected, core.Frames(heard, [.. heard.Select(_ => video)], targets, read)[^1]);
                    definition.ReadState(state);
                    RequireSameState(state, read);
                    RequireSame(definition, core);
                }
            },
            iter: 15, seed: "000000000000", threads: 1);
    }

    /// <summary>What a job costs more where it writes the state of a network that ships: a few cycles a beat, not some a byte.</summary>
    [Fact]
    public void A_state_takes_few_cycles_a_beat()
    {
        NetworkDescription description = TestNetworks.Small with { Cells = 256, Layers = 2, Law = ActivationLaw.Gated, Universal = false };
        using SimulatedCore core = new(Open("LANES=32 WEIGHT_WORDS=2048 MAX_CELLS=256 MAX_INPUTS=256"), new NetworkTopology(description));
        Assert.Equal(FabricCode.Done, core.Load(new IntegerNetwork(core.Topology)));
        foreach (FabricOperation operation in (FabricOperation[])[FabricOperation.ReadState, FabricOperation.WriteState])
        {
            Assert.Equal(FabricCode.Done, core.Run(core.Job(operation)));
            ulong beats = (ulong)core.State.Bytes / 16;
            Assert.Equal(beats, operation == FabricOperation.ReadState ? core.Result.BeatsWritten : core.Result.BeatsRead);
            Assert.True(core.Result.Cycles < (8 * beats) + 100, $"{operation}: {core.Result.Cycles} cycles for {beats} beats");
            TestContext.Current.TestOutputHelper?.WriteLine($"{operation}: {core.Result.Cycles} cycles for {beats} beats");
        }
    }

    /// <summary>A hop of a network as it ships tells its state while it runs: what is left when the gains are made is part of a layer.</summary>
    [Fact]
    public void A_state_goes_to_memory_while_its_frame_runs()
    {
        NetworkDescription description = TestNetworks.Small with { Cells = 256, Layers = 2, Law = ActivationLaw.Gated, Universal = false };
        using SimulatedCore core = new(Open("LANES=32 WEIGHT_WORDS=2048 MAX_CELLS=256 MAX_INPUTS=256"), new NetworkTopology(description));
        Assert.Equal(FabricCode.Done, core.Load(IntegerNetwork.Quantize(RandomNetworks.Parameters(description, 7, 0.7f))));
        Random random = new(7);
        short[] audio = RandomNetworks.Events(random, description.AudioInputs, 0.3), video = RandomNetworks.Events(random, description.VideoInputs, 0.3);
        core.Frames([audio], [video], null);
        ulong without = core.Result.Cycles;
        core.Reset();
        core.Frames([audio], [video], null, new NetworkState(core.Topology));
        ulong beats = (ulong)core.State.Bytes / 16;
        Assert.True(core.Result.Cycles < without + (2 * beats), $"{core.Result.Cycles} cycles, {without} without the state of {beats} beats");
        TestContext.Current.TestOutputHelper?.WriteLine($"{core.Result.Cycles} cycles, {without} without the state of {beats} beats");
    }

    /// <summary>Learning rates over the whole range of shifts, up to weights that saturate.</summary>
    [Fact]
    public void Every_learning_rate_is_bit_exact()
    {
        CoreLibrary library = Open(Usual);
        long saturations = 0;
        for (int rate = -20; rate <= 30; rate++)
        {
            saturations += (long)Compare(
                library, TestNetworks.Small with { Layers = 2 }, 3, 0.5, 1f, steps: 4, rate).Saturations;
        }

        Assert.True(saturations > 50, $"only {saturations} weights saturated");
    }

    [Fact]
    public void A_bad_image_is_refused_and_changes_nothing()
    {
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 5));
        using SimulatedCore core = new(Open(Usual), network.Topology);
        Assert.Equal(FabricCode.NoNetwork, core.Run(core.Job(FabricOperation.Forward)));
        Assert.Equal(FabricCode.Done, core.Load(network));
        short[][] inputs = [new short[TestNetworks.Small.AudioInputs]], seen = [new short[TestNetworks.Small.VideoInputs]];
        core.Frames(inputs, seen, null);
        NetworkState before = new(network.Topology), after = new(network.Topology);
        core.ReadState(before);

        Refuse(ImageLayout.Magic, 1, FabricCode.BadImage);
        Refuse(ImageLayout.Version, 2, FabricCode.BadImageVersion);
        Refuse(ImageLayout.Matrices, 14, FabricCode.BadShape);
        Refuse(ImageLayout.Cells, 24, FabricCode.BadShape);
        Refuse(ImageLayout.Law, Enum.GetValues<ActivationLaw>().Length, FabricCode.BadShape);
        Refuse(ImageLayout.Law, (int)ActivationLaw.Tm1, FabricCode.BadShape); // without a table of g
        Refuse(ImageLayout.SendThreshold, 65, FabricCode.BadShape);
        Refuse(ImageLayout.UniversalLength, 23, FabricCode.BadShape);
        Refuse(ImageLayout.SigmoidTable, 0x7FFF0000, FabricCode.BadShape);
        Refuse(ImageLayout.MatrixRows, 99, FabricCode.BadShape, ImageLayout.HeaderBytes + (3 * ImageLayout.MatrixBytes));
        Refuse(ImageLayout.MatrixScale, 16, FabricCode.BadShape, ImageLayout.HeaderBytes);
        Refuse(ImageLayout.TotalBytes, core.Image.Bytes + 16, FabricCode.BadImage);

        // Another network's image cannot take this network's weights back.
        byte[] header = new byte[ImageLayout.HeaderBytes];
        core.Read(0, header);
        byte[] other = [.. header];
        ImageLayout.UniversalShift.Set(other, 5);
        core.Write(0, other);
        Assert.Equal(FabricCode.OtherImage, core.Run(core.Job(FabricOperation.ReadWeights)));
        core.Write(0, header);

        CoreJob job = core.Job(FabricOperation.Forward);
        job.AudioStride = 16;
        Assert.Equal(FabricCode.BadStride, core.Run(job));
        job = core.Job(FabricOperation.ReadState);
        job.StateBytes += 16;
        Assert.Equal(FabricCode.BadStateSize, core.Run(job));

        core.ReadState(after);
        Assert.Equal(before.Outputs, after.Outputs);
        Assert.Equal(before.Universal, after.Universal);
        IntegerNetwork weights = new(network.Topology);
        core.ReadWeights(weights);
        Assert.Equal(network.Weights, weights.Weights);

        void Refuse(ContractField field, int value, FabricCode code, int offset = 0)
        {
            byte[] good = new byte[512];
            core.Read(0, good);
            byte[] bad = [.. good];
            field.Set(bad.AsSpan(offset), value);
            core.Write(0, bad);
            Assert.True(core.Run(core.Job(FabricOperation.Load)) == code, $"{field.Name} = {value}: {(FabricCode)core.Result.Code}");
            core.Write(0, good);
        }
    }

    [Fact]
    public void A_network_beyond_the_build_is_refused()
    {
        NetworkDescription description = TestNetworks.Small with { Cells = 272, UniversalGroups = 17 };
        using SimulatedCore core = new(Open(Usual), new NetworkTopology(description));
        Assert.Equal(FabricCode.NetworkTooLarge, core.Load(new IntegerNetwork(core.Topology)));
    }

    /// <summary>The largest network that a build can hold has one word of sums more than it can keep.</summary>
    [Fact]
    public void A_network_whose_sums_cannot_be_kept_is_refused()
    {
        NetworkDescription description = TestNetworks.Small with { Cells = 256, Layers = 8, Universal = false, SendThreshold = 1 };
        using SimulatedCore core = new(Open(Usual), new NetworkTopology(description));
        Assert.Equal(FabricCode.NetworkTooLarge, core.Load(new IntegerNetwork(core.Topology)));
    }

    [Fact]
    public void The_self_test_passes_and_forgets_the_network()
    {
        using SimulatedCore core = new(Open(Usual), new NetworkTopology(TestNetworks.Small));
        Assert.Equal(FabricCode.Done, core.Load(new IntegerNetwork(core.Topology)));
        Assert.Equal(FabricCode.Done, core.Run(core.Job(FabricOperation.SelfTest)));
        Assert.Equal(FabricCode.NoNetwork, core.Run(core.Job(FabricOperation.Forward)));
    }

    private static CoreLibrary Open(string build)
    {
        CoreLibrary? library = CoreLibrary.Load(build);
        Assert.SkipWhen(library is null, "verilator, make and g++ are not all installed");
        return library;
    }

    /// <summary>Jobs of one to four frames, forward and training in turn, with a memory that stalls for every other seed.</summary>
    private static CoreResult Compare(
        CoreLibrary library, NetworkDescription description, int seed, double active, float gain, int steps, int rate = 5)
    {
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, seed, gain));
        Array.Fill(network.RateShifts, rate);
        IntegerLearning learning = new(
            (uint)seed, ActivityPenalty: seed % 20, RateShift: seed % 2, UpdateThreshold: seed % 4 * 8, BackwardThreshold: seed % 4 * 4);
        using IntegerEngine definition = new(network) { Learning = learning };
        using SimulatedCore core = new(library, network.Topology) { Learning = learning };
        Random random = new(seed);
        if (seed % 2 == 0) core.Time(new CoreTiming((uint)seed, (uint)random.Next(60), (uint)random.Next(70), (uint)random.Next(70)));
        Assert.Equal(FabricCode.Done, core.Load(network));
        short[] expected = new short[description.Outputs];
        short[] heard = new short[description.AudioInputs], seen = new short[description.VideoInputs];
        CoreResult last = default;
        for (int step = 0, frames; step < steps; step += frames)
        {
            frames = 1 + random.Next(4);
            bool training = random.Next(3) != 0;
            short[][] audio = Frames(heard), video = Frames(seen);
            short[][] targets = [.. audio.Select(_ => expected.Select(_ => RandomNetworks.Target(random)).ToArray())];
            short[][] gains = core.Frames(audio, video, training ? targets : null);
            last = core.Result;
            for (int frame = 0; frame < frames; frame++)
            {
                if (training) definition.Train(audio[frame], video[frame], targets[frame], expected);
                else definition.Forward(audio[frame], video[frame], expected);
                Assert.Equal(expected, gains[frame]);
            }

            RequireSameActivity(definition, last);
            if (step >= steps / 2 && step - frames < steps / 2)
            {
                definition.Reset();
                core.Reset();
            }

            // Inputs that are all others at each frame, and, where only changes are sent, inputs that move.
            short[][] Frames(short[] inputs) => [.. Enumerable.Range(0, frames).Select(_ =>
            {
                if (description.SendsOnChange && random.Next(4) != 0) RandomNetworks.Move(random, inputs, 0.3);
                else RandomNetworks.Events(random, inputs.Length, active).CopyTo(inputs, 0);
                return (short[])inputs.Clone();
            })];
        }

        RequireSame(definition, core);

        // Put back and read again: the copies are complete.
        NetworkState expectedState = new(network.Topology), state = new(network.Topology);
        IntegerNetwork expectedWeights = new(network.Topology);
        definition.ReadState(expectedState);
        definition.ReadWeights(expectedWeights);
        core.Load(expectedWeights);
        core.WriteState(expectedState);
        core.ReadState(state);
        RequireSameState(expectedState, state);
        last.Saturations = (ulong)core.Saturations;
        return last;
    }

    /// <summary>State, weights and counts.</summary>
    private static void RequireSame(IntegerEngine definition, SimulatedCore core)
    {
        NetworkState expectedState = new(core.Topology), state = new(core.Topology);
        IntegerNetwork expectedWeights = new(core.Topology), weights = new(core.Topology);
        definition.ReadState(expectedState);
        core.ReadState(state);
        RequireSameState(expectedState, state);
        definition.ReadWeights(expectedWeights);
        core.ReadWeights(weights);
        Assert.Equal(expectedWeights.Weights, weights.Weights);
        Assert.Equal(definition.Counts, core.Counts);
        Assert.Equal(definition.Saturations, core.Saturations);
    }

    private static void RequireSameState(NetworkState expected, NetworkState state)
    {
        Assert.Equal(expected.Outputs, state.Outputs);
        Assert.Equal(expected.Universal, state.Universal);
        Assert.Equal(expected.Memories, state.Memories);
        Assert.Equal(expected.Sent, state.Sent);
        Assert.Equal(expected.SentAudio, state.SentAudio);
        Assert.Equal(expected.SentVideo, state.SentVideo);
        Assert.Equal(expected.SentUniversal, state.SentUniversal);
        Assert.Equal(expected.Step, state.Step);
    }

    private static unsafe void RequireSameActivity(IntegerEngine definition, CoreResult result)
    {
        for (int place = 0; place < 2 * definition.Topology.Description.Layers; place++)
            Assert.Equal(definition.ActiveCells((StreamName)(place % 2), place / 2), result.ActiveCells[place]);
    }
}

using CsCheck;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>An engine that keeps its input sums gives the bits of one that sums anew, and counts only inputs that changed.</summary>
public class KeptInputSumsTests
{
    private const string Definition = "definition";

    /// <summary>The definition, and every set of vectors.</summary>
    public static TheoryData<string> AllEngines => [Definition, .. Enum.GetNames<CpuVectors>()];

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Every_bit_is_that_of_sums_made_anew(string engineName)
    {
        SkipWithout(engineName);
        EngineComparison.Networks.Sample(
            test =>
            {
                IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(test.Description, test.Seed, (float)test.Gain));
                using IEventEngine kept = Create(network, engineName);
                using IntegerEngine anew = new(network);
                Random random = new(test.Seed);
                short[] audio = RandomNetworks.Events(random, test.Description.AudioInputs, test.Active);
                short[] video = RandomNetworks.Events(random, test.Description.VideoInputs, test.Active);
                short[] targets = new short[test.Description.Outputs];
                short[] expected = new short[targets.Length], actual = new short[targets.Length];
                for (int step = 0; step < 24; step++)
                {
                    switch (random.Next(8))
                    {
                        case 0:
                            anew.Train(audio, video, targets, expected);
                            kept.Train(audio, video, targets, actual);
                            break;
                        case 1:
                            anew.Reset();
                            kept.Reset();
                            goto default;
                        case 2:
                            IntegerNetwork other = IntegerNetwork.Quantize(RandomNetworks.Parameters(test.Description, step));
                            anew.WriteWeights(other);
                            kept.WriteWeights(other);
                            goto default;
                        default:
                            anew.Forward(audio, video, expected);
                            kept.Forward(audio, video, actual);
                            break;
                    }

                    Assert.Equal(expected, actual);
                    audio[random.Next(audio.Length)] = (short)random.Next(-128, 128);
                    video[random.Next(video.Length)] = (short)random.Next(-128, 128);
                }
            },
            iter: 30, seed: "000000000000");
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Only_inputs_that_changed_are_events(string engineName)
    {
        SkipWithout(engineName);
        NetworkDescription description = TestNetworks.Small;
        using IEventEngine engine = Create(IntegerNetwork.Quantize(RandomNetworks.Parameters(description, seed: 3)), engineName);
        short[] audio = new short[description.AudioInputs], video = new short[description.VideoInputs];
        short[] gains = new short[description.Outputs], targets = new short[description.Outputs];
        audio.AsSpan().Fill(7);

        Assert.Equal(description.AudioInputs, Rows(() => engine.Forward(audio, video, gains)));
        Assert.Equal(0, Rows(() => engine.Forward(audio, video, gains)));
        audio[3] = 0;
        audio[5] = 9;
        video[2] = -4;
        Assert.Equal(3, Rows(() => engine.Forward(audio, video, gains)));

        // What learns reads and changes every active row; the sums of other weights are made anew.
        Assert.Equal(description.AudioInputs, Rows(() => engine.Train(audio, video, targets, gains)));
        Assert.Equal(description.AudioInputs, Rows(() => engine.Forward(audio, video, gains)));
        Assert.Equal(0, Rows(() => engine.Forward(audio, video, gains)));

        long Rows(Action step)
        {
            EventCounts before = engine.Counts;
            step();
            return (engine.Counts - before).Input / description.Cells;
        }
    }

    [Fact]
    public void A_step_allocates_nothing() =>
        EngineComparison.AllocatesNothing(network => new CpuEngine(network) { KeepsInputSums = true });

    private static void SkipWithout(string engineName) => Assert.SkipUnless(
        engineName == Definition || SupportedVectors.Has(Enum.Parse<CpuVectors>(engineName)), $"this processor has no {engineName}");

    private static IEventEngine Create(IntegerNetwork network, string engineName) => engineName == Definition
        ? new IntegerEngine(network) { KeepsInputSums = true }
        : new CpuEngine(network, Enum.Parse<CpuVectors>(engineName)) { KeepsInputSums = true };
}

using CsCheck;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

public class CpuEngineTests
{
    /// <summary>Every set of vectors; a test of one that the processor lacks is skipped.</summary>
    public static TheoryData<CpuVectors> AllVectors => [.. Enum.GetValues<CpuVectors>()];

    [Theory]
    [MemberData(nameof(AllVectors))]
    public void Every_bit_is_that_of_the_definition(CpuVectors vectors)
    {
        Assert.SkipUnless(SupportedVectors.Has(vectors), $"this processor has no {vectors}");
        EngineComparison.Networks.Sample(
            test => Compare(test.Description, vectors, test.Seed, test.Active, test.Gain, steps: 12),
            iter: 40, seed: "000000000000");
    }

    [Theory]
    [MemberData(nameof(AllVectors))]
    public void Hundreds_of_training_steps_stay_bit_exact(CpuVectors vectors)
    {
        Assert.SkipUnless(SupportedVectors.Has(vectors), $"this processor has no {vectors}");
        foreach (ActivationLaw law in (ActivationLaw[])
            [ActivationLaw.Cooperation, ActivationLaw.Point, ActivationLaw.Tm3, ActivationLaw.Sq, ActivationLaw.Gated])
        {
            foreach (int threshold in (int[])[0, 5])
            {
                Compare(
                    TestNetworks.Small with { Law = law, Cells = 48, UniversalGroups = 3, SendThreshold = threshold }, vectors, seed: 11,
                    active: 0.4, gain: 0.7f, steps: 300);
            }

            Compare(
                TestNetworks.Small with { Law = law, SendThreshold = 4, ReadsAllLayers = true }, vectors, seed: 12, active: 0.4, gain: 0.7f,
                steps: 100);
        }
    }

    /// <summary>Learning rates over the whole range of shifts, up to weights that saturate.</summary>
    [Theory]
    [MemberData(nameof(AllVectors))]
    public void Every_learning_rate_is_bit_exact(CpuVectors vectors)
    {
        Assert.SkipUnless(SupportedVectors.Has(vectors), $"this processor has no {vectors}");
        long saturations = 0;
        for (int rate = -20; rate <= 30; rate++)
        {
            saturations += Compare(
                TestNetworks.Small with { Layers = 2, SendThreshold = rate & 1 }, vectors, 3, 0.5, 1f, steps: 6, rate);
        }

        Assert.True(saturations > 100, $"only {saturations} weights saturated");
    }

    [Fact]
    public void Base_is_bit_exact() => Compare(NetworkDescription.Base, SupportedVectors.Widest, 5, 0.6, 0.9f, steps: 3);

    [Theory]
    [InlineData(ActivationLaw.Cooperation, 0)]
    [InlineData(ActivationLaw.Cooperation, 4)]
    [InlineData(ActivationLaw.Gated, 4)]
    public void A_step_allocates_nothing(ActivationLaw law, int threshold) => EngineComparison.AllocatesNothing(
        network => new CpuEngine(network), TestNetworks.Small with { Law = law, SendThreshold = threshold });

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        using CpuEngine engine = new(new IntegerNetwork(new NetworkTopology(TestNetworks.Small)));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Forward(new short[22], new short[17], new short[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Forward(new short[23], new short[18], new short[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Forward(new short[23], new short[17], new short[9]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => engine.Train(new short[23], new short[17], new short[9], new short[10]));
    }

    private static long Compare(
        NetworkDescription description, CpuVectors vectors, int seed, double active, float gain, int steps, int rate = 5) =>
        EngineComparison.Compare(
            description, network => new CpuEngine(network, vectors), new(seed, active, gain, steps, rate));
}

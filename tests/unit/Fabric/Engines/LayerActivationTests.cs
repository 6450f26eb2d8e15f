using OnBoard.Fabric.Engines.Float;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

public class LayerActivationTests
{
    private const int Cells = 4096;

    public static TheoryData<ActivationLaw> Laws => [.. Enum.GetValues<ActivationLaw>()];

    [Theory]
    [MemberData(nameof(Laws))]
    public void A_layer_does_what_the_law_says_for_each_cell(ActivationLaw law)
    {
        Random random = new(1);
        float[] r = Sums(), c = Sums(), state = [.. Enumerable.Range(0, Cells).Select(_ => 6f * random.NextSingle())];
        LayerActivation activation = LayerActivation.Of(law);
        Assert.Equal(law == ActivationLaw.Gated, activation.HasState);
        if (!activation.HasState) state = [];
        float[] byR = [.. r], byC = [.. c], outputs = new float[Cells], after = [.. state], keep = new float[state.Length];
        float[] rounded = new float[Cells];
        activation.Apply(new LayerCells([.. r], [.. c], rounded, [.. state], []), round: true, slopes: false);
        activation.Apply(new LayerCells(byR, byC, outputs, after, keep), round: false, slopes: true);
        for (int i = 0; i < Cells; i++)
        {
            float slopeR, slopeC, value;
            if (activation.HasState)
            {
                value = LawFunctions.Gated(r[i], c[i], state[i], out slopeR, out slopeC, out float byState);
                Assert.Equal(value, after[i], 1e-6f);
                Assert.Equal(byState, keep[i], 1e-6f);
            }
            else
            {
                value = Math.Clamp(LawFunctions.Value(law, r[i], c[i], out slopeR, out slopeC), 0f, LawFunctions.MaximumOutput);
                if (value is not (> 0f and < LawFunctions.MaximumOutput)) slopeR = slopeC = 0f;
            }

            Assert.Equal(value, outputs[i], 1e-6f);
            Assert.Equal(MathF.Floor((outputs[i] * 32f) + 0.5f) / 32f, rounded[i]);
            Assert.Equal((slopeR, slopeC), (byR[i], byC[i]));
        }

        float[] Sums() => [0f, -1f, .. Enumerable.Range(2, Cells - 2).Select(_ => (10f * random.NextSingle()) - 4f)];
    }
}

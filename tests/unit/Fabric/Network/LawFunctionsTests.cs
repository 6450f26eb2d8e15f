using CsCheck;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Network;

public class LawFunctionsTests
{
    /// <summary>Values of each law at two decimal points of the plane, worked out by hand from the formulas.</summary>
    [Theory]
    [InlineData(0.5f, 0.5f, 2.0f, 0.571006f, 0.75f, 0.622459f, 0.594604f, 0.662180f)]
    [InlineData(1f, -1f, 1.0f, 0.683940f, 0f, 0.238406f, 0.5f, 0.567668f)]
    [InlineData(1f, 1f, 5.0f, 1.859141f, 2.0f, 1.761594f, 2.0f, 4.194528f)]
    [InlineData(0f, 1f, 1f, 0f, 0f, 0f, 0f, 0f)]
    public void Every_law_has_its_published_value(
        float r, float c, float cooperation, float tm1, float tm2, float tm3, float tm4, float kay)
    {
        Assert.Equal(cooperation, LawFunctions.Value(ActivationLaw.Cooperation, r, c), 5e-6f);
        Assert.Equal(tm1, LawFunctions.Value(ActivationLaw.Tm1, r, c), 5e-6f);
        Assert.Equal(tm2, LawFunctions.Value(ActivationLaw.Tm2, r, c), 5e-6f);
        Assert.Equal(tm3, LawFunctions.Value(ActivationLaw.Tm3, r, c), 5e-6f);
        Assert.Equal(tm4, LawFunctions.Value(ActivationLaw.Tm4, r, c), 5e-6f);
        Assert.Equal(kay, LawFunctions.Value(ActivationLaw.Kay, r, c), 5e-6f);
        Assert.Equal(r + c, LawFunctions.Value(ActivationLaw.Point, r, c), 5e-6f);
    }

    [Theory]
    [InlineData(0.5f, 0.5f, 3f)]
    [InlineData(1f, -1f, 0f)]
    [InlineData(1f, 1f, 8f)]
    [InlineData(-2f, 1f, 0f)]
    [InlineData(-1f, 1.5f, 1.25f)]
    public void Sq_has_the_curve_of_cooperation_over_the_plain_sum(float r, float c, float expected) =>
        Assert.Equal(expected, LawFunctions.Value(ActivationLaw.Sq, r, c), 1e-6f);

    /// <summary>Gates of a half, shut, open and three quarters; candidates inside and outside of the clip.</summary>
    [Theory]
    [InlineData(1f, 0f, 0f, 0.5f, 0.5f, 0.25f, 0.5f)]
    [InlineData(3f, -2.5f, 1f, 1f, 0f, 0f, 1f)]
    [InlineData(3f, 2.5f, 1f, 3f, 1f, 0f, 0f)]
    [InlineData(-1f, 1f, 2f, 0.5f, 0f, -0.5f, 0.25f)]
    [InlineData(8f, 1f, 2f, 5f, 0f, 1f, 0.25f)]
    public void Gated_moves_its_state_by_the_gate(
        float r, float c, float state, float expected, float byR, float byC, float byState)
    {
        float value = LawFunctions.Gated(r, c, state, out float slopeR, out float slopeC, out float slopeState);
        Assert.Equal((expected, byR, byC, byState), (value, slopeR, slopeC, slopeState));
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Derivatives_agree_with_finite_differences(ActivationLaw law)
    {
        Gen.Select(Gen.Double[-2.5, 2.5], Gen.Double[-2.5, 2.5])
            .Where((r, c) => law switch
            {
                ActivationLaw.Cooperation => Math.Abs(r) > 0.01 && Math.Abs(r + 1) > 0.01,
                ActivationLaw.Sq => Math.Abs(r + c) > 0.01,
                ActivationLaw.Gated => Math.Abs(r) > 0.01 && Math.Abs(Math.Abs(c) - LawFunctions.GateReach) > 0.01,
                _ => true,
            })
            .Sample((r, c) =>
            {
                const float h = 2e-3f;
                float value = LawFunctions.Value(law, (float)r, (float)c, out float byR, out float byC);
                float slopeR = (LawFunctions.Value(law, (float)r + h, (float)c) - LawFunctions.Value(law, (float)r - h, (float)c)) / (2 * h);
                float slopeC = (LawFunctions.Value(law, (float)r, (float)c + h) - LawFunctions.Value(law, (float)r, (float)c - h)) / (2 * h);
                float tolerance = 2e-3f * (1f + Math.Abs(value) + Math.Abs(byR) + Math.Abs(byC));
                Assert.Equal(LawFunctions.Value(law, (float)r, (float)c), value, 1e-5f);
                Assert.Equal(slopeR, byR, tolerance);
                Assert.Equal(slopeC, byC, tolerance);
            }, iter: 500, seed: "000000000000");
    }

    [Fact]
    public void Cooperation_stays_at_its_vertex_below_minus_one() =>
        Assert.Equal(-1f, LawFunctions.Value(ActivationLaw.Cooperation, -3f, 0f), 1e-6f);

    [Theory]
    [MemberData(nameof(Laws))]
    public void Every_law_stays_finite_far_out(ActivationLaw law) =>
        Assert.True(float.IsFinite(LawFunctions.Value(law, 30f, 30f, out float byR, out float byC) + byR + byC));

    public static TheoryData<ActivationLaw> Laws => [.. Enum.GetValues<ActivationLaw>()];
}

using System.Reflection;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Sensors.Power;

public class EnergyTests
{
    [Fact]
    public void Independent_errors_add_in_quadrature()
    {
        Energy<Measured> sum = new Energy<Measured>(1, 0.3) + new Energy<Measured>(2, 0.4);
        Assert.Equal(new Energy<Measured>(3, 0.5), sum);
        Assert.Equal(new Energy<Measured>(-1, 0.5), new Energy<Measured>(1, 0.3) - new Energy<Measured>(2, 0.4));
    }

    [Fact]
    public void No_operator_joins_two_provenances()
    {
        // What does not compile cannot be called; this holds the door shut against an overload added later.
        Type[] closed = [typeof(Energy<Measured>), typeof(Energy<Modelled>), typeof(Energy<Counted>)];
        foreach (Type type in closed)
        {
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            {
                Assert.NotEqual("op_Implicit", method.Name);
                Assert.NotEqual("op_Explicit", method.Name);
                Assert.All(method.GetParameters(), parameter =>
                    Assert.True(parameter.ParameterType == type || !closed.Contains(parameter.ParameterType)));
            }
        }
    }

    [Fact]
    public void A_figure_says_where_it_comes_from() =>
        Assert.Equal("1.5 J +- 0.02 J (counted)", new Energy<Counted>(1.5, 0.02).ToString());

    [Theory] // Any table of Student's t
    [InlineData(1, 12.706)]
    [InlineData(10, 2.228)]
    [InlineData(16, 2.120)]
    [InlineData(30, 2.042)]
    [InlineData(120, 1.980)]
    [InlineData(100000, 1.960)]
    public void Students_t_is_that_of_the_tables(int degrees, double quantile) =>
        Assert.Equal(quantile, StudentT.Quantile95(degrees), 0.001);
}

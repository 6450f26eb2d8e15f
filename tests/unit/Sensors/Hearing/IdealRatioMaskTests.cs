using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Sensors.Hearing;

public sealed class IdealRatioMaskTests
{
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(0, 1, 0)]
    [InlineData(2, 2, 0.70710678)]
    [InlineData(9, 16, 0.6)]
    [InlineData(0, 0, 0)]
    public void The_mask_is_the_root_of_the_speechs_share(float clean, float noise, double expected)
    {
        var mask = new float[1];
        IdealRatioMask.Compute([clean], [noise], mask);
        Assert.Equal(expected, mask[0], 1e-6);
    }
}

using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Web;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

public class SpectrumColumnTests
{
    [Theory]
    [InlineData(1000, 1.0, 240)]
    [InlineData(3000, 0.1, 200)]
    [InlineData(6500, 0.01, 160)]
    public void A_sine_stands_in_its_row_at_its_level(double hertz, double amplitude, int halfDecibels)
    {
        SpectrumColumn spectrum = new();
        float[] hop = new float[160];
        byte[] column = new byte[SpectrumColumn.Length];
        for (int n = 0; n < 4 * hop.Length; n++)
        {
            hop[n % hop.Length] = (float)(amplitude * Math.Sin(2 * Math.PI * hertz * n / 16_000));
            if ((n + 1) % hop.Length == 0) spectrum.Compute(hop, column);
        }

        int row = Array.IndexOf(column, column.Max());
        Assert.Equal(hertz / 62.5, row, 0.6);
        Assert.InRange(column[row], halfDecibels - 1, halfDecibels + 1);
    }

    [Fact]
    public void Silence_is_the_least()
    {
        byte[] column = [.. Enumerable.Repeat((byte)9, SpectrumColumn.Length)];
        new SpectrumColumn().Compute(new float[160], column);
        Assert.All(column, value => Assert.Equal(0, value));
    }
}

using CsCheck;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Sensors.Sight;

public class DctTests
{
    [Fact]
    public void It_agrees_with_the_definition()
    {
        const int Width = 12;
        const int Height = 10;
        Gen.Float[-255, 255].Array[Width * Height].Sample(plane =>
        {
            var dct = new Dct(Width, Height, 8);
            float[] fast = new float[64];
            dct.Transform(plane, fast);
            for (int v = 0; v < 8; v++)
                for (int u = 0; u < 8; u++)
                    Assert.Equal(Definition(plane, Width, Height, v, u), fast[(v * 8) + u], 0.01);
        }, iter: 20);
    }

    [Fact]
    public void All_coefficients_together_keep_the_energy()
    {
        Gen.Float[-1, 1].Array[256].Sample(plane =>
        {
            var dct = new Dct(16, 16, 16);
            float[] coefficients = new float[256];
            dct.Transform(plane, coefficients);
            Assert.Equal(plane.Sum(p => (double)p * p), coefficients.Sum(c => (double)c * c), 1e-3);
        }, iter: 20);
    }

    [Fact]
    public void A_basis_frame_has_one_coefficient()
    {
        const int Width = MouthFeatures.RegionWidth;
        const int Height = MouthFeatures.RegionHeight;
        var dct = new Dct(Width, Height, 8);
        float[] plane = new float[Width * Height];
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                plane[(y * Width) + x] = (float)(Math.Cos(Math.PI * 3 * ((2 * y) + 1) / (2 * Height))
                    * Math.Cos(Math.PI * 5 * ((2 * x) + 1) / (2 * Width)));
        float[] coefficients = new float[64];
        dct.Transform(plane, coefficients);
        for (int i = 0; i < 64; i++)
            Assert.Equal(i == (3 * 8) + 5 ? Math.Sqrt(Width * Height) / 2 : 0, coefficients[i], 1e-3);
    }

    private static double Definition(float[] plane, int width, int height, int v, int u)
    {
        double sum = 0;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                sum += plane[(y * width) + x] * Math.Cos(Math.PI * ((2 * y) + 1) * v / (2 * height))
                    * Math.Cos(Math.PI * ((2 * x) + 1) * u / (2 * width));
        return sum * Math.Sqrt((v == 0 ? 1.0 : 2.0) / height) * Math.Sqrt((u == 0 ? 1.0 : 2.0) / width);
    }
}

using CsCheck;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Sensors.Hearing;

public sealed class RealFftTests
{
    private static readonly Gen<float[]> Signals =
        from power in Gen.Int[2, 11]
        from samples in Gen.Float[-1, 1].Array[1 << power]
        select samples;

    [Fact]
    public void Forward_equals_the_definition_of_the_discrete_fourier_transform() => Signals.Sample(
        time =>
        {
            var fft = new RealFft<float>(time.Length);
            var real = new float[fft.Bins];
            var imaginary = new float[fft.Bins];
            fft.Forward(time, real, imaginary);
            double tolerance = 1e-6 * Math.Sqrt(time.Length) * Math.Log2(time.Length);
            for (int k = 0; k < fft.Bins; k++)
            {
                (double expectedReal, double expectedImaginary) = Definition(time, k);
                Assert.Equal(expectedReal, real[k], tolerance);
                Assert.Equal(expectedImaginary, imaginary[k], tolerance);
            }
        },
        iter: 40);

    [Fact]
    public void Inverse_undoes_forward() => Signals.Sample(
        time =>
        {
            var fft = new RealFft<float>(time.Length);
            var real = new float[fft.Bins];
            var imaginary = new float[fft.Bins];
            var back = new float[time.Length];
            fft.Forward(time, real, imaginary);
            fft.Inverse(real, imaginary, back);
            for (int n = 0; n < time.Length; n++) Assert.Equal(time[n], back[n], 1e-6);
        },
        iter: 40);

    [Fact]
    public void Inverse_ignores_imaginary_parts_that_no_real_signal_has()
    {
        var fft = new RealFft<float>(8);
        var imaginary = new float[5];
        imaginary[0] = 3;
        imaginary[4] = -2;
        var time = new float[8];
        fft.Inverse(new float[] { 8, 0, 0, 0, 0 }, imaginary, time);
        Assert.All(time, sample => Assert.Equal(1, sample, 1e-6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(320)]
    public void A_length_that_is_no_power_of_two_from_four_is_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealFft<float>(length));

    [Fact]
    public void Buffers_of_a_wrong_length_are_refused()
    {
        var fft = new RealFft<float>(16);
        Assert.Throws<ArgumentException>(() => fft.Forward(new float[16], new float[8], new float[9]));
        Assert.Throws<ArgumentException>(() => fft.Inverse(new float[9], new float[9], new float[15]));
    }

    private static (double Real, double Imaginary) Definition(float[] time, int k)
    {
        double real = 0;
        double imaginary = 0;
        for (int n = 0; n < time.Length; n++)
        {
            (double sine, double cosine) = Math.SinCos(-2 * Math.PI * k * n / time.Length);
            real += time[n] * cosine;
            imaginary += time[n] * sine;
        }

        return (real, imaginary);
    }
}

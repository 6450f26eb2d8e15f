using System.Numerics.Tensors;
using OnBoard.Device.Experiments.Training;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class BiquadTests
{
    public static TheoryData<string, double, double> Gains => new()
    {
        { "peak", 1000, 6 }, { "peak", 7000, 0 }, { "peak", 50, 0 },
        { "low shelf", 30, -5 }, { "low shelf", 6000, 0 },
        { "high shelf", 7500, 4 }, { "high shelf", 60, 0 },
        { "high pass", 200, -3 }, { "high pass", 2000, 0 }, { "high pass", 20, -40 },
        { "low pass", 3400, -3 }, { "low pass", 300, 0 },
    };

    [Theory]
    [MemberData(nameof(Gains))]
    public void A_tone_leaves_as_loud_as_the_filter_promises(string filter, double hertz, double decibels)
    {
        float[] tone = [.. Enumerable.Range(0, 16_000).Select(n => MathF.Sin((float)(2 * Math.PI * hertz * n / 16_000)))];
        float[] before = [.. tone];
        (filter switch
        {
            "peak" => Biquad.Peak(1000, 1, 6),
            "low shelf" => Biquad.LowShelf(300, -5),
            "high shelf" => Biquad.HighShelf(3000, 4),
            "high pass" => Biquad.HighPass(200, Math.Sqrt(0.5)),
            _ => Biquad.LowPass(3400, Math.Sqrt(0.5)),
        }).Apply(tone);
        Assert.Equal(decibels, 10 * Math.Log10(Energy(tone) / Energy(before)), 0.4);
    }

    // Behind the transient.
    private static double Energy(float[] samples) => TensorPrimitives.SumOfSquares<float>(samples.AsSpan(8000));
}

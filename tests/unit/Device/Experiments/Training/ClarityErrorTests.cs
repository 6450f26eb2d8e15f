using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class ClarityErrorTests
{
    private const double Weight = 2;

    public static TheoryData<bool> Fine => [true, false];

    /// <summary>
    /// Against values that the papers' own code gave for recordings: which look at all stretches, at 10 kHz, in other frames.
    /// </summary>
    [Fact]
    public void Gains_of_one_are_about_as_clear_as_the_mixture_was_measured_to_be()
    {
        const string folder = "metric_vectors/grid_mix";
        List<double> along = [], across = [];
        foreach (string line in File.ReadLines(TestData.Require($"{folder}/expected.csv")).Skip(1))
        {
            string[] cells = line.Split(',');
            float[] clean = Load(cells[0]), noisy = Load(cells[1]);
            (double a, double b) = Clarity(new NoisyMixture(clean, [.. noisy.Zip(clean, (mixture, speech) => mixture - speech)], noisy, 1), _ => 1);
            along.Add(a - double.Parse(cells[11], CultureInfo.InvariantCulture));
            across.Add(b - double.Parse(cells[12], CultureInfo.InvariantCulture));
        }

        Assert.True(along.Count > 40);
        Assert.All(along, difference => Assert.InRange(difference, -0.1, 0.1));
        Assert.All(across, difference => Assert.InRange(difference, -0.1, 0.1));

        float[] Load(string name) => WavFile.Read(TestData.Require($"{folder}/{name}")).ToMono();
    }

    [Fact]
    public void Ideal_masks_are_clearer_than_none_and_none_are_clearer_than_the_masks_of_the_noise()
    {
        NoisyMixture mixture = Mixture(ratio: -3);
        (double along, double across) = Clarity(mixture, _ => 1);
        (double idealAlong, double idealAcross) = Clarity(mixture, mask => mask);
        (double wrongAlong, double wrongAcross) = Clarity(mixture, mask => 1.001f - mask);
        Assert.True(idealAlong > along && along > wrongAlong, $"{idealAlong} {along} {wrongAlong}");
        Assert.True(idealAcross > across && across > wrongAcross, $"{idealAcross} {across} {wrongAcross}");
    }

    /// <summary>Along time a hop counts in as many stretches as there are hops in one; across bands once.</summary>
    [Theory]
    [MemberData(nameof(Fine))]
    public void Its_slopes_are_what_small_steps_of_the_logits_change(bool fine)
    {
        AnalysisFormat format = Format(fine);
        (ClarityError error, List<float[]> masks) = Taken(Mixture(ratio: 0), format);
        Random random = new(3);
        foreach (float[] mask in masks)
        {
            for (int band = 0; band < mask.Length; band++) mask[band] = 0.05f + (0.9f * random.NextSingle());
        }

        int hop = LastJudged(error, masks);
        float[] slopes = new float[format.Bands];
        HearBefore(hop);
        error.AddSlopes(hop, masks[hop], (float)Weight, slopes);
        Assert.Contains(slopes, slope => Math.Abs(slope) > 0.1);
        for (int band = 0; band < slopes.Length; band++)
        {
            const double step = 0.02;
            double measured = (Moved(step) - Moved(-step)) / (2 * step);
            Assert.Equal(measured, slopes[band], (0.03 * Math.Abs(measured)) + 0.02);

            double Moved(double by)
            {
                float[] moved = [.. masks[hop]];
                moved[band] = (float)(1 / (1 + Math.Exp(-Math.Log(moved[band] / (1 - moved[band])) - by)));
                HearBefore(hop);
                error.Of(hop, moved);
                return -Weight * format.Bands * ((ClarityError.HopsJudged * error.Along) + error.Across) / 2;
            }
        }

        void HearBefore(int end)
        {
            for (int before = 0; before < end; before++) error.Of(before, masks[before]);
        }
    }

    [Fact]
    public void Where_nobody_talks_nothing_is_judged()
    {
        NoisyMixture mixture = Mixture(ratio: 0);
        mixture.Clean.AsSpan().Clear();
        (ClarityError error, List<float[]> masks) = Taken(mixture, AnalysisFormat.Fine);
        float[] slopes = new float[AnalysisFormat.Fine.Bands];
        for (int hop = 0; hop < masks.Count; hop++)
        {
            Assert.Equal(0, error.Of(hop, masks[hop]));
            error.AddSlopes(hop, masks[hop], 1, slopes);
            Assert.False(error.Judged);
        }

        Assert.All(slopes, slope => Assert.Equal(0, slope));
    }

    private static AnalysisFormat Format(bool fine) => fine ? AnalysisFormat.Fine : AnalysisFormat.Standard;

    private static NoisyMixture Mixture(double ratio) =>
        NoiseMixer.Mix(SyntheticSpeech.Clip(5, seconds: 4).Samples, SyntheticSpeech.Noise(6, seconds: 5), ratio, 0);

    private static int LastJudged(ClarityError error, List<float[]> masks)
    {
        int last = -1;
        for (int hop = 0; hop < masks.Count; hop++)
        {
            error.Of(hop, masks[hop]);
            if (error.Judged) last = hop;
        }

        return last;
    }

    private static (double Along, double Across) Clarity(NoisyMixture mixture, Func<float, float> gain)
    {
        (ClarityError error, List<float[]> masks) = Taken(mixture, AnalysisFormat.Fine);
        List<double> along = [], across = [];
        for (int hop = 0; hop < masks.Count; hop++)
        {
            error.Of(hop, [.. masks[hop].Select(gain)]);
            if (!error.Judged) continue;
            along.Add(error.Along);
            across.Add(error.Across);
        }

        return (along.Average(), across.Average());
    }

    private static (ClarityError Error, List<float[]> Masks) Taken(NoisyMixture mixture, AnalysisFormat format)
    {
        ClarityError error = new(format, GainRule.Standard);
        MixtureHop hop = new(format);
        List<float[]> masks = [];
        int hops = mixture.Clean.Length / AudioFormat.HopLength;
        error.Begin(hops);
        for (int i = 0; i < hops; i++)
        {
            int at = i * AudioFormat.HopLength;
            float[] mask = new float[format.Bands];
            hop.Push(mixture.Clean.AsSpan(at, AudioFormat.HopLength), mixture.Noise.AsSpan(at, AudioFormat.HopLength), mask);
            error.Add(hop.Clean, hop.Heard.Spectrum);
            masks.Add(mask);
        }

        error.End();
        return (error, masks);
    }
}

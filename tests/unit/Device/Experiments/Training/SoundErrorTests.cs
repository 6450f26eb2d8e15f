using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class SoundErrorTests
{
    private const int Hops = 12;

    public static TheoryData<bool> Fine => [true, false];

    /// <summary>Against the way that the sound really goes: sharpened, raised to the power, spread over the bins, times the spectrum.</summary>
    [Theory]
    [MemberData(nameof(Fine))]
    public void It_is_the_error_of_the_spectra_in_units_of_the_noise(bool fine)
    {
        AnalysisFormat format = Format(fine);
        (SoundError error, List<double> clean, List<Complex[]> noisy, List<Complex[]> speech) = Mixture(format);
        float[] gains = Gains(format.Bands, seed: 5), applied = new float[format.Bands], bins = new float[AudioFormat.Bins];
        new BandContrast(GainRule.Standard.Contrast, format.Bands).Apply(gains, applied);
        for (int band = 0; band < applied.Length; band++) applied[band] = MathF.Pow(applied[band], GainRule.Standard.Exponent);
        format.FilterBank.SpreadGains(applied, bins);
        double noise = noisy.Zip(speech, (x, s) => x.Zip(s, (a, b) => (a - b).Square).Sum()).Sum() / (Hops * AudioFormat.Bins);
        for (int hop = 0; hop < Hops; hop++)
        {
            double expected = noisy[hop].Select((x, bin) => ((bins[bin] * x) - speech[hop][bin]).Square).Sum() / noise;
            Assert.Equal(expected, error.Of(hop, gains), 1e-3 * expected);
            Assert.Equal(clean[hop] / noise, error.Speech(hop), 1e-3 * clean[hop] / noise);
        }
    }

    [Theory]
    [MemberData(nameof(Fine))]
    public void Its_slopes_are_what_small_steps_of_the_logits_change(bool fine)
    {
        AnalysisFormat format = Format(fine);
        SoundError error = Mixture(format).Error;
        float[] gains = Gains(format.Bands, seed: 6), slopes = new float[format.Bands];
        error.AddSlopes(3, gains, weight: 2, slopes);
        for (int band = 0; band < gains.Length; band++)
        {
            const double step = 0.02;
            double measured = 2 * (error.Of(3, Moved(step)) - error.Of(3, Moved(-step))) / (2 * step);
            Assert.Equal(measured, slopes[band], (0.02 * Math.Abs(measured)) + 0.02);

            float[] Moved(double by)
            {
                float[] moved = [.. gains];
                moved[band] = (float)(1 / (1 + Math.Exp(-Math.Log(gains[band] / (1 - gains[band])) - by)));
                return moved;
            }
        }
    }

    [Fact]
    public void Silence_is_no_error_and_nearly_clean_speech_no_endless_one()
    {
        AnalysisFormat format = AnalysisFormat.Fine;
        SoundError error = new(format, GainRule.Standard);
        float[] gains = Gains(format.Bands, seed: 7), slopes = new float[format.Bands];
        Take(error, format, speech: 0, noise: 0);
        error.AddSlopes(0, gains, 1, slopes);
        Assert.Equal(0, error.Of(0, gains));
        Assert.All(slopes, slope => Assert.Equal(0, slope));
        Take(error, format, speech: 0.3f, noise: 1e-6f);
        for (int hop = 4; hop < Hops; hop++) Assert.InRange(error.Of(hop, gains), 0, 20.0 * 10 * AudioFormat.Bins);
    }

    private readonly record struct Complex(double Real, double Imaginary)
    {
        public double Square => (Real * Real) + (Imaginary * Imaginary);

        public static Complex operator -(Complex a, Complex b) => new(a.Real - b.Real, a.Imaginary - b.Imaginary);

        public static Complex operator *(float gain, Complex a) => new(gain * a.Real, gain * a.Imaginary);
    }

    private static AnalysisFormat Format(bool fine) => fine ? AnalysisFormat.Fine : AnalysisFormat.Standard;

    private static float[] Gains(int bands, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, bands).Select(_ => 0.05f + (0.9f * random.NextSingle()))];
    }

    private static (SoundError Error, List<double> Clean, List<Complex[]> Noisy, List<Complex[]> Speech) Mixture(AnalysisFormat format)
    {
        SoundError error = new(format, GainRule.Standard);
        List<double> clean = [];
        List<Complex[]> noisy = [], speech = [];
        Take(error, format, 0.2f, 0.15f, hop =>
        {
            speech.Add(Copy(hop.Clean));
            noisy.Add(Copy(hop.Heard.Spectrum));
            clean.Add(speech[^1].Sum(value => value.Square));
        });
        return (error, clean, noisy, speech);

        static Complex[] Copy(Spectrum spectrum)
        {
            Complex[] copy = new Complex[AudioFormat.Bins];
            for (int bin = 0; bin < copy.Length; bin++) copy[bin] = new Complex(spectrum.Real[bin], spectrum.Imaginary[bin]);
            return copy;
        }
    }

    private static void Take(SoundError error, AnalysisFormat format, float speech, float noise, Action<MixtureHop>? seen = null)
    {
        Random random = new(1);
        MixtureHop hop = new(format);
        float[] clean = new float[AudioFormat.HopLength], other = new float[AudioFormat.HopLength], target = new float[format.Bands];
        error.Begin(Hops);
        for (int i = 0; i < Hops; i++)
        {
            for (int n = 0; n < clean.Length; n++)
            {
                clean[n] = speech * MathF.Sin(0.07f * ((i * clean.Length) + n));
                other[n] = noise * (random.NextSingle() - 0.5f);
            }

            hop.Push(clean, other, target);
            error.Add(hop.Clean, hop.Heard.Spectrum);
            seen?.Invoke(hop);
        }

        error.End();
    }
}

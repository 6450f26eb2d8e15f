using CsCheck;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Sensors.Hearing;

public sealed class SpectralAnalysisTests
{
    private const int Hop = AudioFormat.HopLength;

    public static TheoryData<bool> Formats { get; } = [false, true];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Analysis_and_synthesis_delay_the_input_by_exactly_one_hop_and_change_nothing_else(bool fine) =>
        Gen.Float[-1, 1].Array[Hop * 12].Sample(
            input =>
            {
                float[] output = Pass(input, new SpectralAnalyzer(Format(fine)), new SpectralSynthesizer(Format(fine)));
                for (int n = 0; n < Hop; n++) Assert.Equal(0, output[n], 1e-6);
                for (int n = Hop; n < input.Length; n++) Assert.Equal(input[n - Hop], output[n], 1e-6);
            },
            iter: 30);

    [Fact]
    public void A_tone_stands_at_its_bin_with_half_the_windows_sum()
    {
        const int bin = 32;
        var analyzer = new SpectralAnalyzer();
        var spectrum = new Spectrum();
        const double step = 2 * Math.PI * bin / AudioFormat.FftLength;
        float[] tone = [.. Enumerable.Range(0, 2 * Hop).Select(n => (float)Math.Cos(step * n))];
        analyzer.Push(tone.AsSpan(0, Hop), spectrum);
        analyzer.Push(tone.AsSpan(Hop), spectrum);
        var power = new float[AudioFormat.Bins];
        spectrum.Power(power);
        double windowSum = Enumerable.Range(0, 2 * Hop).Sum(n => Math.Sin(Math.PI * n / (2 * Hop)));
        Assert.Equal(bin, Array.IndexOf(power, power.Max()));
        Assert.Equal(windowSum / 2, Math.Sqrt(power[bin]), 0.01 * windowSum);
    }

    [Fact]
    public void Scaling_by_zero_silences_the_output()
    {
        var analyzer = new SpectralAnalyzer();
        var synthesizer = new SpectralSynthesizer();
        var spectrum = new Spectrum();
        float[] hop = [.. Enumerable.Repeat(0.5f, Hop)];
        analyzer.Push(hop, spectrum);
        spectrum.Scale(new float[AudioFormat.Bins]);
        synthesizer.Pull(spectrum, hop);
        Assert.All(hop, sample => Assert.Equal(0, sample));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_swings_too_slowly_to_be_heard_passes_all_gains_and_what_is_heard_does_not(bool fine)
    {
        // 6 Hz and an offset under a tone; the gains rise from nothing to a tenth and fall back, again and again.
        const int hops = 100;
        float[] slow = [.. Enumerable.Range(0, hops * Hop).Select(n => 0.2f + (0.3f * MathF.Sin(MathF.Tau * 6 * n / AudioFormat.SampleRate)))];
        float[] tone = [.. Enumerable.Range(0, hops * Hop).Select(n => 0.3f * MathF.Sin(MathF.Tau * 150 * n / AudioFormat.SampleRate))];
        Assert.InRange(Left(slow, new SlowSwing(Format(fine))), -0.5, 0.5);
        Assert.InRange(Left(tone, new SlowSwing(Format(fine))), -60, -20);
        Assert.InRange(Left(slow, null), -60, -20);

        double Left(float[] input, SlowSwing? swing)
        {
            SpectralAnalyzer analyzer = new(Format(fine));
            SpectralSynthesizer synthesizer = new(Format(fine));
            Spectrum spectrum = new();
            float[] output = new float[input.Length], gains = new float[AudioFormat.Bins];
            for (int hop = 0; hop < hops; hop++)
            {
                gains.AsSpan().Fill(0.02f * (hop % 6));
                analyzer.Push(input.AsSpan(hop * Hop, Hop), spectrum);
                if (swing is null) spectrum.Scale(gains);
                else swing.Scale(spectrum, gains);
                synthesizer.Pull(spectrum, output.AsSpan(hop * Hop, Hop));
            }

            // One hop late; the first windows are not filled yet. What is left in the input's own shape, dB.
            ReadOnlySpan<float> then = input.AsSpan(10 * Hop, (hops - 11) * Hop), now = output.AsSpan(11 * Hop);
            double product = 0, square = 0;
            for (int n = 0; n < then.Length; n++) (product, square) = (product + (then[n] * now[n]), square + (then[n] * then[n]));
            return 20 * Math.Log10(Math.Abs(product / square));
        }
    }

    [Fact]
    public void Reset_starts_a_new_stream()
    {
        float[] input = [.. Enumerable.Range(0, 4 * Hop).Select(n => MathF.Sin(0.1f * n))];
        var analyzer = new SpectralAnalyzer();
        var synthesizer = new SpectralSynthesizer();
        float[] first = Pass(input, analyzer, synthesizer);
        analyzer.Reset();
        synthesizer.Reset();
        Assert.Equal(first, Pass(input, analyzer, synthesizer));
    }

    [Fact]
    public void The_steady_state_allocates_nothing()
    {
        var analyzer = new SpectralAnalyzer();
        var synthesizer = new SpectralSynthesizer();
        var spectrum = new Spectrum();
        var swing = new SlowSwing(AnalysisFormat.Standard);
        var level = new LevelTracker();
        var hop = new float[Hop];
        var power = new float[AudioFormat.Bins];
        var bands = new float[AnalysisFormat.Standard.Bands];
        void Step()
        {
            analyzer.Push(hop, spectrum);
            spectrum.Power(power);
            AnalysisFormat.Standard.FilterBank.Apply(power, bands);
            LogMelFeatures.Compute(bands, bands);
            level.Update(bands);
            AnalysisFormat.Standard.FilterBank.SpreadGains(bands, power);
            swing.Scale(spectrum, power);
            synthesizer.Pull(spectrum, hop);
        }

        for (int i = 0; i < 100; i++) Step();
        Allocations.None(() =>
        {
            for (int i = 0; i < 100; i++) Step();
        });
    }

    private static AnalysisFormat Format(bool fine) => fine ? AnalysisFormat.Fine : AnalysisFormat.Standard;

    private static float[] Pass(float[] input, SpectralAnalyzer analyzer, SpectralSynthesizer synthesizer)
    {
        var spectrum = new Spectrum();
        var output = new float[input.Length];
        for (int at = 0; at < input.Length; at += Hop)
        {
            analyzer.Push(input.AsSpan(at, Hop), spectrum);
            synthesizer.Pull(spectrum, output.AsSpan(at, Hop));
        }

        return output;
    }
}

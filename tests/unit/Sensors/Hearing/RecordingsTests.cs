using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Quality;

namespace OnBoard.Tests.Unit.Sensors.Hearing;

/// <summary>The chain from hop to features, mask, gains and back to a hop, on real talkers in real noise.</summary>
public sealed class RecordingsTests
{
    private const int Hop = AudioFormat.HopLength;
    private const string Folder = "metric_vectors/grid_mix";

    [Theory]
    [InlineData("s1_bbaf2n", "BUS")]
    [InlineData("s2_swwp2s", "CAF")]
    [InlineData("s2_pwij3p", "PED")]
    [InlineData("s3_sbia1a", "STR")]
    [InlineData("s5_lbax4n", "BUS")]
    [InlineData("s20_brbk7n", "CAF")]
    public void The_ideal_mask_through_48_bands_makes_speech_at_minus_6_dB_clearly_better(string clip, string place)
    {
        float[] clean = Load($"{clip}_clean.wav");
        float[] noisy = Load($"{clip}_{place}_-6dB.wav");
        float[] noise = [.. noisy.Zip(clean, (mixture, speech) => mixture - speech)];
        var synthesizer = new SpectralSynthesizer();
        var mask = new float[AnalysisFormat.Standard.Bands];
        var gains = new float[AudioFormat.Bins];
        var enhanced = new float[clean.Length / Hop * Hop];
        var cleanBands = new HopBands();
        var noiseBands = new HopBands();
        var noisyBands = new HopBands();
        for (int at = 0; at < enhanced.Length; at += Hop)
        {
            noisyBands.Push(noisy.AsSpan(at, Hop));
            IdealRatioMask.Compute(
                cleanBands.Push(clean.AsSpan(at, Hop)), noiseBands.Push(noise.AsSpan(at, Hop)), mask);
            AnalysisFormat.Standard.FilterBank.SpreadGains(mask, gains);
            noisyBands.Spectrum.Scale(gains);
            synthesizer.Pull(noisyBands.Spectrum, enhanced.AsSpan(at, Hop));
        }

        int length = enhanced.Length - Hop;
        float[] reference = clean[..length];
        float[] result = enhanced[Hop..];
        float[] unprocessed = noisy[..length];
        double gained =
            ScaleInvariantSdr.Compute(reference, result) - ScaleInvariantSdr.Compute(reference, unprocessed);
        Intelligibility before =
            ShortTimeObjectiveIntelligibility.Compute(reference, unprocessed, AudioFormat.SampleRate);
        Intelligibility after =
            ShortTimeObjectiveIntelligibility.Compute(reference, result, AudioFormat.SampleRate);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"SI-SDR {gained:+0.00} dB, STOI {before.Stoi:F3} -> {after.Stoi:F3}, " +
            $"ESTOI {before.Estoi:F3} -> {after.Estoi:F3}");
        Assert.True(gained > 7, $"SI-SDR rose by {gained:F2} dB only");
        Assert.True(after.Stoi > 0.8, $"STOI went from {before.Stoi:F3} to {after.Stoi:F3} only");
    }

    private static float[] Load(string file) => WavFile.Read(TestData.Require($"{Folder}/{file}")).ToMono();

    private static IEnumerable<float[]> Mixtures(string pattern) =>
        Directory.GetFiles(TestData.Require(Folder), pattern).Order().Select(path => WavFile.Read(path).ToMono());

    private sealed class HopBands
    {
        private readonly SpectralAnalyzer _analyzer = new();
        private readonly float[] _power = new float[AudioFormat.Bins];
        private readonly float[] _bands = new float[AnalysisFormat.Standard.Bands];

        public Spectrum Spectrum { get; } = new();

        public float[] Push(ReadOnlySpan<float> hop)
        {
            _analyzer.Push(hop, Spectrum);
            Spectrum.Power(_power);
            AnalysisFormat.Standard.FilterBank.Apply(_power, _bands);
            return _bands;
        }
    }
}

using OnBoard.Sensors.Quality.Pesq;

namespace OnBoard.Tests.Unit.Sensors.Quality.Pesq;

/// <summary>
/// Against scores that the reference implementation (P.862 Annex A, version 2.0) gave for the same samples, with an
/// utterance of 10.5 s and a delay of 20 ms from the fourth second on: long enough for the alignment of its parts to go
/// the ways that short clips do not.
/// </summary>
public sealed class ReferenceImplementationTests
{
    private const double Tolerance = 0.0005;

    [Fact]
    public void A_long_utterance_has_the_wide_band_score_of_the_reference_implementation()
    {
        (float[] reference, float[] degraded) = LongUtterance(16000, jumpAt: 3.1);

        Assert.Equal(1.4143476, PerceptualEvaluation.WideBand(reference, degraded), Tolerance);
    }

    /// <summary>Alignment that keeps its window whole gives 2.6083679 at 16 kHz and 1.5579315 at 8 kHz.</summary>
    [Theory]
    [InlineData(16000, 3.1, 2.6190305, 2.2852864)]
    [InlineData(8000, 4.1, 1.5530325, 1.3505542)]
    public void A_long_utterance_has_the_narrow_band_scores_of_the_reference_implementation(
        int sampleRate, double jumpAt, double raw, double listeningQuality)
    {
        (float[] reference, float[] degraded) = LongUtterance(sampleRate, jumpAt);

        Assert.Equal(raw, PerceptualEvaluation.NarrowBandRaw(reference, degraded, sampleRate), Tolerance);
        Assert.Equal(listeningQuality, PerceptualEvaluation.NarrowBand(reference, degraded, sampleRate), Tolerance);
    }

    private static (float[] Reference, float[] Degraded) LongUtterance(int sampleRate, double jumpAt)
    {
        float[] withPauses = SyntheticSpeech.OfSeconds(14, sampleRate);
        float[] speech = [.. withPauses.Where((_, i) => i % (2 * sampleRate) < 1.5 * sampleRate)];
        int at = (int)(jumpAt * sampleRate);
        float[] late = [.. speech[..at], .. new float[sampleRate / 50], .. speech[at..]];
        float[] noise = SyntheticSpeech.Noise(late.Length, amplitude: 0.01f, seed: 2);
        return (In16Bits(speech), In16Bits(late.Zip(noise, (s, n) => s + n)));
    }

    /// <summary>The reference implementation reads files of 16-bit samples.</summary>
    private static float[] In16Bits(IEnumerable<float> samples) =>
        [.. samples.Select(x => (float)Math.Round(x * 32768) / 32768)];
}

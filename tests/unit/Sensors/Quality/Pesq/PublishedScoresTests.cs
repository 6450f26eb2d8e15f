using System.Globalization;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Quality.Pesq;

namespace OnBoard.Tests.Unit.Sensors.Quality.Pesq;

/// <summary>
/// Against scores of the reference implementation of the standard: those that other projects publish for their own
/// recordings, and those of speech in noise from -12 to 9 dB.
/// </summary>
public sealed class PublishedScoresTests
{
    private const double Tolerance = 0.001;

    private delegate double Measure(ReadOnlySpan<float> reference, ReadOnlySpan<float> degraded);

    [Fact]
    public void Scores_equal_those_published_for_recordings_of_other_projects()
    {
        string folder = TestData.Require("metric_vectors/external");
        Comparison[] comparisons =
        [
            .. from row in CsvRows(Path.Combine(folder, "expected.csv"))
               let measure = MeasureNamed(row["metric"])
               where measure is not null && File.Exists(Path.Combine(folder, row["pair_ref"]))
               select new Comparison(row["pair_ref"], row["pair_deg"], row["metric"], measure, Number(row["value"]),
                   int.Parse(row["n_samples_used"], CultureInfo.InvariantCulture)),
        ];

        Assert.Equal(5, comparisons.Length);
        Assert.Equal("", Misses(folder, comparisons));
    }

    [Theory]
    [InlineData("pesq_wb_mos_lqo_p862_2")]
    [InlineData("pesq_nb_raw_p862")]
    [InlineData("pesq_nb_mos_lqo_p862_1")]
    public void Scores_of_speech_in_noise_equal_those_of_the_reference_implementation(string column)
    {
        string folder = TestData.Require("metric_vectors/grid_mix");
        Comparison[] comparisons =
        [
            .. from row in CsvRows(Path.Combine(folder, "expected.csv"))
               select new Comparison(row["clean"], row["noisy"], column, MeasureNamed(column)!, Number(row[column])),
        ];

        Assert.NotEmpty(comparisons);
        Assert.Equal("", Misses(folder, comparisons));
    }

    private static Measure? MeasureNamed(string metric) => metric switch
    {
        "pesq_wb_mos_lqo" or "pesq_wb_mos_lqo_p862_2" => PerceptualEvaluation.WideBand,
        "pesq_nb_mos_lqo" or "pesq_nb_mos_lqo_p862_1" => (r, d) => PerceptualEvaluation.NarrowBand(r, d),
        "pesq_nb_raw_p862" => (r, d) => PerceptualEvaluation.NarrowBandRaw(r, d),
        _ => null,
    };

    private static string Misses(string folder, Comparison[] comparisons)
    {
        var misses = new List<string>();
        foreach (Comparison comparison in comparisons)
        {
            float[] reference = WavFile.Read(Path.Combine(folder, comparison.Reference)).Samples;
            float[] degraded = WavFile.Read(Path.Combine(folder, comparison.Degraded)).Samples;
            double score = comparison.Measure(
                reference.AsSpan(0, Math.Min(reference.Length, comparison.SamplesUsed)),
                degraded.AsSpan(0, Math.Min(degraded.Length, comparison.SamplesUsed)));
            if (!(Math.Abs(score - comparison.Expected) <= Tolerance))
                misses.Add($"{comparison.Degraded} {comparison.Metric}: {score:F5}, not {comparison.Expected:F5}");
        }

        return string.Join('\n', misses);
    }

    private static IEnumerable<Dictionary<string, string>> CsvRows(string path)
    {
        string[] lines = File.ReadAllLines(path);
        string[] header = lines[0].Split(',');
        return lines.Skip(1).Where(line => line.Length > 0)
            .Select(line => header.Zip(line.Split(',')).ToDictionary(x => x.First, x => x.Second));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Comparison(
        string Reference, string Degraded, string Metric, Measure Measure, double Expected,
        int SamplesUsed = int.MaxValue);
}

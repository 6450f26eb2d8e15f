using System.Globalization;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Quality;

namespace OnBoard.Tests.Unit.Sensors.Quality;

/// <summary>Every value of the data pack's tables that the project computes, against the project's.</summary>
public sealed class PublishedValuesTests
{
    private const string External = "metric_vectors/external";
    private const string GridMix = "metric_vectors/grid_mix";

    [Fact]
    public void Stoi_equals_every_published_value() => CheckExternal(
        "stoi", 1e-8,
        (clean, processed, rate) => ShortTimeObjectiveIntelligibility.Compute(clean, processed, rate).Stoi);

    [Fact]
    public void Estoi_equals_every_published_value() => CheckExternal(
        "estoi", 1e-8,
        (clean, processed, rate) => ShortTimeObjectiveIntelligibility.Compute(clean, processed, rate).Estoi);

    [Fact]
    public void Scale_invariant_sdr_equals_every_published_value() => CheckExternal(
        "si_sdr_db_no_mean_removal", 1e-5, (clean, processed, _) => ScaleInvariantSdr.Compute(clean, processed));

    [Fact]
    public void Scale_invariant_snr_equals_every_published_value() => CheckExternal(
        "si_snr_db_no_mean_removal", 1e-5, (clean, processed, _) => ScaleInvariantSdr.Compute(clean, processed));

    [Fact]
    public void Scale_invariant_sdr_without_means_equals_every_published_value() => CheckExternal(
        "si_sdr_db_zero_mean", 1e-5,
        (clean, processed, _) => ScaleInvariantSdr.Compute(clean, processed, removeMeans: true));

    [Fact]
    public void Every_measure_equals_the_reference_on_every_mixture_of_the_corpus()
    {
        string[][] table = Table($"{GridMix}/expected.csv");
        int Column(string name) => Array.IndexOf(table[0], name);
        var wrong = new List<string>();
        int mixtures = 0;
        foreach (string[] row in table[1..])
        {
            if (Find(GridMix, row[0]) is not { } cleanPath || Find(GridMix, row[1]) is not { } noisyPath) continue;
            WavFile clean = WavFile.Read(cleanPath);
            WavFile noisy = WavFile.Read(noisyPath);
            Intelligibility intelligibility =
                ShortTimeObjectiveIntelligibility.Compute(clean.Samples, noisy.Samples, clean.SampleRate);
            void Check(string metric, double value, double tolerance) =>
                Compare(wrong, $"{row[1]} {metric}", row[Column(metric)], value, tolerance);
            Check("stoi", intelligibility.Stoi, 1e-8);
            Check("estoi", intelligibility.Estoi, 1e-8);
            Check("si_sdr_db_no_mean_removal", ScaleInvariantSdr.Compute(clean.Samples, noisy.Samples), 1e-6);
            Check(
                "si_sdr_db_zero_mean",
                ScaleInvariantSdr.Compute(clean.Samples, noisy.Samples, removeMeans: true),
                1e-6);
            mixtures++;
        }

        Assert.True(mixtures > 0, "no mixture of the table is in the data pack");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static void CheckExternal(string metric, double tolerance, Func<float[], float[], int, double> measure)
    {
        var wrong = new List<string>();
        int compared = 0;
        foreach (string[] row in Table($"{External}/expected.csv")[1..].Where(row => row[4] == metric))
        {
            if (Find(External, row[0]) is not { } referencePath) continue;
            if (Find(External, row[1]) is not { } processedPath) continue;
            int samples = int.Parse(row[3], CultureInfo.InvariantCulture);
            WavFile reference = WavFile.Read(referencePath);
            double value = measure(
                reference.Samples[..samples], WavFile.Read(processedPath).Samples[..samples], reference.SampleRate);
            Compare(wrong, $"{row[0]} {row[1]} {metric}", row[5], value, tolerance);
            compared++;
        }

        Assert.True(compared > 0, $"no file with a published {metric} is in the data pack");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static void Compare(List<string> wrong, string what, string published, double value, double tolerance)
    {
        double expected = double.Parse(published, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {value:F10}, off by {value - expected:E2}");
        if (!(Math.Abs(value - expected) <= tolerance)) wrong.Add($"{what}: {value:F10}, published {expected:F10}");
    }

    private static string[][] Table(string path) =>
        [.. File.ReadLines(TestData.Require(path)).Select(line => line.Split(','))];

    private static string? Find(string folder, string file)
    {
        string path = Path.Combine(TestData.Require(folder), file);
        if (File.Exists(path)) return path;
        TestContext.Current.AddWarning($"not compared: {file} is not in the data pack");
        return null;
    }
}

using System.Globalization;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Study;

/// <summary>A mean over seeds with the half width of its 95 % interval, Student's t.</summary>
/// <param name="Mean">Not a number where there is no value.</param>
/// <param name="Interval95">Not a number with fewer than two values.</param>
/// <param name="Count">Values.</param>
internal readonly record struct Estimate(double Mean, double Interval95, int Count)
{
    /// <summary>The lower end of the interval.</summary>
    public double Lower => Mean - Interval95;

    /// <summary>The upper end of the interval.</summary>
    public double Upper => Mean + Interval95;

    /// <summary>The estimate of some values.</summary>
    public static Estimate Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0) return new Estimate(double.NaN, double.NaN, 0);
        double mean = all.Average();
        return new Estimate(mean, all.Length == 1 ? double.NaN : StudentT.HalfWidth95(all, mean), all.Length);
    }

    /// <summary>"0.2611 +- 0.0012"; "-" without values.</summary>
    public string Text(string format, double scale = 1)
    {
        if (Count == 0) return "-";
        string mean = (scale * Mean).ToString(format, CultureInfo.InvariantCulture);
        string plain = format.Split(';')[0].TrimStart('+');
        return Count == 1 ? mean : $"{mean} ± {(scale * Interval95).ToString(plain, CultureInfo.InvariantCulture)}";
    }
}

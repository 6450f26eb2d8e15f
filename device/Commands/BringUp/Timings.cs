using System.Diagnostics;

namespace OnBoard.Device.Commands.BringUp;

/// <summary>Times of the same thing done again and again.</summary>
internal sealed class Timings
{
    private readonly List<double> _milliseconds = [];

    /// <summary>How many.</summary>
    public int Count => _milliseconds.Count;

    /// <summary>Half take no longer, ms.</summary>
    public double Median => At(0.5);

    /// <summary>99 of 100 take no longer, ms.</summary>
    public double P99 => At(0.99);

    /// <summary>The longest, ms.</summary>
    public double Longest => At(1);

    /// <summary>Does something and keeps how long it took.</summary>
    public void Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>Keeps a time, ms.</summary>
    public void Add(double milliseconds) => _milliseconds.Add(milliseconds);

    /// <summary>Median and 99 of 100 as figures.</summary>
    public IEnumerable<BringUpFigure> Figures(string name) =>
        [new($"{name}_median", Median, "ms"), new($"{name}_p99", P99, "ms")];

    private double At(double share)
    {
        if (_milliseconds.Count == 0) return double.NaN;
        double[] sorted = [.. _milliseconds.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}

namespace OnBoard.Device.Interfaces.Metrics;

/// <summary>How a metric behaves.</summary>
internal enum MetricKind
{
    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Only goes up while the service runs; its name ends in _total.</summary>
    Counter,

    /// <summary>Cumulative counts by upper limit.</summary>
    Histogram,
}

/// <summary>A metric, read when it is asked for.</summary>
/// <param name="Name">Its Prometheus name, that of a counter without <c>_total</c>.</param>
/// <param name="Kind">How it behaves.</param>
/// <param name="Unit">Base unit, the end of the name; empty where it is a mere number.</param>
/// <param name="Help">What it is.</param>
/// <param name="Read">Its values now. What is not known is left out; it is never zero.</param>
internal sealed record Metric(
    string Name, MetricKind Kind, string Unit, string Help, Func<IEnumerable<MetricValue>> Read);

/// <summary>One value of a metric.</summary>
/// <param name="Value">The value; of a histogram, the sum of all observations.</param>
/// <param name="Labels">Names and values.</param>
internal readonly record struct MetricValue(double Value, params (string Name, string Value)[] Labels)
{
    /// <summary>Of a histogram: upper limits, rising.</summary>
    public double[]? Limits { get; init; }

    /// <summary>Of a histogram: how many observations are within each limit, and at the end all.</summary>
    public long[]? Counts { get; init; }
}

using System.Globalization;
using System.Text;

namespace OnBoard.Device.Interfaces.Metrics;

/// <summary>
/// Writes metrics as text: OpenMetrics 1.0 where the reader takes it, else the Prometheus format 0.0.4 that every scraper
/// knows.
/// </summary>
internal static class OpenMetricsText
{
    /// <summary>Content type of OpenMetrics.</summary>
    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>Content type of the older format.</summary>
    public const string PrometheusType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The text of all metrics that have a value.</summary>
    public static string Write(IEnumerable<Metric> metrics, bool openMetrics)
    {
        StringBuilder text = new(8 * 1024);
        foreach (Metric metric in metrics)
        {
            MetricValue[] values = [.. metric.Read()];
            if (values.Length == 0) continue;
            string sample = metric.Kind == MetricKind.Counter ? metric.Name + "_total" : metric.Name;
            string family = openMetrics ? metric.Name : sample;
            text.Append("# HELP ").Append(family).Append(' ').Append(Escape(metric.Help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(family).Append(' ').Append(Word(metric.Kind)).Append('\n');
            if (openMetrics && metric.Unit.Length > 0)
                text.Append("# UNIT ").Append(family).Append(' ').Append(metric.Unit).Append('\n');
            foreach (MetricValue value in values) Append(text, sample, value);
        }

        if (openMetrics) text.Append("# EOF\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, in MetricValue value)
    {
        if (value is not { Limits: { } limits, Counts: { } counts })
        {
            AppendSample(text, name, value.Labels, value.Value);
            return;
        }

        for (int i = 0; i < counts.Length; i++)
        {
            string limit = i < limits.Length ? Number(limits[i]) : "+Inf";
            AppendSample(text, name + "_bucket", [.. value.Labels, ("le", limit)], counts[i]);
        }

        AppendSample(text, name + "_sum", value.Labels, value.Value);
        AppendSample(text, name + "_count", value.Labels, counts[^1]);
    }

    private static void AppendSample(StringBuilder text, string name, (string Name, string Value)[] labels, double value)
    {
        text.Append(name);
        for (int i = 0; i < labels.Length; i++)
        {
            text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escape(labels[i].Value, quotes: true))
                .Append('"');
        }

        if (labels.Length > 0) text.Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Word(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string text, bool quotes)
    {
        string escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}

using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace OnBoard.Device.Interfaces.Metrics;

/// <summary>
/// Writes what the instruments of a meter measure as text: OpenMetrics 1.0 where the reader takes it, else the Prometheus format 0.0.4
/// that every scraper knows.
/// </summary>
internal static class OpenMetricsText
{
    /// <summary>The text of all instruments that have a value now.</summary>
    /// <param name="meter">Whose instruments: observable counters and gauges of doubles.</param>
    /// <param name="openMetrics">Which of the two formats.</param>
    public static string Write(Meter meter, bool openMetrics)
    {
        // Dictionary keeps the order in which the instruments were made.
        Dictionary<Instrument, List<Sample>> measured = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (!ReferenceEquals(instrument.Meter, meter)) return;
            List<Sample> samples = measured[instrument] = [];
            self.EnableMeasurementEvents(instrument, samples);
        };
        listener.SetMeasurementEventCallback<double>(
            (_, value, labels, samples) => ((List<Sample>)samples!).Add(new Sample(value, labels.ToArray())));
        listener.Start();
        listener.RecordObservableInstruments();

        StringBuilder text = new(8 * 1024);
        string? begun = null;
        foreach ((Instrument instrument, List<Sample> samples) in measured)
        {
            if (samples.Count == 0) continue;
            string? histogram = instrument.Tags?.FirstOrDefault(tag => tag.Key == ServiceMetrics.Family).Value as string;
            bool isCounter = instrument is ObservableCounter<double>;
            string name = histogram is null && isCounter ? $"{instrument.Name}_total" : instrument.Name;
            string family = histogram ?? (openMetrics ? instrument.Name : name);
            if (family != begun) AppendHead(text, family, histogram is not null ? "histogram" : isCounter ? "counter" : "gauge", instrument, openMetrics);
            begun = family;
            foreach (Sample sample in samples) AppendSample(text, name, sample);

            // What is within the last limit, which is none, is all.
            if (samples[^1].Labels is [{ Key: ServiceMetrics.Limit }]) AppendSample(text, $"{family}_count", samples[^1] with { Labels = [] });
        }

        if (openMetrics) text.Append("# EOF\n");
        return text.ToString();
    }

    /// <summary>A number as both formats have it.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void AppendHead(StringBuilder text, string family, string kind, Instrument instrument, bool openMetrics)
    {
        text.Append("# HELP ").Append(family).Append(' ').Append(Escape(instrument.Description ?? "", quotes: false)).Append('\n');
        text.Append("# TYPE ").Append(family).Append(' ').Append(kind).Append('\n');
        if (openMetrics && instrument.Unit is { Length: > 0 } unit) text.Append("# UNIT ").Append(family).Append(' ').Append(unit).Append('\n');
    }

    private static void AppendSample(StringBuilder text, string name, Sample sample)
    {
        text.Append(name);
        for (int i = 0; i < sample.Labels.Length; i++)
        {
            (string label, object? value) = sample.Labels[i];
            text.Append(i == 0 ? '{' : ',').Append(label).Append("=\"").Append(Escape((string)value!, quotes: true)).Append('"');
        }

        if (sample.Labels.Length > 0) text.Append('}');
        text.Append(' ').Append(Number(sample.Value)).Append('\n');
    }

    private static string Escape(string text, bool quotes)
    {
        string escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private readonly record struct Sample(double Value, KeyValuePair<string, object?>[] Labels);
}

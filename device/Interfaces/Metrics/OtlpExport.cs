using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace OnBoard.Device.Interfaces.Metrics;

/// <summary>Sends the metrics to an OpenTelemetry collector, where one was named.</summary>
internal sealed class OtlpExport : IDisposable
{
    private const string Name = "onboard";
    private const int IntervalMilliseconds = 15_000;

    private readonly Meter _meter = new("OnBoard");
    private readonly MeterProvider _provider;

    /// <param name="collector">Its OTLP/HTTP address, for instance http://collector:4318/v1/metrics.</param>
    /// <param name="metrics">What to send; histograms as their mean and count.</param>
    /// <param name="version">Of the program.</param>
    public OtlpExport(Uri collector, IEnumerable<Metric> metrics, string version)
    {
        foreach (Metric metric in metrics) Observe(metric);
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService(Name, serviceVersion: version))
            .AddMeter(_meter.Name)
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = collector;
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = IntervalMilliseconds;
            })
            .Build();
    }

    /// <summary>Sends what there is now.</summary>
    public bool Flush(TimeSpan patience) => _provider.ForceFlush((int)patience.TotalMilliseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
    }

    private void Observe(Metric metric)
    {
        switch (metric.Kind)
        {
            case MetricKind.Counter:
                _meter.CreateObservableCounter(metric.Name, () => Measure(metric), metric.Unit, metric.Help);
                break;
            case MetricKind.Gauge:
                _meter.CreateObservableGauge(metric.Name, () => Measure(metric), metric.Unit, metric.Help);
                break;
            default:
                // The histogram is kept by the pipeline; what can be observed of it are its sum and its count.
                _meter.CreateObservableCounter($"{metric.Name}_sum", () => Measure(metric), metric.Unit, metric.Help);
                _meter.CreateObservableCounter(
                    $"{metric.Name}_count", () => metric.Read().Select(value => Labelled(value.Counts![^1], value)), "", metric.Help);
                break;
        }
    }

    private static IEnumerable<Measurement<double>> Measure(Metric metric) =>
        metric.Read().Select(value => Labelled(value.Value, value));

    private static Measurement<double> Labelled(double number, MetricValue value) =>
        new(number, [.. value.Labels.Select(label => new KeyValuePair<string, object?>(label.Name, label.Value))]);
}

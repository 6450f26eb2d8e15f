using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace OnBoard.Device.Interfaces.Metrics;

/// <summary>Sends what <see cref="ServiceMetrics"/> measures to an OpenTelemetry collector, where one was named.</summary>
internal sealed class OtlpExport : IDisposable
{
    private const string Name = "onboard";
    private const int IntervalMilliseconds = 15_000;

    private readonly MeterProvider _provider;

    /// <param name="collector">Its OTLP/HTTP address, for instance http://collector:4318/v1/metrics.</param>
    /// <param name="version">Of the program.</param>
    public OtlpExport(Uri collector, string version) => _provider = Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(resource => resource.AddService(Name, serviceVersion: version))
        .AddMeter(ServiceMetrics.MeterName)
        .AddOtlpExporter((exporter, reader) =>
        {
            exporter.Endpoint = collector;
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = IntervalMilliseconds;
        })
        .Build();

    /// <summary>Sends what there is now.</summary>
    public bool Flush(TimeSpan timeout) => _provider.ForceFlush((int)timeout.TotalMilliseconds);

    /// <inheritdoc/>
    public void Dispose() => _provider.Dispose();
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using OnBoard.Device.Interfaces.Metrics;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Tests.Unit.Device.Interfaces.Web;

namespace OnBoard.Tests.Unit.Device.Interfaces.Metrics;

public sealed partial class MetricsTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Promtool_finds_nothing_to_complain_of()
    {
        if (!File.Exists("/usr/bin/promtool")) Assert.Skip("needs promtool (apt install prometheus)");
        using Process promtool = Process.Start(new ProcessStartInfo("/usr/bin/promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        await promtool.StandardInput.WriteAsync(await service.Client.GetStringAsync("/metrics"));
        promtool.StandardInput.Close();
        string said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        Assert.Equal((0, ""), (promtool.ExitCode, said));
    }

    [Fact]
    public async Task Counters_are_the_pipelines()
    {
        long before = service.View.Pipeline.Counters.Hops;
        string text = await service.Client.GetStringAsync("/metrics");
        long after = service.View.Pipeline.Counters.Hops;
        double hops = double.Parse(Sample(text, "onboard_hops_total"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(hops, before, after);
        Assert.Equal(Sample(text, "onboard_hop_latency_seconds_count"), Sample(text, "onboard_hop_latency_seconds_bucket{le=\"+Inf\"}"));
    }

    [Fact]
    public async Task OpenMetrics_is_given_to_those_who_take_it()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/metrics");
        request.Headers.Accept.ParseAdd("application/openmetrics-text; version=1.0.0");
        using HttpResponseMessage response = await service.Client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal("application/openmetrics-text", response.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE onboard_hops counter\n", text, StringComparison.Ordinal);
        Assert.Contains("# UNIT onboard_hop_latency_seconds seconds\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "text/plain")]
    [InlineData("*/*", "text/plain")]
    [InlineData("text/*", "text/plain")]
    [InlineData("application/*", "application/openmetrics-text")]
    [InlineData("text/plain", "text/plain")]
    [InlineData("application/openmetrics-text", "application/openmetrics-text")]
    [InlineData("APPLICATION/OpenMetrics-Text ; VERSION=1.0.0", "application/openmetrics-text")]
    [InlineData("application/openmetrics-text;version=\"1.0.0\"", "application/openmetrics-text")]
    [InlineData("application/openmetrics-text;version=9.9.9", "text/plain")]
    [InlineData("application/openmetrics-text;q=0", "text/plain")]
    [InlineData("application/openmetrics-text;q=0.000, */*", "text/plain")]
    [InlineData("*/*, application/openmetrics-text;q=0", "text/plain")]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0, application/openmetrics-text;q=1", "text/plain")]
    [InlineData("application/openmetrics-text;q=0.3, text/plain;q=0.7", "text/plain")]
    [InlineData("text/plain;q=0.3, application/openmetrics-text;q=0.7", "application/openmetrics-text")]
    [InlineData("text/plain;q=0.5, application/openmetrics-text;q=0.5", "application/openmetrics-text")]
    [InlineData("text/plain, */*;q=0.1", "text/plain")]
    [InlineData("text/plain;q=0, */*;q=0.1", "application/openmetrics-text")]
    [InlineData("text/plain;q=0", "application/openmetrics-text")]
    [InlineData("application/json", "text/plain")]
    [InlineData("nonsense, ;;q=x, application/openmetrics-text", "application/openmetrics-text")]
    [InlineData("*/*;q=0", null)]
    [InlineData("text/plain;q=0, application/openmetrics-text;q=0.0", null)]

    // What Prometheus 2 and 3 send, the format of its protocol buffers first.
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "application/openmetrics-text")]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,"
        + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", "application/openmetrics-text")]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.3,text/plain;version=0.0.4;q=0.6,*/*;q=0.1", "text/plain")]
    public async Task The_format_is_the_one_that_Accept_wants_most(string accept, string? expected)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/metrics");
        if (accept.Length > 0) Assert.True(request.Headers.TryAddWithoutValidation("Accept", accept));
        using HttpResponseMessage response = await service.Client.SendAsync(request);
        Assert.Equal(expected is null ? HttpStatusCode.NotAcceptable : HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected ?? "application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Accept", response.Headers.Vary.ToString());
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal(expected?.Contains("openmetrics", StringComparison.Ordinal) == true, text.EndsWith("# EOF\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_end_as_their_unit_says_and_joules_say_where_they_come_from()
    {
        foreach ((Instrument instrument, Measurement<double>[] measured) in Measure())
        {
            Assert.Matches("^[a-z][a-z0-9_]*$", instrument.Name);
            Assert.NotEmpty(instrument.Description!);
            string family = instrument.Tags?.FirstOrDefault(tag => tag.Key == ServiceMetrics.Family).Value as string ?? instrument.Name;
            Assert.EndsWith(instrument.Unit!, family, StringComparison.Ordinal);
            if (instrument.Unit == "joules") Assert.All(measured, value => Assert.Contains("provenance", Labels(value)));
        }
    }

    [Fact]
    public async Task A_rail_off_its_nominal_voltage_is_not_called_measured()
    {
        service.Rails.Provenance = "measured";
        string text = await MetricsOnce(text => text.Contains("=\"measured\"", StringComparison.Ordinal));
        Assert.Contains("onboard_rail_power_watts{rail=\"VCCINT\",domain=\"PL\",provenance=\"measured\"} 1.5", text, StringComparison.Ordinal);
        Assert.Contains("onboard_rail_energy_joules_total{domain=\"PL\",provenance=\"measured\"}", text, StringComparison.Ordinal);
        service.Rails.Doubt = "reads 1.203 V where 0.85 V are nominal";
        text = await MetricsOnce(text => text.Contains("=\"unverified\"", StringComparison.Ordinal));
        Assert.Contains("onboard_rail_power_watts{rail=\"VCCINT\",domain=\"PL\",provenance=\"unverified\"} 1.5", text, StringComparison.Ordinal);
        Assert.Contains("onboard_rail_power_watts{rail=\"VCCPSINTFP\",domain=\"PS\",provenance=\"measured\"} 0.5", text, StringComparison.Ordinal);
        Assert.DoesNotContain("onboard_rail_energy_joules_total{domain=\"PL\"", text, StringComparison.Ordinal);
        service.Rails.Doubt = null;
        service.Rails.Provenance = "modelled";
        await MetricsOnce(text => !text.Contains("=\"measured\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Awkward_labels_are_escaped()
    {
        using Meter meter = new("of the tests");
        meter.CreateObservableGauge("odd", () => new Measurement<double>(1, new KeyValuePair<string, object?>("name", "a\"b\\c\nd")), "", "two\nlines");
        Assert.Equal(
            "# HELP odd two\\nlines\n# TYPE odd gauge\nodd{name=\"a\\\"b\\\\c\\nd\"} 1\n", OpenMetricsText.Write(meter, openMetrics: false));
    }

    [Fact]
    public void A_metric_without_a_value_is_left_out_and_so_is_a_meter_of_others()
    {
        using Meter meter = new("of the tests"), other = new("of the tests");
        meter.CreateObservableGauge("gone", () => Array.Empty<Measurement<double>>());
        other.CreateObservableGauge("theirs", () => 1.0);
        Assert.Equal("", OpenMetricsText.Write(meter, openMetrics: false));
    }

    [Fact]
    public async Task The_Grafana_dashboard_asks_for_metrics_that_there_are()
    {
        string text = await service.Client.GetStringAsync("/metrics");
        HashSet<string> known = [.. Measure().Select(one => one.Instrument).Select(
            instrument => instrument is ObservableCounter<double> && instrument.Tags is null ? $"{instrument.Name}_total" : instrument.Name)];
        known.UnionWith(MetricName().Matches(text).Select(match => match.Value));
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "grafana.json")));
        string[] asked =
        [
            .. Expressions(dashboard.RootElement).SelectMany(
                expression => MetricName().Matches(expression).Select(match => match.Value)).Distinct(),
        ];
        Assert.True(asked.Length >= 10);
        Assert.Empty(asked.Except(known));
    }

    [Fact]
    public async Task Metrics_reach_a_collector()
    {
        using HttpListener collector = new();
        int port = FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        using OtlpExport export = new(new Uri($"http://127.0.0.1:{port}/v1/metrics"), "0.0.0");
        Task<bool> flushing = Task.Run(() => export.Flush(TimeSpan.FromSeconds(30)));
        HttpListenerContext got = await collector.GetContextAsync();
        using MemoryStream body = new();
        await got.Request.InputStream.CopyToAsync(body);
        got.Response.Close();
        Assert.True(await flushing);
        Assert.Equal(("/v1/metrics", "application/x-protobuf"), (got.Request.Url!.AbsolutePath, got.Request.ContentType));
        string text = System.Text.Encoding.Latin1.GetString(body.ToArray());
        string[] families = [.. FamilyName().Matches(await service.Client.GetStringAsync("/metrics")).Select(match => match.Groups[1].Value)];
        Assert.True(families.Length > 20);
        Assert.All(families, family => Assert.Contains(family.EndsWith("_total", StringComparison.Ordinal) ? family[..^6] : family, text, StringComparison.Ordinal));
        Assert.Contains("onboard_hop_latency_seconds_bucket", text, StringComparison.Ordinal);
    }

    /// <summary>The instruments of a second meter of the same service, and what they measure.</summary>
    private List<(Instrument Instrument, Measurement<double>[] Measured)> Measure()
    {
        using StatusFeed status = new(service.View, () => 0);
        using ServiceMetrics metrics = new(service.View, status);
        Dictionary<Instrument, List<Measurement<double>>> measured = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (!ReferenceEquals(instrument.Meter, metrics.Meter)) return;
            measured[instrument] = [];
            self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured[instrument].Add(new(value, tags)));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. measured.Select(one => (one.Key, one.Value.ToArray()))];
    }

    private static List<string> Labels(Measurement<double> value)
    {
        List<string> labels = [];
        foreach ((string label, _) in value.Tags) labels.Add(label);
        return labels;
    }

    private async Task<string> MetricsOnce(Func<string, bool> holds)
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            string text = await service.Client.GetStringAsync("/metrics", timeout.Token);
            if (holds(text)) return text;
            await Task.Delay(50, timeout.Token);
        }
    }

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Sample(string text, string name) =>
        text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..];

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(
            property => property.NameEquals("expr") ? [property.Value.GetString()!] : Expressions(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    [GeneratedRegex("^# TYPE ([^ ]+)", RegexOptions.Multiline)]
    private static partial Regex FamilyName();

    [GeneratedRegex(@"\b(onboard|process)_[a-z_]+")]
    private static partial Regex MetricName();
}

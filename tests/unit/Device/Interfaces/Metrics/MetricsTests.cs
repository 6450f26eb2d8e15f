using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using OnBoard.Device.Interfaces.Metrics;
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

    [Fact]
    public void Names_end_as_their_unit_says_and_joules_say_where_they_come_from()
    {
        foreach (Metric metric in ServiceMetrics.Of(service.View, new(service.View, () => 0)))
        {
            Assert.Matches("^[a-z][a-z0-9_]*$", metric.Name);
            Assert.EndsWith(metric.Unit, metric.Name, StringComparison.Ordinal);
            if (metric.Unit == "joules")
                Assert.All(metric.Read(), value => Assert.Contains("provenance", value.Labels.Select(label => label.Name)));
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
        Metric metric = new("odd", MetricKind.Gauge, "", "two\nlines", () => [new(1, ("name", "a\"b\\c\nd"))]);
        Assert.Equal(
            "# HELP odd two\\nlines\n# TYPE odd gauge\nodd{name=\"a\\\"b\\\\c\\nd\"} 1\n",
            OpenMetricsText.Write([metric], openMetrics: false));
    }

    [Fact]
    public void A_metric_without_a_value_is_left_out() =>
        Assert.Equal("", OpenMetricsText.Write([new("gone", MetricKind.Gauge, "", "", () => [])], openMetrics: false));

    [Fact]
    public void The_Grafana_dashboard_asks_for_metrics_that_there_are()
    {
        HashSet<string> known = [];
        foreach (Metric metric in ServiceMetrics.Of(service.View, new(service.View, () => 0)))
        {
            known.Add(metric.Kind == MetricKind.Counter ? metric.Name + "_total" : metric.Name);
            if (metric.Kind == MetricKind.Histogram) known.UnionWith([$"{metric.Name}_bucket", $"{metric.Name}_sum", $"{metric.Name}_count"]);
        }

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
        using OtlpExport export = new(
            new Uri($"http://127.0.0.1:{port}/v1/metrics"), ServiceMetrics.Of(service.View, new(service.View, () => 0)), "0.0.0");
        Task<bool> flushing = Task.Run(() => export.Flush(TimeSpan.FromSeconds(30)));
        HttpListenerContext got = await collector.GetContextAsync();
        using MemoryStream body = new();
        await got.Request.InputStream.CopyToAsync(body);
        got.Response.Close();
        Assert.True(await flushing);
        Assert.Equal(("/v1/metrics", "application/x-protobuf"), (got.Request.Url!.AbsolutePath, got.Request.ContentType));
        string text = System.Text.Encoding.Latin1.GetString(body.ToArray());
        Assert.Contains("onboard_hops", text, StringComparison.Ordinal);
        Assert.Contains("onboard_counted_inference_joules", text, StringComparison.Ordinal);
    }

    private async Task<string> MetricsOnce(Func<string, bool> holds)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            string text = await service.Client.GetStringAsync("/metrics", patience.Token);
            if (holds(text)) return text;
            await Task.Delay(50, patience.Token);
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

    [GeneratedRegex(@"\b(onboard|process)_[a-z_]+")]
    private static partial Regex MetricName();
}

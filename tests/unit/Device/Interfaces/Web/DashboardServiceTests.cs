using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.Logging;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Web;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

public sealed class DashboardServiceTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public void The_start_names_the_page_with_the_token_and_how_a_terminal_shows_it() => Assert.Equal(
        [$"page http://{service.Address}/#token={ServiceFixture.Token}", $"terminal onboard top --url http://{service.Address}"], service.Reported);

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page/app.css", "text/css")]
    [InlineData("/page/main.js", "text/javascript")]
    [InlineData("/page/echarts.js", "text/javascript")]
    [InlineData("/page/icon.svg", "image/svg+xml")]
    public async Task The_page_comes_from_within_the_program(string path, string type)
    {
        using HttpResponseMessage response = await service.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_whole_page_is_less_than_1500_kB_compressed()
    {
        long sum = 0;
        foreach (string name in typeof(DashboardApp).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("page/")))
        {
            using HttpRequestMessage request = new(HttpMethod.Get, name == "page/index.html" ? "/" : $"/{name}");
            request.Headers.AcceptEncoding.ParseAdd("gzip");
            using HttpResponseMessage response = await service.Client.SendAsync(request);
            Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
            sum += (await response.Content.ReadAsByteArrayAsync()).Length;
        }

        Assert.InRange(sum, 100_000, 1_500_000);
    }

    [Fact]
    public async Task A_file_that_the_browser_has_is_not_sent_again()
    {
        using HttpResponseMessage first = await service.Client.GetAsync("/page/main.js");
        using HttpRequestMessage request = new(HttpMethod.Get, "/page/main.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await service.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    /// <summary>Without a log nobody would know: whoever asked is told 500 and no more.</summary>
    [Fact]
    public async Task What_fails_behind_the_page_is_logged_by_its_server()
    {
        using KeptLog log = new();
        using LiveTap tap = new();
        List<string> told = [];
        using DashboardService dashboard = new(
            new ListenAddress(new IPEndPoint(IPAddress.Loopback, 0), IsChosen: true), AccessToken.Parse(ServiceFixture.Token)!,
            service.View with { Controls = [new BrokenControl()], Tap = tap }, told.Add, (_, _) => { }, loggers: log);
        await dashboard.StartAsync(CancellationToken.None);
        using HttpClient client = new() { BaseAddress = new Uri($"http://{dashboard.Address}") };
        using HttpRequestMessage request = ServiceFixture.Authorized(
            HttpMethod.Post, "/api/v1/controls/broken", JsonContent.Create(new { value = "on" }));
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        await ServiceFixture.Until(() => log.Entries.Any(entry => entry.Error is not null));
        KeptLog.Entry entry = log.Entries.First(entry => entry.Error is not null);
        Assert.Equal(("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error, "no relay"), (entry.Category, entry.Level, entry.Error!.Message));
        await dashboard.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_browser_is_told_to_run_nothing_foreign()
    {
        using HttpResponseMessage response = await service.Client.GetAsync("/");
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_is_the_pipelines()
    {
        StatusReport? status = null;
        while (status is not { Hops.Delivered: > 0, Network.Activity: not null })
        {
            status = await service.Client.GetFromJsonAsync("/api/v1/status", DashboardJson.Default.StatusReport);
            await Task.Delay(50);
        }

        Assert.InRange(status.Hops.Delivered, 1, service.View.Pipeline.Counters.Hops);
        Assert.Equal(256, status.Network.Cells);
        Assert.InRange(status.Network.Activity!.Value, 0.0, 1.0);
        EnergyFigure energy = Assert.Single(status.Energy, figure => figure.Name == "inference");
        Assert.Equal("counted", energy.Provenance);
        Assert.Equal(80e-12 * status.Network.EventsPerHop!.Value, energy.Joules!.Value, 1e-12);
    }

    [Fact]
    public async Task The_history_ends_with_the_status()
    {
        HistoryReport? history = null;
        while (history is not { Seconds.Count: > 1 })
            history = await service.Client.GetFromJsonAsync("/api/v1/history?seconds=2", DashboardJson.Default.HistoryReport);
        Assert.Equal(2, history.Seconds.Count);
        Assert.True(history.Seconds[1] >= history.Seconds[0]);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task A_service_that_delivers_hops_is_well(string path)
    {
        HealthReport? health = await service.Client.GetFromJsonAsync(path, DashboardJson.Default.HealthReport);
        Assert.Equal("ok", health!.Status);
    }

    [Fact]
    public async Task A_control_changes_with_the_token()
    {
        try
        {
            using HttpResponseMessage response = await Post("/api/v1/controls/network", """{"value":"off"}""", withToken: true);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.True(service.View.Pipeline.Switches.PassThrough);
        }
        finally
        {
            service.View.Pipeline.Switches.PassThrough = false;
        }
    }

    [Theory]
    [InlineData("/api/v1/controls/network")]
    [InlineData("/api/v1/token")]
    [InlineData("/api/v1/nothing")]
    public async Task Nothing_changes_without_the_token(string path)
    {
        using HttpResponseMessage response = await Post(path, """{"value":"off"}""", withToken: false);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.False(service.View.Pipeline.Switches.PassThrough);
    }

    [Fact]
    public async Task A_form_of_a_foreign_page_changes_nothing_even_with_the_token_in_it()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/controls/network");
        request.Headers.Add("Origin", "http://evil.example");
        request.Content = new FormUrlEncodedContent(
            [new("value", "off"), new("token", ServiceFixture.Token), new("Authorization", $"Bearer {ServiceFixture.Token}")]);
        using HttpResponseMessage response = await service.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(service.View.Pipeline.Switches.PassThrough);
    }

    [Theory]
    [InlineData("""{"value":"sideways"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"value":null}""", HttpStatusCode.BadRequest)]
    [InlineData("""{}""", HttpStatusCode.BadRequest)]
    [InlineData("""[]""", HttpStatusCode.BadRequest)]
    [InlineData("""{"value":""", HttpStatusCode.BadRequest)]
    public async Task A_value_that_is_none_is_refused(string body, HttpStatusCode status)
    {
        using HttpResponseMessage response = await Post("/api/v1/controls/network", body, withToken: true);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_control_that_there_is_not_is_told_with_those_there_are()
    {
        using HttpResponseMessage response = await Post("/api/v1/controls/rocket", """{"value":"on"}""", withToken: true);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("network", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_was_made_to_point_at_this_machine_gets_nothing()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/status");
        request.Headers.Host = "rebound.example";
        using HttpResponseMessage response = await service.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_large_body_is_refused()
    {
        using HttpResponseMessage response = await Post(
            "/api/v1/controls/network", $$"""{"value":"{{new string('x', 100_000)}}"}""", withToken: true);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_port_in_use_that_nobody_asked_for_is_told_and_the_service_goes_on_without()
    {
        List<string> told = [];
        using DashboardService second = new(
            new ListenAddress(service.Address, IsChosen: false), AccessToken.Create(), service.View, told.Add, (name, _) => told.Add(name));
        await second.StartAsync(CancellationToken.None);
        Assert.Null(second.Address);
        string message = Assert.Single(told);
        Assert.Contains($"no page: {service.Address}: another program listens there", message, StringComparison.Ordinal);
        Assert.Contains("--listen", message, StringComparison.Ordinal);
        await second.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_port_in_use_that_was_asked_for_ends_the_start()
    {
        using DashboardService second = new(
            new ListenAddress(service.Address, IsChosen: true), AccessToken.Create(), service.View, _ => { }, (_, _) => { });
        DeviceFailedException error =
            await Assert.ThrowsAsync<DeviceFailedException>(() => second.StartAsync(CancellationToken.None));
        Assert.Equal($"--listen {service.Address}", error.Subject);
    }

    [Fact]
    public async Task None_serves_nothing()
    {
        List<string> told = [];
        using DashboardService none = new(ListenAddress.Parse("none")!, AccessToken.Create(), service.View, told.Add, (name, _) => told.Add(name));
        await none.StartAsync(CancellationToken.None);
        Assert.Null(none.Address);
        Assert.Empty(told);
        await none.StopAsync(CancellationToken.None);
    }

    private async Task<HttpResponseMessage> Post(string path, string body, bool withToken)
    {
        StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpRequestMessage request = withToken
            ? ServiceFixture.Authorized(HttpMethod.Post, path, content)
            : new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        return await service.Client.SendAsync(request);
    }

    private sealed class BrokenControl : IServiceControl
    {
        public string Name => "broken";

        public ControlReport Report() => new("broken", "Broken", "fails", "switch", "on", ["on", "off"]);

        public Task ApplyAsync(string value, CancellationToken aborted) => throw new InvalidOperationException("no relay");
    }
}

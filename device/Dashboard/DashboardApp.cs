using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OnBoard.Device.Dashboard.Metrics;
using OnBoard.Drivers;
using OnBoard.Drivers.Time;

namespace OnBoard.Device.Dashboard;

/// <summary>The web application: page, API, health.</summary>
internal static class DashboardApp
{
    /// <summary>The path of the live stream.</summary>
    public const string LivePath = "/api/v1/live";

    private const int LargestRequest = 64 * 1024;
    private const int MostConnections = 256;
    private const int MostReaders = 64;

    /// <summary>Builds it; not started.</summary>
    /// <param name="listen">Where to serve; has an address.</param>
    /// <param name="token">What changes need.</param>
    /// <param name="service">What there is to show.</param>
    /// <param name="collector">Where metrics are sent too; null for nowhere.</param>
    /// <param name="stop">Ends the live streams.</param>
    public static WebApplication Build(
        ListenAddress listen, AccessToken token, ServiceView service, Uri? collector, CancellationToken stop)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = MostReaders;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(listen.Address!);
        });
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(
            options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, DashboardJson.Default));
        builder.Services.AddSingleton(_ => new LiveFeed(service.Tap));
        builder.Services.AddSingleton(
            services => new StatusFeed(service, () => services.GetRequiredService<LiveFeed>().Readers));
        builder.Services.AddSingleton(new HealthCheck(service.Pipeline.Counters, SystemClock.Instance));
        builder.Services.AddSingleton(service);
        if (collector is not null)
        {
            builder.Services.AddSingleton(services => new OtlpExport(
                collector, ServiceMetrics.Of(service, services.GetRequiredService<StatusFeed>()), service.Facts.Version));
        }

        builder.Services.AddSingleton<EndOfService>(_ => new EndOfService(stop));

        WebApplication app = builder.Build();
        Guard guard = new(listen, token);
        app.Use(next => context => guard.InvokeAsync(context, next));
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15) });
        app.UseRouting();
        MapPage(app);
        MapApi(app);
        _ = app.Services.GetRequiredService<StatusFeed>();
        _ = app.Services.GetService<OtlpExport>();
        return app;
    }

    private static void MapPage(WebApplication app)
    {
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], context => PageFiles.Send(context, "index.html"));
        app.MapMethods(
            "/page/{name}", [HttpMethods.Get, HttpMethods.Head],
            context => PageFiles.Send(context, (string)context.GetRouteValue("name")!));
        app.MapMethods("/favicon.ico", [HttpMethods.Get, HttpMethods.Head], context => PageFiles.Send(context, "icon.svg"));
    }

    private static void MapApi(WebApplication app)
    {
        app.MapGet("/healthz", (HealthCheck health) => Told(health.IsAlive, "no hop goes out"));
        app.MapGet("/readyz", (HealthCheck health) => Told(health.IsReady, "no hop has gone out"));
        app.MapGet("/metrics", Metrics);
        RouteGroupBuilder api = app.MapGroup("/api/v1");
        api.MapGet("/status", Status);
        api.MapGet("/history", History);
        api.MapPost("/token", () => TypedResults.NoContent());
        api.MapPost("/controls/{name}", Control);
        api.MapGet("/live", Live);
    }

    private static Results<Ok<HealthReport>, JsonHttpResult<HealthReport>> Told(bool isWell, string otherwise) => isWell
        ? TypedResults.Ok(new HealthReport("ok"))
        : TypedResults.Json(
            new HealthReport(otherwise), DashboardJson.Default.HealthReport,
            statusCode: StatusCodes.Status503ServiceUnavailable);

    private static Results<Ok<StatusReport>, StatusCodeHttpResult> Status(StatusFeed status) => status.Latest is { } latest
        ? TypedResults.Ok(latest.Report)
        : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);

    private static Ok<HistoryReport> History(StatusFeed status, int? seconds) =>
        TypedResults.Ok(status.History.Read(seconds ?? StatusHistory.Capacity));

    private static ContentHttpResult Metrics(HttpContext context, ServiceView service, StatusFeed status)
    {
        bool openMetrics = context.Request.Headers.Accept.ToString().Contains(
            "application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
        return TypedResults.Text(
            OpenMetricsText.Write(ServiceMetrics.Of(service, status), openMetrics),
            openMetrics ? OpenMetricsText.OpenMetricsType : OpenMetricsText.PrometheusType);
    }

    private static async Task<Results<Ok<ControlReport>, JsonHttpResult<ProblemReport>>> Control(
        string name, ControlRequest request, ServiceView service, CancellationToken aborted)
    {
        if (service.Controls.FirstOrDefault(control => control.Name == name) is not { } control)
        {
            return Problems.Result(
                StatusCodes.Status404NotFound, "no such control",
                $"there are: {string.Join(", ", service.Controls.Select(one => one.Name))}");
        }

        try
        {
            await control.ApplyAsync(request.Value ?? "", aborted).ConfigureAwait(false);
            return TypedResults.Ok(control.Report());
        }
        catch (OnBoardException error)
        {
            int status = error is BadInputException ? StatusCodes.Status400BadRequest : StatusCodes.Status409Conflict;
            return Problems.Result(status, $"{error.Subject}: {error.Cause}", error.Remedy);
        }
    }

    private static async Task Live(HttpContext context, LiveFeed feed, StatusFeed status, EndOfService end)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Problems.Write(
                context, StatusCodes.Status426UpgradeRequired, "not a WebSocket", "open this address as a WebSocket")
                .ConfigureAwait(false);
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        await new LiveSocket(socket, feed, status).RunAsync(end.Token).ConfigureAwait(false);
    }
}

/// <summary>Tells the live streams that the service ends.</summary>
/// <param name="Token">Cancelled then.</param>
internal sealed record EndOfService(CancellationToken Token);

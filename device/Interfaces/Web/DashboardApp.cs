using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnBoard.Device.Interfaces.Metrics;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Drivers.Time;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>The web application: page, API, health.</summary>
internal static class DashboardApp
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    private const int MaxRequest = 64 * 1024;
    private const int MaxConnections = 256;
    private const int MaxReaders = 64;

    /// <summary>Builds it; not started.</summary>
    /// <param name="listen">Where to serve; has an address.</param>
    /// <param name="token">What changes need.</param>
    /// <param name="service">What there is to show.</param>
    /// <param name="collector">Where metrics are sent too; null for nowhere.</param>
    /// <param name="stop">Ends the live streams.</param>
    /// <param name="names">What this machine may be called, besides its address and its own name.</param>
    /// <param name="loggers">Where errors of the server and of its endpoints go; null for nowhere.</param>
    public static WebApplication Build(
        ListenAddress listen, AccessToken token, ServiceView service, Uri? collector, CancellationToken stop,
        IReadOnlyCollection<string>? names = null, ILoggerFactory? loggers = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequest;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = MaxReaders;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(listen.Address!);
        });
        if (loggers is not null) builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(
            options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, DashboardJson.Default));
        builder.Services.AddOpenApi(ApiDescription.Complete);
        builder.Services.AddSingleton(_ => new LiveFeed(service.Tap));
        builder.Services.AddSingleton(services =>
        {
            // Asked for now: a status that is being read while the page ends must not ask for it.
            LiveFeed feed = services.GetRequiredService<LiveFeed>();
            return new StatusFeed(service, () => feed.Readers);
        });
        builder.Services.AddSingleton<ServiceMetrics>();
        builder.Services.AddSingleton(new HealthCheck(service.Pipeline.Counters, SystemClock.Instance));
        builder.Services.AddSingleton(service);
        Guard guard = new(listen, token, names ?? []);
        builder.Services.AddSingleton(guard);
        if (collector is not null) builder.Services.AddSingleton(_ => new OtlpExport(collector, service.Facts.Version));
        builder.Services.AddSingleton<EndOfService>(_ => new EndOfService(stop));

        WebApplication app = builder.Build();
        app.Use(next => context => guard.InvokeAsync(context, next));
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15) });
        app.UseRouting();
        MapPage(app);
        app.MapOpenApi(ApiDescription.Path);
        ApiRoutes.Map(app);
        _ = app.Services.GetRequiredService<StatusFeed>();
        _ = app.Services.GetRequiredService<ServiceMetrics>();
        _ = app.Services.GetService<OtlpExport>();
        return app;
    }

    /// <summary>The page's own files: no part of the API.</summary>
    private static void MapPage(WebApplication app)
    {
        RouteGroupBuilder page = app.MapGroup("").ExcludeFromDescription();
        page.MapMethods("/", Reading, (HttpContext context, CancellationToken aborted) => PageFiles.Send(context, "index.html", aborted));
        page.MapMethods("/page/{name}", Reading, (HttpContext context, string name, CancellationToken aborted) => PageFiles.Send(context, name, aborted));
        page.MapMethods("/favicon.ico", Reading, (HttpContext context, CancellationToken aborted) => PageFiles.Send(context, "icon.svg", aborted));
    }
}

/// <summary>Ends the live streams when the service ends.</summary>
/// <param name="Token">Cancelled then.</param>
internal sealed record EndOfService(CancellationToken Token);

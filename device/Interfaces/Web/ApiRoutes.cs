using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using OnBoard.Device.Interfaces.Metrics;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Drivers;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>The routes of the API, health and metrics, each with what it is for.</summary>
internal static class ApiRoutes
{
    /// <summary>The path of the live stream.</summary>
    public const string LivePath = "/api/v1/live";

    /// <summary>Health and metrics, for supervisors and scrapers.</summary>
    public const string Monitoring = "monitoring";

    /// <summary>The service itself, for programs and the page.</summary>
    public const string Service = "service";

    private const string ProblemType = "application/problem+json";

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        RouteGroupBuilder monitoring = Group(app, Monitoring), service = Group(app, Service);
        monitoring.MapGet("/healthz", (HealthCheck health) => Answer(health.IsAlive, "no hop goes out"))
            .WithName("isAlive").WithSummary("Whether hops go out")
            .Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable);
        monitoring.MapGet("/readyz", (HealthCheck health) => Answer(health.IsReady, "no hop has gone out"))
            .WithName("isReady").WithSummary("Whether the first hops have gone out")
            .Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable);
        monitoring.MapGet("/metrics", Metrics)
            .WithName("readMetrics").WithSummary("The metrics for Prometheus, or as OpenMetrics where Accept wants it more")
            .Produces<string>(StatusCodes.Status200OK, "text/plain", "application/openmetrics-text")
            .Produces<ProblemReport>(StatusCodes.Status406NotAcceptable, ProblemType);
        service.MapGet("/api/v1/status", Status)
            .WithName("readStatus").WithSummary("How the service is doing, anew each second")
            .Produces(StatusCodes.Status503ServiceUnavailable);
        service.MapGet("/api/v1/history", History)
            .WithName("readHistory").WithSummary("The last seconds of the status, up to an hour, by column");
        service.MapPost("/api/v1/token", () => TypedResults.NoContent())
            .WithName("checkToken").WithSummary("Whether the token is right")
            .Produces<ProblemReport>(StatusCodes.Status401Unauthorized, ProblemType);
        service.MapPost("/api/v1/controls/{name}", Control)
            .WithName("setControl").WithSummary("Changes a control; `controls` of the status names them, their values and what they do")
            .Produces<ProblemReport>(StatusCodes.Status400BadRequest, ProblemType)
            .Produces<ProblemReport>(StatusCodes.Status401Unauthorized, ProblemType)
            .Produces<ProblemReport>(StatusCodes.Status404NotFound, ProblemType)
            .Produces<ProblemReport>(StatusCodes.Status409Conflict, ProblemType);

        // OpenAPI describes no WebSockets: its answer would be 101 alone.
        app.MapGet(LivePath, Live).ExcludeFromDescription();
    }

    /// <summary>Routes of a kind, each with what the guard may answer.</summary>
    private static RouteGroupBuilder Group(IEndpointRouteBuilder app, string tag) => app.MapGroup("").WithTags(tag).WithMetadata(
        new ProducesResponseTypeMetadata(StatusCodes.Status403Forbidden, typeof(ProblemReport), [ProblemType]),
        new ProducesResponseTypeMetadata(StatusCodes.Status421MisdirectedRequest, typeof(ProblemReport), [ProblemType]));

    private static Results<Ok<HealthReport>, JsonHttpResult<HealthReport>> Answer(bool isWell, string otherwise) => isWell
        ? TypedResults.Ok(new HealthReport("ok"))
        : TypedResults.Json(
            new HealthReport(otherwise), DashboardJson.Default.HealthReport,
            statusCode: StatusCodes.Status503ServiceUnavailable);

    private static Results<Ok<StatusReport>, StatusCodeHttpResult> Status(StatusFeed status) => status.Latest is { } latest
        ? TypedResults.Ok(latest.Report)
        : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);

    private static Ok<HistoryReport> History(StatusFeed status, int? seconds) =>
        TypedResults.Ok(status.History.Read(seconds ?? StatusHistory.Capacity));

    private static Results<ContentHttpResult, JsonHttpResult<ProblemReport>> Metrics(HttpContext context, ServiceMetrics metrics)
    {
        context.Response.Headers.Vary = HeaderNames.Accept;
        return MetricsFormat.Choose(context.Request.GetTypedHeaders().Accept) is { } format
            ? TypedResults.Text(OpenMetricsText.Write(metrics.Meter, openMetrics: format == MetricsFormat.OpenMetrics), format)
            : Problems.Result(
                StatusCodes.Status406NotAcceptable, "both formats are refused",
                $"there are: {MetricsFormat.OpenMetrics}, {MetricsFormat.Prometheus}");
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

    private static async Task Live(HttpContext context, LiveFeed feed, StatusFeed status, Guard guard, EndOfService end)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Problems.Write(
                context, StatusCodes.Status426UpgradeRequired, "not a WebSocket", "open this address as a WebSocket")
                .ConfigureAwait(false);
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        await new LiveSocket(socket, feed, status, guard.MayWatch(context), guard.Knows).RunAsync(end.Token).ConfigureAwait(false);
    }
}

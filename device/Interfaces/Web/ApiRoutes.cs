using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OnBoard.Device.Interfaces.Metrics;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Drivers;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>The routes of the API, health and metrics, each with what it is for.</summary>
internal static class ApiRoutes
{
    /// <summary>The path of the live stream.</summary>
    public const string LivePath = "/api/v1/live";

    private const string ProblemType = "application/problem+json";

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", (HealthCheck health) => Told(health.IsAlive, "no hop goes out"))
            .WithSummary("Whether hops go out")
            .Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable);
        app.MapGet("/readyz", (HealthCheck health) => Told(health.IsReady, "no hop has gone out"))
            .WithSummary("Whether the first hops have gone out")
            .Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable);
        app.MapGet("/metrics", Metrics)
            .WithSummary("The metrics for Prometheus, or as OpenMetrics where Accept asks for it")
            .Produces<string>(StatusCodes.Status200OK, "text/plain", "application/openmetrics-text");
        app.MapGet("/api/v1/status", Status)
            .WithSummary("How the service is doing, anew each second")
            .Produces(StatusCodes.Status503ServiceUnavailable);
        app.MapGet("/api/v1/history", History).WithSummary("The last seconds of the status, up to an hour, by column");
        app.MapPost("/api/v1/token", () => TypedResults.NoContent())
            .WithSummary("Whether the token is right")
            .Produces<ProblemReport>(StatusCodes.Status401Unauthorized, ProblemType);
        app.MapPost("/api/v1/controls/{name}", Control)
            .WithSummary("Changes a control; `controls` of the status names them, their values and what they do")
            .Produces<ProblemReport>(StatusCodes.Status400BadRequest, ProblemType)
            .Produces<ProblemReport>(StatusCodes.Status401Unauthorized, ProblemType)
            .Produces<ProblemReport>(StatusCodes.Status404NotFound, ProblemType)
            .Produces<ProblemReport>(StatusCodes.Status409Conflict, ProblemType);
        app.MapGet(LivePath, Live)
            .WithSummary("The live stream, a WebSocket: device/Interfaces/Web/README.md says what its messages hold")
            .Produces(StatusCodes.Status101SwitchingProtocols)
            .Produces<ProblemReport>(StatusCodes.Status426UpgradeRequired, ProblemType);
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

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OnBoard.Device.Interfaces.Status;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>Answers that say what went wrong, as <c>application/problem+json</c>.</summary>
internal static class Problems
{
    /// <summary>One as the result of a handler.</summary>
    public static JsonHttpResult<ProblemReport> Result(int status, string title, string detail) => TypedResults.Json(
        new ProblemReport(title, status, detail), DashboardJson.Default.ProblemReport, "application/problem+json", status);

    /// <summary>Writes one.</summary>
    public static Task Write(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new ProblemReport(title, status, detail), DashboardJson.Default.ProblemReport);
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}

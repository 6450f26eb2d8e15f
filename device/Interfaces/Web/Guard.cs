using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>
/// Keeps foreign pages out: a browser on this machine must not carry sound and picture to a page of another origin, nor
/// carry out its wishes. Whatever is no reading needs the token.
/// </summary>
internal sealed class Guard(ListenAddress listen, AccessToken token)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; "
        + "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Lets a request pass or answers it.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        HttpRequest request = context.Request;
        if (!IsKnownHost(request.Host))
        {
            return Problems.Write(
                context, StatusCodes.Status421MisdirectedRequest, "unknown host",
                $"this service is {listen.Address}; open it by that address or as localhost");
        }

        if (!IsSameOrigin(request))
        {
            return Problems.Write(
                context, StatusCodes.Status403Forbidden, "foreign origin", "only the service's own page may ask this");
        }

        bool isReading = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (isReading || token.IsIn(request.Headers.Authorization)) return next(context);
        headers.WWWAuthenticate = "Bearer";
        return Problems.Write(
            context, StatusCodes.Status401Unauthorized, "token missing or wrong",
            "send Authorization: Bearer TOKEN with the token that `onboard run` printed at its start or got by --token");
    }

    /// <summary>On the loopback address a foreign name in the Host header means a name that was made to point here.</summary>
    private bool IsKnownHost(HostString host) =>
        !listen.IsLoopback
        || string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Browsers send Origin with WebSockets and with whatever a page of another origin sends.</summary>
    private static bool IsSameOrigin(HttpRequest request)
    {
        string origin = request.Headers[HeaderNames.Origin].ToString();
        return origin.Length == 0
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}

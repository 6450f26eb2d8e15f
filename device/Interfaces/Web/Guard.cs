using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>
/// Keeps foreign pages out: a browser on this machine must not carry sound and video to a page of another origin, nor
/// carry out its requests. Whatever is no reading needs the token, and live video and sound do where others than this machine
/// can reach them.
/// </summary>
/// <param name="listen">Where the service is served.</param>
/// <param name="token">What changes need.</param>
/// <param name="names">What this machine may be called in a request, besides its addresses.</param>
internal sealed class Guard(ListenAddress listen, AccessToken token, IReadOnlyCollection<string> names)
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
                $"this service is {listen.Address}; open it by its address, as {string.Join(", ", KnownNames)}, "
                + $"or by a name that it was given with --hosts");
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

    /// <summary>What this machine may be called: "localhost" on the loopback address, its own name off it, those it was
    /// given.</summary>
    private IEnumerable<string> KnownNames => listen.IsLoopback ? ["localhost", .. names] : ["localhost", .. OwnNames, .. names];

    // Multicast DNS (RFC 6762) calls it by its name under .local.
    private static readonly string[] OwnNames = [Dns.GetHostName(), $"{Dns.GetHostName()}.local"];

    /// <summary>Whether video and sound may go out on this connection at once.</summary>
    public bool MayWatch(HttpContext context) => listen.IsLoopback || token.IsIn(context.Request.Headers.Authorization);

    /// <summary>Whether a reader of the live stream knows the token.</summary>
    public bool Knows(string? text) => token.Is(text);

    /// <summary>
    /// A foreign name in the Host header means a name that was made to point here, so that a foreign page passes for the
    /// service's own (DNS rebinding). An address cannot be: whoever asks for it means this machine.
    /// </summary>
    private bool IsKnownHost(HostString host)
    {
        string name = host.Host.TrimEnd('.');
        return KnownNames.Contains(name, StringComparer.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name.Trim('[', ']'), out IPAddress? address) && (!listen.IsLoopback || IPAddress.IsLoopback(address)));
    }

    /// <summary>Browsers send Origin with WebSockets and with whatever a page of another origin sends.</summary>
    private static bool IsSameOrigin(HttpRequest request)
    {
        string origin = request.Headers[HeaderNames.Origin].ToString();
        return origin.Length == 0
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}

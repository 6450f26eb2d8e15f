using System.Globalization;
using System.Net;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>Where the page is served.</summary>
/// <param name="Address">Null where nowhere.</param>
/// <param name="IsChosen">Whether somebody asked for it: then it must be had, else the service goes on without.</param>
public sealed record ListenAddress(IPEndPoint? Address, bool IsChosen)
{
    /// <summary>The port where nobody asked for another.</summary>
    public const int DefaultPort = 8080;

    /// <summary>This machine alone.</summary>
    public static ListenAddress Default { get; } = new(new IPEndPoint(IPAddress.Loopback, DefaultPort), IsChosen: false);

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => Address is { } address && IPAddress.IsLoopback(address.Address);

    /// <summary><c>ADDRESS:PORT</c>, <c>PORT</c> of the loopback address, <c>none</c>; null where it is neither.</summary>
    public static ListenAddress? Parse(string text)
    {
        if (text == "none") return new(null, IsChosen: true);
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return new(new IPEndPoint(IPAddress.Loopback, port), IsChosen: true);
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port))
            return null;
        string host = text[..colon];
        if (host == "localhost") return new(new IPEndPoint(IPAddress.Loopback, port), IsChosen: true);
        bool bracketed = host is ['[', .., ']'];
        if (host.Contains(':') != bracketed) return null;
        return IPAddress.TryParse(bracketed ? host[1..^1] : host, out IPAddress? address)
            ? new(new IPEndPoint(address, port), IsChosen: true)
            : null;
    }
}

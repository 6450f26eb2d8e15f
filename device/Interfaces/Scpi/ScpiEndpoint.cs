using System.Globalization;
using System.Net;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>Where SCPI is spoken: a TCP address or a serial line.</summary>
/// <param name="Address">Null for a serial line.</param>
/// <param name="Line">Device node of the serial line; null for TCP.</param>
/// <param name="Baud">Bits per second of the line; 8 data bits, no parity, one stop bit.</param>
public sealed record ScpiEndpoint(IPEndPoint? Address, string? Line = null, int Baud = ScpiEndpoint.UsualBaud)
{
    /// <summary>The port that instruments listen on.</summary>
    public const int UsualPort = 5025;

    private const int UsualBaud = 115_200;

    /// <summary>
    /// Places between commas: <c>PORT</c> of this machine alone, <c>ADDRESS[:PORT]</c>, <c>/dev/TTY[@BAUD]</c>; or <c>none</c>.
    /// Null where one is not understood.
    /// </summary>
    public static IReadOnlyList<ScpiEndpoint>? ParseList(string text)
    {
        if (text == "none") return [];
        List<ScpiEndpoint> endpoints = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Parse(part) is not { } endpoint) return null;
            endpoints.Add(endpoint);
        }

        return endpoints;
    }

    /// <inheritdoc/>
    public override string ToString() => Line ?? Address!.ToString();

    private static ScpiEndpoint? Parse(string text)
    {
        if (text.StartsWith('/')) return ParseLine(text);
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return new(new IPEndPoint(IPAddress.Loopback, port));
        if (text is "localhost") return new(new IPEndPoint(IPAddress.Loopback, UsualPort));
        string address = text.Replace("localhost:", "127.0.0.1:", StringComparison.Ordinal);
        if (text.AsSpan().IndexOfAny('.', ':') < 0 || !IPEndPoint.TryParse(address, out IPEndPoint? endpoint)) return null;
        bool hasPort = address.StartsWith('[') ? address.Contains("]:", StringComparison.Ordinal)
            : endpoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && address.Contains(':');
        return new(hasPort ? endpoint : new IPEndPoint(endpoint.Address, UsualPort));
    }

    private static ScpiEndpoint? ParseLine(string text)
    {
        int at = text.LastIndexOf('@');
        if (at < 0) return new(null, text);
        return int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int baud) && baud > 0
            ? new(null, text[..at], baud)
            : null;
    }
}

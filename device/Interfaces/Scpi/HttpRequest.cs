using System.Text;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>
/// Distinguishes a browser from an instrument's user by the first line of a connection. A web page cannot open a raw socket, but it
/// can have a browser send an HTTP request to any port, with commands of SCPI in the body; none of its lines may be
/// carried out. What comes is held back until its first line is known to be none of HTTP.
/// </summary>
internal sealed class HttpRequest
{
    private const int MaxHeld = 8192;

    // RFC 9110 and 5789, and the preface of HTTP/2 (RFC 9113): none of them is a header of SCPI.
    private static readonly string[] Methods =
        ["GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "CONNECT ", "OPTIONS ", "TRACE ", "PATCH ", "PRI "];

    private readonly List<byte> _held = [];
    private bool _isKnown;

    /// <summary>Takes what came in.</summary>
    /// <param name="bytes">The next bytes of the connection.</param>
    /// <param name="passed">What may be carried out now; empty while the first line is not complete.</param>
    /// <returns>False where the connection speaks HTTP.</returns>
    public bool TryPass(ReadOnlySpan<byte> bytes, out byte[] passed)
    {
        if (_isKnown)
        {
            passed = bytes.ToArray();
            return true;
        }

        passed = [];
        _held.AddRange(bytes);

        // Empty lines before a request are part of it (RFC 9112, section 2.2).
        int start = _held.FindIndex(value => value is not ((byte)'\r' or (byte)'\n' or (byte)' ' or (byte)'\t'));
        if (start >= 0)
        {
            int end = _held.FindIndex(start, value => value is (byte)'\r' or (byte)'\n');
            if (IsHttp(Encoding.Latin1.GetString([.. _held.Skip(start).Take((end < 0 ? _held.Count : end) - start)]))) return false;
            _isKnown = end >= 0;
        }

        if (!_isKnown && _held.Count < MaxHeld) return true;
        _isKnown = true;
        passed = [.. _held];
        _held.Clear();
        return true;
    }

    private static bool IsHttp(string line)
    {
        if (Methods.Any(method => line.StartsWith(method, StringComparison.OrdinalIgnoreCase))) return true;
        int version = line.LastIndexOf(" HTTP/", StringComparison.OrdinalIgnoreCase);
        return version > 0 && version + 6 < line.Length && char.IsAsciiDigit(line[version + 6]);
    }
}

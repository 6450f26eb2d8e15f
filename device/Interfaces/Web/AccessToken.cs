using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>
/// What whoever changes something has to know, sent as <c>Authorization: Bearer TOKEN</c>: a header that no form and no
/// page of another origin can send, so that a foreign page in the same browser changes nothing.
/// </summary>
public sealed class AccessToken
{
    private const int MinLength = 8;
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash;

    private AccessToken(string text, bool isChosen)
    {
        Text = text;
        IsChosen = isChosen;
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The token itself, for whoever starts the service.</summary>
    public string Text { get; }

    /// <summary>Whether somebody chose it, who knows it then.</summary>
    public bool IsChosen { get; }

    /// <summary>A new one: 96 random bits.</summary>
    public static AccessToken Create() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12)), isChosen: false);

    /// <summary>One that was chosen; null where it is too short or not printable.</summary>
    public static AccessToken? Parse(string text) =>
        text.Length >= MinLength && text.All(letter => letter is > ' ' and < '\x7f') ? new AccessToken(text, isChosen: true) : null;

    /// <summary>Whether a request's Authorization header has it; takes as long whether it is near or far.</summary>
    public bool IsIn(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        return Is(authorization[Scheme.Length..].Trim());
    }

    /// <summary>Whether a text is the token; takes as long whether it is near or far.</summary>
    public bool Is(string? text) =>
        text is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), _hash);
}

namespace OnBoard.Device.Service.Devices;

/// <summary>What kind of thing sound, video or noise comes from or goes to.</summary>
public enum EndpointKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The virtual board's talker, or its noise.</summary>
    Virtual,

    /// <summary>A device of the machine.</summary>
    Device,

    /// <summary>A file, or a folder of them.</summary>
    File,
}

/// <summary>Where sound or video comes from or goes to.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Name">The device node, the PCM or the path; empty where the kind says all.</param>
public sealed record Endpoint(EndpointKind Kind, string Name = "")
{
    /// <summary>Nothing.</summary>
    public static Endpoint None { get; } = new(EndpointKind.None);

    /// <summary>The virtual board's own.</summary>
    public static Endpoint Virtual { get; } = new(EndpointKind.Virtual);

    /// <summary>A <c>/dev/</c> node, a path, <c>virtual</c> or <c>none</c>.</summary>
    public static Endpoint? ParseCamera(string text) => text switch
    {
        "none" => None,
        "virtual" => Virtual,
        _ when text.StartsWith("/dev/", StringComparison.Ordinal) => new(EndpointKind.Device, text),
        _ => new(EndpointKind.File, text),
    };

    /// <summary><c>alsa:NAME</c>, a path or <c>virtual</c>.</summary>
    public static Endpoint? ParseMicrophone(string text) => text switch
    {
        "none" => null,
        "virtual" => Virtual,
        _ => ParseAlsa(text) ?? new(EndpointKind.File, text),
    };

    /// <summary><c>alsa:NAME</c>, a path that ends in <c>.wav</c>, or <c>none</c>.</summary>
    public static Endpoint? ParseOutput(string text) => text switch
    {
        "none" => None,
        _ when text.EndsWith(".wav", StringComparison.OrdinalIgnoreCase) => new(EndpointKind.File, text),
        _ => ParseAlsa(text),
    };

    /// <summary>A path, <c>builtin</c> or <c>none</c>.</summary>
    public static Endpoint? ParseNoise(string text) => text switch
    {
        "none" => None,
        "builtin" => Virtual,
        _ => new(EndpointKind.File, text),
    };

    /// <summary>What it is, for people: <c>none</c>, <c>virtual</c>, the device or the path.</summary>
    public override string ToString() => Kind switch
    {
        EndpointKind.None => "none",
        EndpointKind.Virtual => "virtual",
        _ => Name,
    };

    private static Endpoint? ParseAlsa(string text) =>
        text.StartsWith("alsa:", StringComparison.Ordinal) && text.Length > "alsa:".Length
            ? new(EndpointKind.Device, text["alsa:".Length..])
            : null;
}

namespace OnBoard.Device.Service.Recording;

/// <summary>What a recording has to say of the service that made it, so that it can be run again.</summary>
public sealed record RecordingFacts
{
    /// <summary>The network file.</summary>
    public string Network { get; init; } = "";

    /// <summary>Its SHA-256, hexadecimal.</summary>
    public string NetworkSha256 { get; init; } = "";

    /// <summary>What ran it: <c>cpu</c>, <c>integer</c>, ...</summary>
    public string Engine { get; init; } = "";

    /// <summary>By how many deviations features had to change to be sent.</summary>
    public double Delta { get; init; }

    /// <summary>By how much sound was attenuated at most, dB, negative; null where the network's file says.</summary>
    public double? Floor { get; init; }

    /// <summary>Everything that was chosen, by setting.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Every seed, by what it makes.</summary>
    public IReadOnlyDictionary<string, long> Seeds { get; init; } = new Dictionary<string, long>();
}

using System.Text.Json;
using System.Text.Json.Serialization;
using OnBoard.Drivers;

namespace OnBoard.Fabric.Network;

/// <summary>
/// Everything that makes one MCC network different from another, read from JSON: nothing about a network is compiled in.
/// Two streams (audio, video) of <paramref name="Layers"/> layers with <paramref name="Cells"/> cells each, and a read-out
/// of both streams' last layers to <paramref name="Outputs"/> gains.
/// </summary>
/// <param name="Name">What the network is called: <c>tiny</c>, <c>base</c>, <c>large</c> or the author's own name.</param>
/// <param name="AudioInputs">Inputs of the audio stream.</param>
/// <param name="VideoInputs">Inputs of the video stream.</param>
/// <param name="Cells">Cells of one layer of one stream.</param>
/// <param name="Layers">Layers of each stream.</param>
/// <param name="Outputs">Outputs: one gain per filter band.</param>
/// <param name="Law">The cells' activation law.</param>
/// <param name="DistalFromLayer">
/// Distal context D (other stream, layer below) is taken from this layer up, counted from 0; null switches it off.
/// </param>
/// <param name="Proximal">Proximal context P: own layer, previous step.</param>
/// <param name="Universal">Universal context U: network-wide summary, previous step.</param>
/// <param name="UniversalGroups">Groups per layer and stream whose mean outputs make the universal summary.</param>
/// <param name="UniversalShift">The summary's smoothing: u += (mean - u) / 2^shift per step.</param>
/// <param name="Hearing">What the audio inputs are.</param>
/// <param name="Sight">What the video inputs are.</param>
/// <param name="SendThreshold">
/// Inputs, cells and summary send when they have moved by so much, in 1/32, from what they sent last; until then what hears
/// them goes on with that. 0: they send always.
/// </param>
/// <param name="ReadsAllLayers">
/// Whether the read-out hears the cells of all layers, not of the last alone: errors reach deep layers without detours. In
/// software only.
/// </param>
public sealed record NetworkDescription(
    string Name = "base",
    int AudioInputs = 240,
    int VideoInputs = 192,
    int Cells = 256,
    int Layers = 3,
    int Outputs = 48,
    ActivationLaw Law = ActivationLaw.Cooperation,
    int? DistalFromLayer = 1,
    bool Proximal = true,
    bool Universal = true,
    int UniversalGroups = 4,
    int UniversalShift = 3,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] HearingFeatures Hearing = HearingFeatures.History,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] SightFeatures Sight = SightFeatures.History,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int SendThreshold = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ReadsAllLayers = false)
{
    /// <summary>The largest <see cref="SendThreshold"/>: a third of a cell's range.</summary>
    public const int MaximumSendThreshold = 64;

    /// <summary>Whether what is sent are changes, see <see cref="SendThreshold"/>.</summary>
    public bool SendsOnChange => SendThreshold > 0;

    /// <summary>Length of the universal summary u.</summary>
    public int UniversalLength => 2 * Layers * UniversalGroups;

    /// <summary>Cells whose outputs one element of u averages.</summary>
    public int CellsPerGroup => Cells / UniversalGroups;

    /// <summary>
    /// The default network, 0.69 M parameters: fits the on-chip memory of a ZCU104 or a ZCU102. Its inputs are those of
    /// <see cref="HearingFeatures.FineMemory"/> and <see cref="SightFeatures.Lips"/>.
    /// </summary>
    public static NetworkDescription Base { get; } = new()
    {
        AudioInputs = 402, VideoInputs = 64, Layers = 2, Outputs = 80, Law = ActivationLaw.Gated, Universal = false,
        Hearing = HearingFeatures.FineMemory, Sight = SightFeatures.Lips, SendThreshold = 15,
    };

    /// <summary>
    /// The small network of tests and of the RTL simulation, 0.06 M parameters. It hears fewer bands:
    /// <see cref="HearingFeatures.Memory"/>.
    /// </summary>
    public static NetworkDescription Tiny { get; } =
        Base with { Name = "tiny", AudioInputs = 242, Outputs = 48, Cells = 64, Hearing = HearingFeatures.Memory };

    /// <summary>About 39 M parameters, in DDR.</summary>
    public static NetworkDescription Large { get; } = new() { Name = "large", Cells = 1024, Layers = 6 };

    /// <summary>
    /// A description by name (<c>tiny</c>, <c>base</c>, <c>large</c>) or from a JSON file.
    /// </summary>
    /// <exception cref="BadInputException">No such file, not JSON, or a description that cannot be built.</exception>
    public static NetworkDescription Load(string nameOrPath)
    {
        switch (nameOrPath)
        {
            case "tiny": return Tiny;
            case "base": return Base;
            case "large": return Large;
        }

        if (!File.Exists(nameOrPath))
        {
            throw new BadInputException(
                nameOrPath, "is no network description",
                "Name tiny, base, large, or a JSON file with a description");
        }

        return Parse(File.ReadAllText(nameOrPath), nameOrPath);
    }

    /// <summary>Reads a description from JSON.</summary>
    /// <param name="json">The text.</param>
    /// <param name="origin">Where it came from, for messages.</param>
    /// <exception cref="BadInputException">Not JSON, or a description that cannot be built.</exception>
    public static NetworkDescription Parse(string json, string origin)
    {
        NetworkDescription? description;
        try
        {
            description = JsonSerializer.Deserialize(json, NetworkJson.Default.NetworkDescription);
        }
        catch (JsonException error)
        {
            throw new BadInputException(
                origin, $"is not a network description ({error.Message})", "Correct the JSON at that place", error);
        }

        return (description ?? throw new BadInputException(origin, "holds null", "Write a network description into it"))
            .Validated(origin);
    }

    /// <summary>The description as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, NetworkJson.Default.NetworkDescription);

    /// <summary>This description, after checking that an engine can run it.</summary>
    /// <exception cref="BadInputException">Names the first property that does not fit and what it may be.</exception>
    public NetworkDescription Validated(string origin)
    {
        Require(AudioInputs is >= 1 and <= 4096, nameof(AudioInputs), AudioInputs, "must be 1 to 4096");
        Require(VideoInputs is >= 1 and <= 4096, nameof(VideoInputs), VideoInputs, "must be 1 to 4096");
        Require(Cells is >= 16 and <= 2048 && Cells % 16 == 0, nameof(Cells), Cells, "must be a multiple of 16 up to 2048");
        Require(Layers is >= 1 and <= 32, nameof(Layers), Layers, "must be 1 to 32");
        Require(Outputs is >= 1 and <= 512, nameof(Outputs), Outputs, "must be 1 to 512");
        Require(Enum.IsDefined(Law), nameof(Law), Law, "must be one of the laws of the documentation");
        Require(
            DistalFromLayer is null || (DistalFromLayer >= 0 && DistalFromLayer <= Layers),
            nameof(DistalFromLayer), DistalFromLayer, "must be null or 0 to the number of layers");
        Require(
            UniversalGroups >= 1 && Cells % UniversalGroups == 0 && int.IsPow2(CellsPerGroup) && CellsPerGroup <= 256,
            nameof(UniversalGroups), UniversalGroups, "must split the cells into groups of a power of two, 256 at most");
        Require(Enum.IsDefined(Hearing), nameof(Hearing), Hearing, "must be history or memory");
        Require(Enum.IsDefined(Sight), nameof(Sight), Sight, "must be history or lips");
        Require(UniversalShift is >= 0 and <= 8, nameof(UniversalShift), UniversalShift, "must be 0 to 8");
        Require(
            SendThreshold is >= 0 and <= MaximumSendThreshold, nameof(SendThreshold), SendThreshold, $"must be 0 to {MaximumSendThreshold}");
        return this;

        void Require(bool holds, string property, object? value, string rule)
        {
            if (!holds)
                throw new BadInputException(origin, $"{property} is {value} but {rule}", "Correct the network description");
        }
    }
}

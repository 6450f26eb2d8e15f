using OnBoard.Drivers;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Files;

/// <summary>
/// A trained network in floating point as a safetensors file: one tensor per run of synapses (for instance
/// <c>audio.0.soma.receptive_field</c>, rows x columns), the description as JSON in the metadata, and whatever else the
/// network needs beside it (the features' normalisation) as further tensors.
/// </summary>
/// <param name="Parameters">The weights.</param>
/// <param name="Extras">Further float arrays by name; names begin with something other than a stream's.</param>
/// <param name="Notes">Further metadata: how it was trained.</param>
public sealed record NetworkFile(
    NetworkParameters Parameters,
    IReadOnlyDictionary<string, float[]> Extras,
    IReadOnlyDictionary<string, string> Notes)
{
    private const string Format = "onboard-network";
    private const string Version = "1";

    /// <summary>Writes it so that a power cut leaves the old file or the new one.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or refused.</exception>
    public void Save(string path) => ToSafetensors().Save(path);

    /// <summary>The network as a safetensors file in memory.</summary>
    public SafetensorsFile ToSafetensors()
    {
        Dictionary<string, string> metadata = new(Notes)
        {
            ["format"] = Format,
            ["version"] = Version,
            ["description"] = Parameters.Topology.Description.ToJson(),
        };
        List<Tensor> tensors = [.. ParameterTensors(Parameters, prefix: "")];
        tensors.AddRange(Extras.Select(extra => Tensor.Of(extra.Key, extra.Value, extra.Value.Length)));
        return new SafetensorsFile(tensors, metadata);
    }

    /// <summary>Reads a network.</summary>
    /// <exception cref="BadInputException">
    /// Missing, truncated, foreign, of another version, or its tensors do not fit its description.
    /// </exception>
    public static NetworkFile Load(string path) => Read(SafetensorsFile.Load(path), path);

    /// <summary>Reads a network from memory.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="origin">Where it came from, for messages.</param>
    /// <exception cref="BadInputException">As of <see cref="Load"/>.</exception>
    public static NetworkFile Parse(ReadOnlyMemory<byte> content, string origin) =>
        Read(SafetensorsFile.Parse(content, origin), origin);

    private static NetworkFile Read(SafetensorsFile file, string path)
    {
        if (file.Metadata.GetValueOrDefault("format") != Format)
        {
            throw new BadInputException(
                path, "is a safetensors file but not a network of OnBoard",
                "Name a file that `onboard train` wrote");
        }

        if (file.Metadata.GetValueOrDefault("version") is var version && version != Version)
        {
            throw new BadInputException(
                path, $"has version {version} of the network format and this program reads {Version}",
                "Train again, or use the program that wrote it");
        }

        if (!file.Metadata.TryGetValue("description", out string? json))
            throw new BadInputException(path, "carries no network description", "Train again");

        NetworkParameters parameters = new(new NetworkTopology(NetworkDescription.Parse(json, path)));
        HashSet<string> own = ReadParameters(file, parameters, prefix: "", path);
        return new NetworkFile(
            parameters,
            file.Tensors.Where(tensor => !own.Contains(tensor.Name) && tensor.Type == TensorType.F32)
                .ToDictionary(tensor => tensor.Name, tensor => tensor.Floats.ToArray()),
            file.Metadata.Where(entry => entry.Key is not ("format" or "version" or "description")).ToDictionary());
    }

    /// <summary>One tensor per run of synapses, named by matrix and run.</summary>
    internal static IEnumerable<Tensor> ParameterTensors(NetworkParameters parameters, string prefix)
    {
        foreach (SynapseMatrix matrix in parameters.Topology.Matrices)
        {
            foreach (SynapseSegment segment in matrix.Segments)
            {
                yield return Tensor.Of(
                    TensorName(prefix, matrix, segment), parameters.Segment(matrix, segment).AsSpan(),
                    segment.Rows, matrix.Columns);
            }
        }
    }

    /// <summary>Fills parameters from a file and gives the names it used.</summary>
    internal static HashSet<string> ReadParameters(
        SafetensorsFile file, NetworkParameters parameters, string prefix, string path)
    {
        HashSet<string> names = [];
        foreach (SynapseMatrix matrix in parameters.Topology.Matrices)
        {
            foreach (SynapseSegment segment in matrix.Segments)
            {
                string name = TensorName(prefix, matrix, segment);
                Tensor tensor = file.Find(name) ?? throw new BadInputException(
                    path, $"lacks {name}, which its description asks for", "Train again");
                if (tensor.Type != TensorType.F32 || !tensor.Shape.AsSpan().SequenceEqual([segment.Rows, matrix.Columns]))
                {
                    throw new BadInputException(
                        path,
                        $"holds {name} as {tensor.Type} [{string.Join(", ", tensor.Shape)}] where its description asks for " +
                        $"F32 [{segment.Rows}, {matrix.Columns}]",
                        "Train again");
                }

                foreach (float value in tensor.Floats)
                {
                    if (!float.IsFinite(value))
                        throw new BadInputException(path, $"holds a number in {name} that is not finite", "Train again");
                }

                tensor.Floats.CopyTo(parameters.Segment(matrix, segment).AsSpan());
                names.Add(name);
            }
        }

        return names;
    }

    private static string TensorName(string prefix, SynapseMatrix matrix, SynapseSegment segment) =>
        $"{prefix}{matrix.Name}.{segment.Name}";
}

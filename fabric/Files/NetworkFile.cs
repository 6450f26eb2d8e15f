using OnBoard.Drivers;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Files;

/// <summary>
/// A network as a safetensors file: one tensor per run of synapses (for instance <c>audio.0.soma.receptive_field</c>, rows x
/// columns), the description as JSON in the metadata, and whatever else the network needs beside it (the features'
/// normalisation) as further tensors. In floating point the tensors are F32. In integers, as an engine learns and holds
/// them, they are I16, and <c>scales</c> and <c>rate_shifts</c> give one number per matrix (w = q 2^-scale).
/// </summary>
/// <param name="Parameters">The weights; what the integers stand for in a file of integers.</param>
/// <param name="Extras">Further float arrays by name; names begin with something other than a stream's.</param>
/// <param name="Notes">Further metadata: how it was trained.</param>
public sealed record NetworkFile(
    NetworkParameters Parameters,
    IReadOnlyDictionary<string, float[]> Extras,
    IReadOnlyDictionary<string, string> Notes)
{
    private const string Format = "onboard-network";
    private const string Version = "1";
    private const string ScalesName = "scales";
    private const string RateShiftsName = "rate_shifts";

    /// <summary>A file of integers.</summary>
    public NetworkFile(
        IntegerNetwork network, IReadOnlyDictionary<string, float[]> extras, IReadOnlyDictionary<string, string> notes)
        : this(network.ToFloat(), extras, notes) => Integers = network;

    /// <summary>The weights as an integer engine holds them; null in a file of floats.</summary>
    public IntegerNetwork? Integers { get; }

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
        List<Tensor> tensors = [.. Integers is null ? ParameterTensors(Parameters, prefix: "") : IntegerTensors(Integers)];
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

    /// <summary>What a file is that this version of the program did not write; null where it did.</summary>
    internal static string? OfOther(SafetensorsFile file) => !IsNetwork(file)
        ? "is a safetensors file but not a network of OnBoard"
        : file.Metadata.GetValueOrDefault("version") is var version && version != Version
            ? $"has version {version} of the network format and this program reads {Version}"
            : null;

    private static bool IsNetwork(SafetensorsFile file) => file.Metadata.GetValueOrDefault("format") == Format;

    private static NetworkFile Read(SafetensorsFile file, string path)
    {
        if (OfOther(file) is { } other)
        {
            throw new BadInputException(
                path, other,
                IsNetwork(file) ? "Train again, or use the program that wrote it" : "Name a file that `onboard train` wrote");
        }

        if (!file.Metadata.TryGetValue("description", out string? json))
            throw new BadInputException(path, "carries no network description", "Train again");

        NetworkTopology topology = new(NetworkDescription.Parse(json, path));
        Dictionary<string, string> notes = file.Metadata
            .Where(entry => entry.Key is not ("format" or "version" or "description")).ToDictionary();
        if (file.Find(ScalesName) is not null)
            return new NetworkFile(ReadIntegers(file, topology, path), Others([]), notes);

        NetworkParameters parameters = new(topology);
        return new NetworkFile(parameters, Others(ReadParameters(file, parameters, prefix: "", path)), notes);

        Dictionary<string, float[]> Others(HashSet<string> own) => file.Tensors
            .Where(tensor => !own.Contains(tensor.Name) && tensor.Type == TensorType.F32)
            .ToDictionary(tensor => tensor.Name, tensor => tensor.Floats.ToArray());
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
                Tensor tensor = Require(file, name, TensorType.F32, [segment.Rows, matrix.Columns], path);
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

    private static IEnumerable<Tensor> IntegerTensors(IntegerNetwork network)
    {
        foreach (SynapseMatrix matrix in network.Topology.Matrices)
        {
            foreach (SynapseSegment segment in matrix.Segments)
            {
                yield return Tensor.Of(
                    TensorName("", matrix, segment), network.Segment(matrix, segment).AsSpan(), segment.Rows, matrix.Columns);
            }
        }

        yield return PerMatrix(ScalesName, network.Scales);
        yield return PerMatrix(RateShiftsName, network.RateShifts);

        static Tensor PerMatrix(string name, int[] values) =>
            Tensor.Of(name, Array.ConvertAll(values, value => (short)value), values.Length);
    }

    private static IntegerNetwork ReadIntegers(SafetensorsFile file, NetworkTopology topology, string path)
    {
        IntegerNetwork network = new(topology);
        foreach (SynapseMatrix matrix in topology.Matrices)
        {
            foreach (SynapseSegment segment in matrix.Segments)
            {
                Require(file, TensorName("", matrix, segment), TensorType.I16, [segment.Rows, matrix.Columns], path)
                    .Shorts.CopyTo(network.Segment(matrix, segment).AsSpan());
            }
        }

        PerMatrix(ScalesName, network.Scales, IntegerNetwork.MinimumScale, IntegerNetwork.MaximumScale);
        PerMatrix(RateShiftsName, network.RateShifts, 0, UpdateRounding.MaximumShift);
        OverflowBound.Require(network, path);
        return network;

        void PerMatrix(string name, int[] values, int least, int most)
        {
            ReadOnlySpan<short> read = Require(file, name, TensorType.I16, [values.Length], path).Shorts;
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = read[i];
                if (values[i] >= least && values[i] <= most) continue;
                throw new BadInputException(
                    path, $"holds {values[i]} in {name} where {least} to {most} are possible", "Train again");
            }
        }
    }

    private static Tensor Require(SafetensorsFile file, string name, TensorType type, int[] shape, string path)
    {
        Tensor tensor = file.Find(name) ?? throw new BadInputException(
            path, $"lacks {name}, which its description asks for", "Train again");
        if (tensor.Type == type && tensor.Shape.AsSpan().SequenceEqual(shape)) return tensor;
        throw new BadInputException(
            path,
            $"holds {name} as {tensor.Type} [{string.Join(", ", tensor.Shape)}] where its description asks for " +
            $"{type} [{string.Join(", ", shape)}]",
            "Train again");
    }

    private static string TensorName(string prefix, SynapseMatrix matrix, SynapseSegment segment) =>
        $"{prefix}{matrix.Name}.{segment.Name}";
}

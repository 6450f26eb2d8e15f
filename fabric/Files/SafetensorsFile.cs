using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;

namespace OnBoard.Fabric.Files;

/// <summary>
/// A file of named tensors in the safetensors format (github.com/huggingface/safetensors, "Format"): a little-endian 64-bit
/// header length, a JSON header, the data. NumPy and PyTorch open it with the safetensors package.
/// </summary>
public sealed class SafetensorsFile
{
    private const int MaxHeader = 100_000_000; // The format's own limit.
    private const string MetadataKey = "__metadata__";

    private readonly Dictionary<string, Tensor> _tensors;

    /// <param name="tensors">The tensors; names are unique.</param>
    /// <param name="metadata">Free text by key.</param>
    public SafetensorsFile(IEnumerable<Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        _tensors = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Metadata = metadata;
    }

    /// <summary>The tensors in file order.</summary>
    public IReadOnlyCollection<Tensor> Tensors => _tensors.Values;

    /// <summary>Free text by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of that name, or null.</summary>
    public Tensor? Find(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>Writes the file so that a power cut leaves the old file or the new one.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or refused.</exception>
    public void Save(string path) => DurableFile.Write(path, Write);

    /// <summary>Writes the format to a stream.</summary>
    public void Write(Stream stream)
    {
        ArrayBufferWriter<byte> header = new();
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach ((string key, string value) in Metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (Tensor tensor in Tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", TensorTypes.Name(tensor.Type));
                json.WriteStartArray("shape");
                foreach (int length in tensor.Shape) json.WriteNumberValue(length);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Data.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // The data begins on a multiple of eight bytes; the format pads the header with spaces.
        int padding = -header.WrittenCount & 7;
        Span<byte> headerLength = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(headerLength, header.WrittenCount + padding);
        stream.Write(headerLength);
        stream.Write(header.WrittenSpan);
        stream.Write("        "u8[..padding]);
        foreach (Tensor tensor in Tensors) stream.Write(tensor.Data.Span);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">Missing, truncated, or not a safetensors file that OnBoard can use.</exception>
    public static SafetensorsFile Load(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(path, $"cannot be read ({error.Message})", "Check the path and its permissions", error);
        }

        return Parse(content, path);
    }

    /// <summary>Reads the format from memory, as strictly as its own reader: every byte of the data belongs to one tensor.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="origin">Where it came from, for messages.</param>
    /// <exception cref="BadInputException">Truncated, or not a safetensors file.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> content, string origin)
    {
        if (ForeignFile.Recognize(content.Span) is (var foreign, var remedy)) throw new BadInputException(origin, foreign, remedy);
        if (content.Length < 8) throw Bad("is shorter than a safetensors header");
        long headerLength = BinaryPrimitives.ReadInt64LittleEndian(content.Span);
        if (headerLength is < 2 or > MaxHeader) throw Bad("is not a safetensors file");
        if (8 + headerLength > content.Length) throw Bad("is truncated within its header");
        ReadOnlyMemory<byte> header = content.Slice(8, (int)headerLength);
        if (header.Span[0] != '{') throw Bad("has a header that does not begin with {");
        ReadOnlyMemory<byte> data = content[(int)(8 + headerLength)..];
        List<(long Begin, Tensor Tensor)> tensors = [];
        Dictionary<string, string> metadata = [];
        try
        {
            using JsonDocument json = JsonDocument.Parse(header);
            HashSet<string> names = [];
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name)) throw Bad($"names {property.Name} twice in its header");
                if (!property.NameEquals(MetadataKey))
                {
                    tensors.Add(ReadTensor(property));
                    continue;
                }

                foreach (JsonProperty entry in property.Value.EnumerateObject())
                {
                    if (entry.Value.ValueKind != JsonValueKind.String) throw Bad($"holds {entry.Name} in its metadata, which is not text");
                    if (!metadata.TryAdd(entry.Name, entry.Value.GetString()!)) throw Bad($"names {entry.Name} twice in its metadata");
                }
            }
        }
        catch (Exception error) when (error
            is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException
            or OverflowException or IndexOutOfRangeException)
        {
            throw new BadInputException(
                origin, $"has a damaged safetensors header ({error.Message})", "Copy the file anew or train again", error);
        }

        tensors.Sort((one, other) => (one.Begin, one.Tensor.Data.Length).CompareTo((other.Begin, other.Tensor.Data.Length)));
        long end = 0;
        foreach ((long begin, Tensor tensor) in tensors)
        {
            if (begin > end) throw Bad($"has a hole of {begin - end} bytes before {tensor.Name}");
            if (begin < end) throw Bad($"lets {tensor.Name} begin within another tensor");
            end += tensor.Data.Length;
        }

        if (end != data.Length) throw Bad($"holds {data.Length - end} bytes behind its last tensor");
        return new SafetensorsFile(tensors.Select(pair => pair.Tensor), metadata);

        (long Begin, Tensor Tensor) ReadTensor(JsonProperty property)
        {
            string type = property.Value.GetProperty("dtype").GetString() ?? "";
            if (TensorTypes.Find(type) is not { } known) throw Bad($"holds {property.Name} of type {type}, which the format does not know");
            JsonElement[] lengths = [.. property.Value.GetProperty("shape").EnumerateArray()];
            JsonElement offsets = property.Value.GetProperty("data_offsets");
            if (offsets.GetArrayLength() != 2) throw Bad($"gives {property.Name} {offsets.GetArrayLength()} offsets where two are due");
            long begin = offsets[0].GetInt64(), end = offsets[1].GetInt64();
            Int128 expected = TensorTypes.Bytes(known);
            int[] shape = new int[lengths.Length];
            for (int n = 0; n < shape.Length; n++)
            {
                long length = lengths[n].GetInt64();
                if (length < 0) throw Bad($"gives {property.Name} a shape that does not fit its size: a length is negative");
                expected *= length;
                if (length > int.MaxValue || expected > int.MaxValue)
                    throw Bad($"gives {property.Name} the shape [{string.Join(", ", lengths)}], more than the 2 GiB that are read");
                shape[n] = (int)length;
            }

            if (begin < 0 || end - begin != (long)expected)
                throw Bad($"gives {property.Name} a shape that does not fit its size: {expected} bytes where {end - begin} are announced");
            if (end > data.Length) throw Bad($"is truncated within {property.Name}");
            return (begin, new Tensor(property.Name, known, shape, data.Slice((int)begin, (int)expected)));
        }

        BadInputException Bad(string cause) => new(origin, cause, "Copy the file anew or train again");
    }
}

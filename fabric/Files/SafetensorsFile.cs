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
    private const int LargestHeader = 100_000_000; // The format's own limit.
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
            json.WriteStartObject(MetadataKey);
            foreach ((string key, string value) in Metadata) json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (Tensor tensor in Tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.ToString());
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

    /// <summary>Reads the format from memory.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="origin">Where it came from, for messages.</param>
    /// <exception cref="BadInputException">Truncated, or not a safetensors file that OnBoard can use.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> content, string origin)
    {
        if (content.Length < 8) throw Bad("is shorter than a safetensors header");
        long headerLength = BinaryPrimitives.ReadInt64LittleEndian(content.Span);
        if (headerLength is < 2 or > LargestHeader) throw Bad("is not a safetensors file");
        if (8 + headerLength > content.Length) throw Bad("is truncated within its header");
        ReadOnlyMemory<byte> data = content[(int)(8 + headerLength)..];
        List<Tensor> tensors = [];
        Dictionary<string, string> metadata = [];
        try
        {
            using JsonDocument header = JsonDocument.Parse(content.Slice(8, (int)headerLength));
            foreach (JsonProperty property in header.RootElement.EnumerateObject())
            {
                if (property.NameEquals(MetadataKey))
                {
                    foreach (JsonProperty entry in property.Value.EnumerateObject())
                        metadata[entry.Name] = entry.Value.GetString() ?? "";
                }
                else
                {
                    tensors.Add(ReadTensor(property));
                }
            }

            return new SafetensorsFile(tensors, metadata);
        }
        catch (Exception error) when (error
            is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException
            or OverflowException or IndexOutOfRangeException)
        {
            throw new BadInputException(
                origin, $"has a damaged safetensors header ({error.Message})", "Copy the file anew or train again", error);
        }

        Tensor ReadTensor(JsonProperty property)
        {
            string type = property.Value.GetProperty("dtype").GetString() ?? "";
            if (!Enum.TryParse(type, out TensorType known) || int.TryParse(type, out _))
                throw Bad($"holds {property.Name} of type {type}, of which OnBoard reads only F32 and I16");
            int[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())];
            JsonElement offsets = property.Value.GetProperty("data_offsets");
            long begin = offsets[0].GetInt64(), end = offsets[1].GetInt64();
            long expected = shape.Aggregate((long)Tensor.SizeOf(known), (product, length) => checked(product * length));
            if (begin < 0 || end - begin != expected || shape.Any(length => length < 0))
                throw Bad($"gives {property.Name} a shape that does not fit its size");
            if (end > data.Length) throw Bad($"is truncated within {property.Name}");
            return new Tensor(property.Name, known, shape, data.Slice((int)begin, (int)expected));
        }

        BadInputException Bad(string cause) => new(origin, cause, "Copy the file anew or train again");
    }
}

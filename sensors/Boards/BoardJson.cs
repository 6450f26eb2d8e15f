using System.Text.Json.Serialization;

namespace OnBoard.Sensors.Boards;

/// <summary>Generated code that reads board files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(BoardDescription))]
internal sealed partial class BoardJson : JsonSerializerContext;

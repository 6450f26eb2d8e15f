using System.Text.Json;
using System.Text.RegularExpressions;

namespace OnBoard.Tests.Unit.Sensors.Boards;

/// <summary>The part of JSON Schema that board.schema.json uses.</summary>
internal static class JsonSchema
{
    private static readonly HashSet<string> Known =
    [
        "$schema", "title", "description", "type", "additionalProperties", "required", "properties", "items", "minItems",
        "enum", "pattern", "minimum", "maximum",
    ];

    /// <summary>Every way in which a value differs from its schema.</summary>
    public static IEnumerable<string> Faults(JsonElement value, JsonElement schema, string at = "$")
    {
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (!Known.Contains(keyword.Name)) yield return $"{at}: keyword {keyword.Name} is not checked";
        }

        if (schema.TryGetProperty("type", out JsonElement type) && !Is(value, type.GetString()!))
        {
            yield return $"{at}: {value.ValueKind} is no {type}";
            yield break;
        }

        if (schema.TryGetProperty("enum", out JsonElement allowed)
            && !allowed.EnumerateArray().Any(item => item.GetString() == value.GetString())) yield return $"{at}: {value}";
        if (schema.TryGetProperty("pattern", out JsonElement pattern)
            && !Regex.IsMatch(value.GetString()!, pattern.GetString()!)) yield return $"{at}: {value} is not {pattern}";
        if (schema.TryGetProperty("minimum", out JsonElement minimum) && value.GetDouble() < minimum.GetDouble())
            yield return $"{at}: {value} is below {minimum}";
        if (schema.TryGetProperty("maximum", out JsonElement maximum) && value.GetDouble() > maximum.GetDouble())
            yield return $"{at}: {value} is above {maximum}";
        if (schema.TryGetProperty("minItems", out JsonElement items) && value.GetArrayLength() < items.GetInt32())
            yield return $"{at}: too few";
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (JsonElement name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.GetString()!, out _)) yield return $"{at}: {name} is missing";
            }
        }

        if (schema.TryGetProperty("properties", out JsonElement properties))
        {
            foreach (JsonProperty member in value.EnumerateObject())
            {
                if (!properties.TryGetProperty(member.Name, out JsonElement inner)) yield return $"{at}: {member.Name} is unknown";
                else foreach (string fault in Faults(member.Value, inner, $"{at}.{member.Name}")) yield return fault;
            }
        }

        if (schema.TryGetProperty("items", out JsonElement each))
        {
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
                foreach (string fault in Faults(item, each, $"{at}[{index++}]")) yield return fault;
        }
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => false,
    };
}

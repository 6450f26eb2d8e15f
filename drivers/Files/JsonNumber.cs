using System.Text.Json;

namespace OnBoard.Drivers.Files;

/// <summary>Numbers in JSON, which knows neither infinity nor "not a number".</summary>
public static class JsonNumber
{
    /// <summary>Writes a number as a member of the object that is open; null where it is none.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="value">The number.</param>
    public static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}

using System.Text.Json;
using OnBoard.Drivers.Files;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>Figures of the rails as JSON, with their provenance beside them. What is not known is null.</summary>
internal static class PowerJson
{
    /// <summary>Writes the members of a snapshot into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, RailsSnapshot snapshot)
    {
        json.WriteString("board", snapshot.Board);
        json.WriteString("provenance", snapshot.Provenance);
        json.WriteNumber("nanoseconds", snapshot.Nanoseconds);
        JsonNumber.Write(json, "rails_watts", snapshot.RailWatts);
        JsonNumber.Write(json, "board_input_watts", snapshot.BoardInputWatts);
        json.WriteStartObject("domains");
        foreach (DomainFigures domain in snapshot.Domains)
        {
            json.WriteStartObject(domain.Domain.ToString());
            JsonNumber.Write(json, "watts", domain.Watts);
            JsonNumber.Write(json, "joules", domain.Joules);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("rails");
        foreach (RailFigures rail in snapshot.Rails) Write(json, rail);
        json.WriteEndArray();
    }

    /// <summary>Writes the rails of the live service as the member <c>power</c>.</summary>
    public static void Write(Utf8JsonWriter json, RailsSnapshot rails, WindowEnergy? ofInference)
    {
        json.WriteStartObject("power");
        Write(json, rails);
        if (ofInference is { } inference)
        {
            json.WriteStartObject("inference");
            json.WriteString("provenance", inference.Provenance);
            json.WriteString("of", inference.Name);
            JsonNumber.Write(json, "joules", inference.Joules);
            JsonNumber.Write(json, "interval95_joules", inference.Interval95);
            json.WriteNumber("inferences", inference.Parts);
            JsonNumber.Write(json, "seconds", inference.Seconds);
            if (inference.Unresolved is not null) json.WriteString("unresolved", inference.Unresolved);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RailFigures rail)
    {
        json.WriteStartObject();
        json.WriteString("name", rail.Name);
        json.WriteString("domain", rail.Domain.ToString());
        json.WriteString("sensor", rail.Sensor);
        json.WriteString("state", rail.State.ToString().ToLowerInvariant());
        JsonNumber.Write(json, "volts", rail.Volts);
        JsonNumber.Write(json, "amperes", rail.Amperes);
        JsonNumber.Write(json, "watts", rail.Watts);
        JsonNumber.Write(json, "minimum_watts", rail.MinimumWatts);
        JsonNumber.Write(json, "maximum_watts", rail.MaximumWatts);
        JsonNumber.Write(json, "joules", rail.Joules);
        JsonNumber.Write(json, "age_seconds", rail.AgeSeconds);
        json.WriteNumber("fresh", rail.Fresh);
        json.WriteNumber("stale", rail.Stale);
        json.WriteNumber("missing", rail.Missing);
        if (rail.Fault is not null) json.WriteString("fault", rail.Fault);
        if (rail.Doubt is not null)
        {
            json.WriteString("provenance", RailVoltage.Unverified);
            json.WriteString("doubt", rail.Doubt);
        }

        if (rail.Note is not null) json.WriteString("note", rail.Note);
        json.WriteEndObject();
    }
}

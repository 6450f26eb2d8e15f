using System.Text.Json;
using OnBoard.Device.Power;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Views;

/// <summary>Figures of the rails as JSON, with their provenance beside them. What is not known is null.</summary>
internal static class PowerJson
{
    /// <summary>Writes the members of a snapshot into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, RailsSnapshot snapshot)
    {
        json.WriteString("board", snapshot.Board);
        json.WriteString("provenance", snapshot.Provenance);
        json.WriteNumber("nanoseconds", snapshot.Nanoseconds);
        Number(json, "rails_watts", snapshot.RailWatts);
        Number(json, "board_input_watts", snapshot.BoardInputWatts);
        json.WriteStartObject("domains");
        foreach (DomainFigures domain in snapshot.Domains)
        {
            json.WriteStartObject(domain.Domain.ToString());
            Number(json, "watts", domain.Watts);
            Number(json, "joules", domain.Joules);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("rails");
        foreach (RailFigures rail in snapshot.Rails) Write(json, rail);
        json.WriteEndArray();
    }

    /// <summary>Writes the rails of the live service as the member <c>power</c>.</summary>
    public static void Write(Utf8JsonWriter json, PowerStatus power)
    {
        json.WriteStartObject("power");
        Write(json, power.Rails);
        if (power.Inference is { } inference)
        {
            json.WriteStartObject("inference");
            json.WriteString("provenance", inference.Provenance);
            json.WriteString("of", inference.Of);
            Number(json, "joules", inference.Joules);
            Number(json, "interval95_joules", inference.Interval95);
            json.WriteNumber("inferences", inference.Inferences);
            Number(json, "seconds", inference.Seconds);
            if (inference.Unresolved is not null) json.WriteString("unresolved", inference.Unresolved);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>A number, or null where it is none.</summary>
    public static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    private static void Write(Utf8JsonWriter json, RailFigures rail)
    {
        json.WriteStartObject();
        json.WriteString("name", rail.Name);
        json.WriteString("domain", rail.Domain.ToString());
        json.WriteString("sensor", rail.Sensor);
        json.WriteString("state", rail.State.ToString().ToLowerInvariant());
        Number(json, "volts", rail.Volts);
        Number(json, "amperes", rail.Amperes);
        Number(json, "watts", rail.Watts);
        Number(json, "minimum_watts", rail.MinimumWatts);
        Number(json, "maximum_watts", rail.MaximumWatts);
        Number(json, "joules", rail.Joules);
        Number(json, "age_seconds", rail.AgeSeconds);
        json.WriteNumber("fresh", rail.Fresh);
        json.WriteNumber("stale", rail.Stale);
        json.WriteNumber("missing", rail.Missing);
        if (rail.Fault is not null) json.WriteString("fault", rail.Fault);
        json.WriteEndObject();
    }
}

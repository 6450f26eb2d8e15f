using System.Text.Json.Serialization;

namespace OnBoard.Sensors.Boards;

/// <summary>One monitored rail.</summary>
/// <param name="Name">Its name in the schematic; the same whoever reads the chip.</param>
/// <param name="Bus">The <see cref="BoardBus.Name"/>.</param>
/// <param name="Address">7-bit address of the monitor.</param>
/// <param name="Chip">What the monitor is.</param>
/// <param name="Domain">What the rail feeds.</param>
/// <param name="Designator">The monitor's designator, such as u79.</param>
/// <param name="Channel">Channel of the multiplexer.</param>
/// <param name="ShuntMicroohms">The shunt, for chips that have it beside them.</param>
/// <param name="Page">The output, for PMBus.</param>
/// <param name="OtherPage">The output where public sources do not agree on one: taken where the converter has no
/// <paramref name="Page"/>.</param>
/// <param name="Volts">Nominal voltage; null for a supply that is adjusted.</param>
/// <param name="Tolerance">How far it may be from that, relative; <see cref="RailVoltage.Tolerance"/> by default.</param>
/// <param name="Switched">Whether the rail may be off while the board runs.</param>
/// <param name="Share">Part of its domain's power that a virtual board puts on this rail.</param>
public sealed record BoardRail(
    string Name,
    string Bus,
    [property: JsonConverter(typeof(HexadecimalConverter))] int Address,
    MonitorChip Chip,
    PowerDomain Domain,
    string? Designator = null,
    int? Channel = null,
    int? ShuntMicroohms = null,
    int? Page = null,
    int? OtherPage = null,
    double? Volts = null,
    double? Tolerance = null,
    bool Switched = false,
    double? Share = null);

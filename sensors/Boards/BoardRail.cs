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
/// <param name="ShuntMicroohms">The shunt, for INA226.</param>
/// <param name="Page">The output, for PMBus.</param>
/// <param name="Volts">Nominal voltage.</param>
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
    double? Volts = null,
    double? Share = null);

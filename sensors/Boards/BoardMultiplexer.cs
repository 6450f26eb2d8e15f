using System.Text.Json.Serialization;
using OnBoard.Drivers.I2c;

namespace OnBoard.Sensors.Boards;

/// <summary>The multiplexer of a bus.</summary>
/// <param name="Model">Which one.</param>
/// <param name="Address">Its 7-bit address.</param>
public sealed record BoardMultiplexer(
    Pca954xModel Model, [property: JsonConverter(typeof(HexadecimalConverter))] int Address);

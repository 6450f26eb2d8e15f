using System.Text.Json.Serialization;

namespace OnBoard.Sensors.Boards;

/// <summary>
/// A board as a data file (Boards/*.json, described by board.schema.json): a new board is a new file. The facts of the
/// shipped ones are those of the mainline device trees, arch/arm64/boot/dts/xilinx/zynqmp-*.dts.
/// </summary>
/// <param name="Name">As --board takes it.</param>
/// <param name="Title">For people.</param>
/// <param name="Compatible">An entry of the device tree's compatible that all revisions of the board share.</param>
/// <param name="Buses">The I2C buses of the monitors.</param>
/// <param name="Rails">The monitored rails.</param>
/// <param name="Lines">The GPIO lines.</param>
public sealed record BoardDescription(
    string Name,
    string Title,
    string Compatible,
    IReadOnlyList<BoardBus> Buses,
    IReadOnlyList<BoardRail> Rails,
    IReadOnlyList<BoardLine> Lines)
{
    /// <summary>Where editors find the schema; not used.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>The line for a purpose, or null where the board has none.</summary>
    public BoardLine? FindLine(LinePurpose purpose) => Lines.FirstOrDefault(line => line.Purpose == purpose);

    /// <summary>The bus of a rail.</summary>
    public BoardBus BusOf(BoardRail rail) => Buses.First(bus => bus.Name == rail.Bus);

    /// <summary>What the schema cannot say; null where all is well.</summary>
    internal string? FindFault()
    {
        HashSet<string> names = [];
        HashSet<(string, int?, int, int?)> places = [];
        foreach (BoardRail rail in Rails)
        {
            if (!names.Add(rail.Name)) return $"two rails are called {rail.Name}";
            if (!places.Add((rail.Bus, rail.Channel, rail.Address, rail.Page)))
                return $"rail {rail.Name} is where another one is";
            BoardBus? bus = Buses.FirstOrDefault(bus => bus.Name == rail.Bus);
            if (bus is null) return $"rail {rail.Name} is on bus {rail.Bus}, which is not listed";
            if (rail.Channel is not null != bus.Multiplexer is not null)
                return $"rail {rail.Name} needs a channel where its bus has a multiplexer, and only there";
            if (rail.Chip == MonitorChip.Scpi) return $"rail {rail.Name} has a bench meter, which is no part of a board";
            if (rail.Chip == MonitorChip.Ina226 != rail.ShuntMicroohms is > 0)
                return $"rail {rail.Name} needs shuntMicroohms for an ina226, and only for that";
            if (rail.Chip == MonitorChip.Pmbus != rail.Page is not null)
                return $"rail {rail.Name} needs a page for a pmbus output, and only for that";
        }

        return null;
    }
}

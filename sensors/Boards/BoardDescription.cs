using System.Text.Json.Serialization;

namespace OnBoard.Sensors.Boards;

/// <summary>
/// A board as a data file (Boards/*.json, described by board.schema.json): a new board is a new file. The facts of the
/// shipped ones are those of the mainline device trees, arch/arm64/boot/dts/xilinx/zynqmp-*.dts.
/// </summary>
/// <param name="Name">As --board takes it.</param>
/// <param name="Title">For people.</param>
/// <param name="Compatible">An entry of the device tree's compatible that all revisions of the board share, or what their
/// entries have before "-rev".</param>
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

    /// <summary>Controller and address of an SSD1306 display at a header, "ff030000-003c"; null where there is none. No board
    /// ships with one.</summary>
    public string? Display { get; init; }

    /// <summary>Further such entries: the KV260's module boots with a device tree of its own.</summary>
    public IReadOnlyList<string>? AlsoCompatible { get; init; }

    /// <summary>Whether an entry of a device tree's compatible is this board's.</summary>
    public bool IsCompatible(string entry) => (AlsoCompatible ?? []).Prepend(Compatible).Any(
        own => entry == own || entry.StartsWith($"{own}-rev", StringComparison.Ordinal));

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
            if ((rail.Chip is MonitorChip.Ina226 or MonitorChip.Ina219 or MonitorChip.Ina236) != rail.ShuntMicroohms is > 0)
                return $"rail {rail.Name} needs shuntMicroohms for a chip with its shunt beside it, and only for that";
            if (rail.Chip == MonitorChip.Pmbus != rail.Page is not null)
                return $"rail {rail.Name} needs a page for a pmbus output, and only for that";
            if (rail.OtherPage is not null && rail.Page is null) return $"rail {rail.Name} has an otherPage without a page";
            if (rail.Tolerance is not null && rail.Volts is null) return $"rail {rail.Name} has a tolerance of no voltage";
        }

        return null;
    }
}

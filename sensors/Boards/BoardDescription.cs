using System.Text.Json.Serialization;
using OnBoard.Drivers.I2c;

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

/// <summary>The I2C bus of the power monitors.</summary>
/// <param name="Name">What rails call it.</param>
/// <param name="Controller">End of the adapter's name in sysfs, the controller's address: "ff020000".</param>
/// <param name="Number">N of i2c-N where no adapter has that name. Device trees number buses differently.</param>
/// <param name="Hertz">Clock rate.</param>
/// <param name="Multiplexer">The multiplexer in front of the monitors, where there is one.</param>
public sealed record BoardBus(
    string Name, string Controller, int Number, int Hertz, BoardMultiplexer? Multiplexer = null);

/// <summary>The multiplexer of a bus.</summary>
/// <param name="Model">Which one.</param>
/// <param name="Address">Its 7-bit address.</param>
public sealed record BoardMultiplexer(
    Pca954xModel Model, [property: JsonConverter(typeof(HexadecimalConverter))] int Address);

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

/// <summary>What measures a rail.</summary>
public enum MonitorChip
{
    /// <summary>INA226 with a shunt beside it.</summary>
    Ina226,

    /// <summary>INA260 with its shunt inside.</summary>
    Ina260,

    /// <summary>INA219 on a module with its shunt, put into the supply of a board that has no monitor there.</summary>
    Ina219,

    /// <summary>INA236, likewise.</summary>
    Ina236,

    /// <summary>One output of a PMBus converter.</summary>
    Pmbus,

    /// <summary>A bench meter on a serial line; no part of a board.</summary>
    Scpi,
}

/// <summary>What a rail feeds.</summary>
public enum PowerDomain
{
    /// <summary>Processing system: the ARM cores, their peripherals and transceivers.</summary>
    PS,

    /// <summary>Programmable logic with its block RAM and transceivers.</summary>
    PL,

    /// <summary>External memory and its interface.</summary>
    DDR,

    /// <summary>Banks and peripherals.</summary>
    IO,

    /// <summary>What goes into the board: it feeds the other rails and is never added to them.</summary>
    BoardInput,

    /// <summary>A rail that the board's documents name no purpose for, or that feeds several domains.</summary>
    Other,
}

/// <summary>One GPIO line.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Chip">Label of the GPIO chip, "zynqmp_gpio"; for an expander its controller and address, "ff020000-0020",
/// for the number of an adapter ("0-0020") is another bus where the device tree has aliases.</param>
/// <param name="Offset">Line of that chip.</param>
/// <param name="ActiveLow">Whether low means lit, pressed, reset.</param>
/// <param name="Kernel">The light of gpio-leds or the input device of gpio-keys that holds the line where the device tree
/// gives it to them: "heartbeat", "gpio-keys".</param>
public sealed record BoardLine(LinePurpose Purpose, string Chip, int Offset, bool ActiveLow = false, string? Kernel = null);

/// <summary>What a GPIO line is for.</summary>
public enum LinePurpose
{
    /// <summary>Lit while the service delivers hops.</summary>
    StatusLed,

    /// <summary>Pressed to switch learning on and off.</summary>
    LearnButton,

    /// <summary>Resets the I2C multiplexer of the power bus.</summary>
    MuxReset,

    /// <summary>SCL of the power bus, where it can be driven as GPIO.</summary>
    BusClock,

    /// <summary>SDA of the power bus, where it can be driven as GPIO.</summary>
    BusData,
}

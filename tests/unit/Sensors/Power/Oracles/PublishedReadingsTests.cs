using System.Globalization;
using System.Text;
using OnBoard.Device.Commands.Checks;
using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;
using OnBoard.Tests.Unit.Shipping;

namespace OnBoard.Tests.Unit.Sensors.Power.Oracles;

/// <summary>
/// Real boards as others published them, read by our board files in every way: each rail's name, volts and amperes. With
/// ONBOARD_WRITE_TABLES=1 the table in README.md here is written anew.
/// </summary>
public class PublishedReadingsTests
{
    private static readonly bool Rewrite = Environment.GetEnvironmentVariable("ONBOARD_WRITE_TABLES") == "1";

    public static IEnumerable<TheoryDataRow<string, Way>> All =>
        Oracle.Names.SelectMany(_ => Enum.GetValues<Way>(), (name, way) => new TheoryDataRow<string, Way>(name, way));

    /// <summary>Every rail of the ZCU104's converters with each page that is not its own.</summary>
    public static IEnumerable<TheoryDataRow<string, int, Way>> WrongPages =>
        BoardCatalog.Load("zcu104").Rails.Where(rail => rail is { Page: not null, Volts: not null })
            .SelectMany(_ => Enumerable.Range(0, 7), (rail, page) => (rail, page))
            .Where(wrong => wrong.page != wrong.rail.Page)
            .SelectMany(
                _ => new[] { Way.Registers, Way.Hwmon, Way.Iio },
                (wrong, way) => new TheoryDataRow<string, int, Way>(wrong.rail.Name, wrong.page, way));

    [Fact]
    public void Every_board_that_ships_has_an_oracle() => Assert.Equal(
        BoardCatalog.Names.Where(name => name != BoardCatalog.Virtual),
        Oracle.Names.Select(name => Oracle.Load(name).Board).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void Names_volts_and_amperes_are_those_that_were_published(string name, Way way)
    {
        Oracle oracle = Oracle.Load(name);
        Dictionary<string, PowerReading> readings = new OracleBoard(oracle, way).Read(BoardCatalog.Load(oracle.Board));
        Assert.Equal(oracle.Rails.Select(rail => rail.Name).Order(StringComparer.Ordinal), readings.Keys.Order(StringComparer.Ordinal));
        foreach (OracleRail rail in oracle.Rails)
        {
            PowerReading reading = readings[rail.Name];
            if (rail.IsOff)
            {
                Assert.Equal((rail.Name, 0.0, 0.0, ReadingState.Off), (rail.Name, reading.Volts, reading.Amperes, reading.State));
                continue;
            }

            // Within the step of what shows it, and half a unit of the last published digit.
            (double volts, double amperes) = StepsOf(rail, way);
            Assert.True(Math.Abs(reading.Volts - rail.Volts) <= volts, $"{rail.Name}: {reading.Volts} V, published {rail.Volts}");
            Assert.True(Math.Abs(reading.Amperes - rail.Amperes) <= amperes, $"{rail.Name}: {reading.Amperes} A, published {rail.Amperes}");
            Assert.Equal(ReadingState.Fresh, reading.State);
        }
    }

    [Fact]
    public void The_table_is_what_the_boards_read()
    {
        string path = Repository.PathOf("tests", "unit", "Sensors", "Power", "Oracles", "README.md");
        string table = Table();
        if (Rewrite) File.WriteAllText(path, table);
        Assert.Equal(File.ReadAllText(path), table);
    }

    [Theory]
    [MemberData(nameof(WrongPages))]
    public void A_wrong_page_is_found_by_the_check_and_not_called_measured(string name, int page, Way way)
    {
        BoardDescription board = BoardCatalog.Load("zcu104");
        board = board with
        {
            Rails = [.. board.Rails.Select(rail => rail.Name == name ? rail with { Page = page, OtherPage = null } : rail)],
        };
        OracleBoard chips = new(Oracle.Load("zcu104-pynq"), way);
        using RailSet<Measured> rails = chips.Open(board);
        using RailMonitor<Measured> monitor = new(rails, chips.Clock);
        using EnergyWindow<Measured> window = new EnergyMeter<Measured>(monitor.Sampler).Begin("window");
        Sweep(monitor, chips, 2);
        window.End();
        Sweep(monitor, chips, 2);

        RailsSnapshot snapshot = monitor.Latest();
        Finding[] findings = [.. RailsCheck.Validate(board, snapshot, 1, 0)];
        Finding found = Assert.Single(findings, finding => finding.Subject == $"rail {name}");
        RailFigures figures = snapshot.Rails.Single(rail => rail.Name == name);
        EnergyReport<Measured> report = window.Report(TimeSpan.Zero);
        Assert.Null(report.Rails.Single(rail => rail.Rail.Name == name).Energy);
        Assert.Null(report.Of(figures.Domain)!.Energy);
        Assert.True(double.IsNaN(snapshot.Domains.Single(domain => domain.Domain == figures.Domain).Watts));
        if (figures.Sensor.Length == 0)
        {
            Assert.Equal(FindingState.Missing, found.State); // There is no such page.
            return;
        }

        Assert.Contains("are nominal", found.Text, StringComparison.Ordinal);
        Assert.Equal("unverified", snapshot.ProvenanceOf(figures));
        Assert.Contains("not called measured", report.Rails.Single(rail => rail.Rail.Name == name).Unresolved, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_thing_costs_is_not_told_of_a_domain_with_a_rail_off_its_voltage()
    {
        // The file as it was: two pages off.
        BoardDescription board = BoardCatalog.Load("zcu104");
        board = board with { Rails = [.. board.Rails.Select(rail => rail.Page is { } page ? rail with { Page = page + 2, OtherPage = null } : rail)] };
        OracleBoard chips = new(Oracle.Load("zcu104-pynq"), Way.Registers);
        using RailSet<Measured> rails = chips.Open(board);
        using RailMonitor<Measured> monitor = new(rails, chips.Clock);
        DifferenceProtocol<Measured> protocol = new(
            new EnergyMeter<Measured>(monitor.Sampler), time => Sweep(monitor, chips, time.TotalSeconds));
        DifferenceReport<Measured> report = protocol.Run("inference", repeats => Sweep(monitor, chips, 0.1 * repeats), 10, 3, TimeSpan.FromSeconds(1));
        Assert.Equal([PowerDomain.BoardInput], report.Domains.Keys);
        Assert.Contains("not called measured", report.Lost[PowerDomain.PL], StringComparison.Ordinal);
        Assert.Null(report.RailTotal);
    }

    [Fact]
    public void All_rails_of_the_right_file_are_measured()
    {
        OracleBoard chips = new(Oracle.Load("zcu104-pynq"), Way.Registers);
        using RailSet<Measured> rails = chips.Open(BoardCatalog.Load("zcu104"));
        using RailMonitor<Measured> monitor = new(rails, chips.Clock);
        using EnergyWindow<Measured> window = new EnergyMeter<Measured>(monitor.Sampler).Begin("window");
        Sweep(monitor, chips, 2);
        window.End();
        Sweep(monitor, chips, 2);
        Assert.All(monitor.Latest().Rails, rail => Assert.Null(rail.Doubt));
        Finding[] findings = [.. RailsCheck.Validate(monitor.Board, monitor.Latest(), 1, 0)];
        Assert.Equal(["rail FMC", "AMD ZCU104 (XCZU7EV)"], findings.Select(finding => finding.Subject));
        Assert.Contains("is off", findings[0].Text, StringComparison.Ordinal);

        // The rails' sum is 48 % of what goes in: what no rail sees is in the input only, which is why the two are never added.
        EnergyReport<Measured> report = window.Report(TimeSpan.Zero);
        Assert.InRange(report.RailTotal!.Energy!.Value.Joules / report.BoardInput!.Energy!.Value.Joules, 0.4, 0.56);
    }

    [Fact]
    public void Volts_times_amperes_are_what_the_converter_calls_power_within_our_interval()
    {
        foreach (OracleRail rail in Oracle.Load("zcu104-pynq").Rails.Where(rail => rail is { Page: not null, IsOff: false }))
        {
            // A published reading of power is in steps of an eighth of a watt, and taken at another moment.
            PowerSensorTraits traits = PmbusRail.Telemetry;
            double watts = rail.Volts * rail.Amperes;
            double bound = (traits.GainError * watts) + (traits.OffsetAmperes * rail.Volts) + 0.125;
            Assert.InRange(rail.Watts!.Value, watts - bound, watts + bound);
        }
    }

    [Theory]
    [InlineData(Way.Registers, "ina226 at i2c@ff030000 mux 0x74 channel 3 0x40 (registers)", "pmbus at i2c@ff030000 mux 0x74 channel 2 0x43 page 4 (registers)")]
    [InlineData(Way.Channels, "ina226 at i2c@ff030000 mux 0x74 channel 3 0x40 (registers)", "pmbus at i2c@ff030000 mux 0x74 channel 2 0x43 page 4 (registers)")]
    [InlineData(Way.Hwmon, "ina226 at i2c@ff030000 mux 0x74 channel 3 0x40 (hwmon)", "irps5401 at i2c@ff030000 mux 0x74 channel 2 0x43 page 4 (hwmon)")]
    [InlineData(Way.Iio, "ps_pmbus at i2c@ff030000 mux 0x74 channel 3 0x40 (IIO)", "irps5401 at i2c@ff030000 mux 0x74 channel 2 0x43 page 4 (hwmon)")]
    public void A_chip_is_named_by_its_controller_and_channel(Way way, string input, string mgta)
    {
        using RailSet<Measured> rails = new OracleBoard(Oracle.Load("zcu104-pynq"), way).Open(BoardCatalog.Load("zcu104"));
        Assert.Equal(input, rails.Rails.Single(rail => rail.Rail.Name == "BOARD_12V").Sensor.Name);
        Assert.Equal(mgta, rails.Rails.Single(rail => rail.Rail.Name == "MGTA").Sensor.Name);
    }

    [Fact]
    public void An_error_of_a_chip_names_it_so_too()
    {
        OracleBoard chips = new(Oracle.Load("zcu104-mainline"), Way.Registers);
        using RailSet<Measured> rails = chips.Open(BoardCatalog.Load("zcu104"));
        RailFailure failure = Assert.Single(rails.Failures);
        Assert.Equal(("BOARD_12V", "chip at i2c@ff030000 mux 0x74 channel 3 0x40"), (failure.Rail.Name, failure.Error.Subject));
    }

    private static void Sweep(RailMonitor<Measured> monitor, OracleBoard chips, double seconds)
    {
        long end = chips.Clock.Nanoseconds + (long)(seconds * 1e9);
        monitor.Sampler.SweepUntil(end);
        chips.Clock.SleepUntil(end);
    }

    private static (double Volts, double Amperes) StepsOf(OracleRail rail, Way way)
    {
        const double digit = 0.5e-3 + 1e-9;
        double shunt = 2.5e-6 / rail.ShuntOhms / 2;
        bool byKernel = way == Way.Hwmon || (way == Way.Iio && rail.Chip == MonitorChip.Pmbus);
        return (rail.Chip, byKernel) switch
        {
            (_, true) => (digit, digit),
            (MonitorChip.Pmbus, _) => ((1 / 512.0) + digit, digit),
            (MonitorChip.Ina260, _) => (0.625e-3 + 1e-9, 0.625e-3 + 1e-9),
            _ => (0.625e-3 + 1e-9, shunt + 1e-9),
        };
    }

    private static string Table()
    {
        Way[] ways = Enum.GetValues<Way>();
        StringBuilder text = new(
            """
            # Boards as others published them

            Written by `PublishedReadingsTests` (ONBOARD_WRITE_TABLES=1), which fails where this and the code differ. Each text file here
            names its source; the board file is not one. Published volts and amperes are fed in as chips and as the kernel's folders, and
            read by rail name: by registers with the multiplexer selected by us, by registers behind the kernel's channels, by mainline's
            drivers (hwmon), by linux-xlnx's (IIO; PMBus by the general driver).

            | oracle | rail | published | registers | behind the kernel's channels | hwmon | IIO |
            |---|---|---|---|---|---|---|

            """);
        foreach (string name in Oracle.Names)
        {
            Oracle oracle = Oracle.Load(name);
            BoardDescription board = BoardCatalog.Load(oracle.Board);
            Dictionary<string, PowerReading>[] read = [.. ways.Select(way => new OracleBoard(oracle, way).Read(board))];
            foreach (OracleRail rail in oracle.Rails)
            {
                string published = string.Create(CultureInfo.InvariantCulture, $"{rail.Volts} V {rail.Amperes} A");
                if (rail.IsOff) published += ", off";
                text.Append(CultureInfo.InvariantCulture, $"| {name} | {rail.Name} | {published} |");
                foreach (Dictionary<string, PowerReading> readings in read)
                {
                    PowerReading reading = readings[rail.Name];
                    text.Append(reading.State == ReadingState.Off
                        ? " off |"
                        : string.Create(CultureInfo.InvariantCulture, $" {reading.Volts:0.0000} {reading.Amperes:0.0000} |"));
                }

                text.Append('\n');
            }
        }

        return text.ToString();
    }
}

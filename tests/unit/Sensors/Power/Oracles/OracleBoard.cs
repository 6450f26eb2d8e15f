using System.Device.I2c;
using System.Globalization;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;
using OnBoard.Tests.Unit.Drivers.I2c;

namespace OnBoard.Tests.Unit.Sensors.Power.Oracles;

/// <summary>How a board's monitors are reached.</summary>
public enum Way
{
    /// <summary>By registers, the multiplexer too.</summary>
    Registers,

    /// <summary>By registers behind the channels of the kernel's multiplexer driver.</summary>
    Channels,

    /// <summary>Mainline's drivers: hwmon ina2xx; irps5401, which lists the inputs first and offers pages that do not answer.</summary>
    Hwmon,

    /// <summary>linux-xlnx's drivers: IIO ina2xx-adc and ina260-adc; the general pmbus driver, which offers what answers.</summary>
    Iio,
}

/// <summary>A published board as chips on a bus and as folders of sysfs, opened by our board file.</summary>
internal sealed class OracleBoard
{
    private readonly Oracle _oracle;
    private readonly SysfsTree _sysfs = new();
    private readonly Dictionary<int, VirtualI2cBus> _buses = [];
    private int _hwmons = 7;

    public OracleBoard(Oracle oracle, Way way)
    {
        _oracle = oracle;

        // The other controller is there too, with the number that ours might be expected to have.
        _sysfs.Adapter(oracle.Alias, $"Cadence I2C at {oracle.Controller}");
        _sysfs.Adapter(1 - oracle.Alias, $"Cadence I2C at {(oracle.Controller == "ff020000" ? "ff030000" : "ff020000")}");
        VirtualI2cBus root = _buses[oracle.Alias] = new(oracle.Alias, Clock);
        _buses[1 - oracle.Alias] = new(1 - oracle.Alias, Clock);
        VirtualI2cBus[] channels = [.. Enumerable.Range(10, 8).Select(number => _buses[number] = new(number, Clock))];
        if (oracle.Multiplexer is { } model)
        {
            root.Attach(oracle.MultiplexerAddress, new VirtualPca954x(model, channels));
            if (way != Way.Registers) _sysfs.Multiplexer(oracle.Alias, oracle.MultiplexerAddress, [.. Enumerable.Range(10, 8)]);
        }

        foreach (var chip in oracle.Rails.GroupBy(rail => (rail.Channel, rail.Address)))
        {
            int adapter = chip.Key.Channel is { } channel ? 10 + channel : oracle.Alias;
            OracleRail first = chip.First();
            if (way is Way.Hwmon or Way.Iio) Bind(adapter, [.. chip], way);
            else _buses[adapter].Attach(chip.Key.Address, Chip(first, [.. chip]));
        }

        Clock.Advance(TimeSpan.FromMilliseconds(100));
    }

    public VirtualClock Clock { get; } = new();

    /// <summary>Opens the rails by a board file.</summary>
    public RailSet<Measured> Open(BoardDescription board) =>
        BoardRails.Open(board, Clock, null, new I2cTopology(_sysfs.Root), number => _buses[number]);

    /// <summary>Opens them and reads each once, when conversions have ended.</summary>
    public Dictionary<string, PowerReading> Read(BoardDescription board)
    {
        using RailSet<Measured> rails = Open(board);
        Assert.Equal(
            board.Rails.Select(rail => rail.Name).Except(_oracle.Rails.Select(rail => rail.Name)),
            rails.Failures.Select(failure => failure.Rail.Name));
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        return rails.Rails.ToDictionary(rail => rail.Rail.Name, rail => rail.Sensor.Read());
    }

    private IVirtualChip Chip(OracleRail rail, OracleRail[] outputs)
    {
        ConstantRail flow = new(rail.Volts, rail.Amperes);
        return rail.Chip switch
        {
            MonitorChip.Ina226 => new VirtualIna226(Clock, flow, rail.ShuntOhms),
            MonitorChip.Ina260 => new VirtualIna260(Clock, flow),

            // No flag for the output that is off: the published board had none. The mode has the relative bit.
            _ => new VirtualPmbusConverter(
                Clock, rail.Address,
                outputs.ToDictionary(output => output.Page!.Value, output => (IVirtualRail)new ConstantRail(output.Volts, output.Amperes)),
                voutMode: 0x98),
        };
    }

    private void Bind(int adapter, OracleRail[] outputs, Way way)
    {
        OracleRail rail = outputs[0];
        bool hwmon = way == Way.Hwmon;
        string driver = rail.Chip switch
        {
            MonitorChip.Pmbus => hwmon ? "irps5401" : "pmbus",
            MonitorChip.Ina260 => hwmon ? "ina2xx" : "ina260-adc",
            _ => hwmon ? "ina2xx" : "ina2xx-adc",
        };
        string chip = _sysfs.Chip(adapter, rail.Address, driver);
        string folder = Path.Combine(chip, "hwmon", $"hwmon{_hwmons++}");
        if (rail.Chip == MonitorChip.Pmbus) BindPmbus(folder, outputs, hwmon);
        else if (hwmon)
        {
            SysfsTree.Files(
                folder, ("name", rail.Chip.ToString().ToLowerInvariant()), ("in1_input", Milli(rail.Volts)),
                ("curr1_input", Milli(rail.Amperes)), ("power1_input", Milli(rail.Volts * rail.Amperes * 1000)), ("update_interval", "35"));

            // The INA260's shunt is inside; in0 is the shunt voltage of the others.
            if (rail.Chip == MonitorChip.Ina226)
                SysfsTree.Files(folder, ("in0_input", Milli(rail.Amperes * rail.ShuntOhms)), ("shunt_resistor", Micro(rail.ShuntOhms)));
        }
        else if (rail.Chip == MonitorChip.Ina260)
        {
            SysfsTree.Files(
                Path.Combine(chip, "iio:device0"),
                ("name", "ina260"),
                ("in_current0_raw", Raw(rail.Amperes, 1.25e-3)), ("in_current0_scale", "1.250000000"), ("in_current0_integration_time", "0.001100"),
                ("in_voltage1_raw", Raw(rail.Volts, 1.25e-3)), ("in_voltage1_scale", "1.250000000"), ("in_voltage1_integration_time", "0.001100"),
                ("in_power2_raw", Raw(rail.Watts!.Value, 10e-3)), ("in_power2_scale", "10"),
                ("oversampling_ratio", "4"), ("sampling_frequency", "114"));
        }
        else
        {
            SysfsTree.Files(
                Path.Combine(chip, $"iio:device{_hwmons++}"),
                ("name", "ps_pmbus"),
                ("in_voltage0_raw", Raw(rail.Amperes * rail.ShuntOhms, 2.5e-6)), ("in_voltage0_scale", "0.002500000"),
                ("in_voltage0_integration_time", "0.001100"),
                ("in_voltage1_raw", Raw(rail.Volts, 1.25e-3)), ("in_voltage1_scale", "1.250000000"), ("in_voltage1_integration_time", "0.001100"),
                ("in_current3_raw", "1"), ("in_current3_scale", "0.5"), ("in_oversampling_ratio", "4"));
        }
    }

    private static void BindPmbus(string folder, OracleRail[] outputs, bool mainline)
    {
        SysfsTree.Files(folder, ("name", "irps5401"));
        int voltages = 0, currents = 0;
        for (int page = 0; page < (mainline ? 5 : 1); page++)
        {
            SysfsTree.Files(folder, ($"in{++voltages}_label", mainline ? $"vin{page + 1}" : "vin"), ($"in{voltages}_input", "11560"));
            if (page < 4) SysfsTree.Files(folder, ($"curr{++currents}_label", mainline ? $"iin{page + 1}" : "iin"), ($"curr{currents}_input", "125"));
        }

        for (int page = 0; page < 5; page++)
        {
            OracleRail? output = outputs.FirstOrDefault(output => output.Page == page);
            if (output is null && !mainline) continue;
            SysfsTree.Files(folder, ($"in{++voltages}_label", $"vout{page + 1}"), ($"curr{++currents}_label", $"iout{page + 1}"));
            if (output is not null)
            {
                SysfsTree.Files(folder, ($"in{voltages}_input", Milli(output.Volts)), ($"curr{currents}_input", Milli(output.Amperes)));
                continue;
            }

            // An output that does not answer: the file is there and cannot be read.
            Directory.CreateDirectory(Path.Combine(folder, $"in{voltages}_input"));
            Directory.CreateDirectory(Path.Combine(folder, $"curr{currents}_input"));
        }
    }

    private static string Milli(double value) => Raw(value, 1e-3);

    private static string Micro(double value) => Raw(value, 1e-6);

    private static string Raw(double value, double step) => Math.Round(value / step).ToString("0", CultureInfo.InvariantCulture);
}

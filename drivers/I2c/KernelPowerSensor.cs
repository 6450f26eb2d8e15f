using OnBoard.Drivers.Files;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// A rail whose chip belongs to a driver of the kernel, read through sysfs. Which driver it is, is told by the folder
/// that it made below the chip's own: <c>iio:deviceN</c> (ina2xx-adc; iio-hwmon is only a view of it) or
/// <c>hwmon/hwmonN</c> (ina2xx, pmbus). The two INA drivers name the same quantity differently: in1 of hwmon is the
/// bus, voltage0 of IIO the shunt.
/// </summary>
public sealed class KernelPowerSensor : IPowerSensor
{
    // No supply of a Zynq UltraScale+ board is below this: a converter that reports less is off (one has been seen to
    // report 0.156 V and 10.187 A).
    private const double LowestRailVolts = 0.4;

    private readonly SysfsNumber _volts;
    private readonly SysfsNumber _amperes;
    private readonly SysfsNumber? _status;
    private readonly double _voltsPerUnit;
    private readonly double _amperesPerUnit;
    private readonly bool _mayBeOff;
    private readonly IClock _clock;
    private long _lastFresh = long.MinValue / 2;

    private KernelPowerSensor(
        string name,
        PowerSensorTraits traits,
        IClock clock,
        (string Path, double PerUnit) volts,
        (string Path, double PerUnit) amperes,
        bool mayBeOff = false,
        string? status = null)
    {
        Name = name;
        Traits = traits;
        _clock = clock;
        _volts = new SysfsNumber(volts.Path);
        _voltsPerUnit = volts.PerUnit;
        _amperes = new SysfsNumber(amperes.Path);
        _amperesPerUnit = amperes.PerUnit;
        _mayBeOff = mayBeOff;
        if (status is not null && SysfsFile.ReadText(status) is not null) _status = new SysfsNumber(status);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PowerSensorTraits Traits { get; }

    /// <summary>An INA226 or INA260, by whichever driver owns it.</summary>
    /// <param name="chipFolder">As <see cref="I2cTopology.ChipFolder"/>.</param>
    /// <param name="shuntOhms">The board's shunt, which corrects a wrong one in the device tree.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <exception cref="OnBoardException">No known driver made its files here.</exception>
    public static KernelPowerSensor OpenIna(string chipFolder, double shuntOhms, IClock clock) =>
        FindOne(chipFolder, "iio:device*") is { } iio ? OpenIio(iio, shuntOhms, clock)
        : FindOne(Path.Combine(chipFolder, "hwmon"), "hwmon*") is { } hwmon ? OpenHwmon(hwmon, shuntOhms, clock)
        : throw new DeviceMissingException(
            chipFolder, "the driver that owns the chip offers neither IIO nor hwmon", "load ina2xx or ina2xx-adc");

    /// <summary>One output of a PMBus converter that the kernel owns.</summary>
    /// <param name="chipFolder">As <see cref="I2cTopology.ChipFolder"/>.</param>
    /// <param name="page">The output.</param>
    /// <param name="topology">Where status words may be found (debugfs), for those who may read them.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <exception cref="OnBoardException">The driver has no such output.</exception>
    public static KernelPowerSensor OpenPmbus(string chipFolder, int page, I2cTopology topology, IClock clock)
    {
        string hwmon = FindOne(Path.Combine(chipFolder, "hwmon"), "hwmon*") ?? throw new DeviceMissingException(
            chipFolder, "the driver that owns the chip offers no hwmon", "load pmbus or the converter's own driver");
        string debug = Path.Combine(topology.Root, "kernel", "debug", "pmbus", Path.GetFileName(hwmon));
        return new(
            $"{Path.GetFileName(chipFolder)} page {page} (hwmon {NameOf(hwmon)})",
            new(10_000_000, 5_000_000, 1 / 256.0, 1 / 64.0, 0.06, 0.01, 0.1),
            clock,
            (FindLabel(hwmon, "in*_label", $"vout{page + 1}"), 1e-3),
            (FindLabel(hwmon, "curr*_label", $"iout{page + 1}"), 1e-3),
            mayBeOff: true,
            status: Path.Combine(debug, $"status{page}"));
    }

    /// <inheritdoc/>
    /// <exception cref="DeviceFailedException">The kernel could not read the chip.</exception>
    public PowerReading Read()
    {
        long now = _clock.Nanoseconds;
        double volts = _volts.Read() * _voltsPerUnit;
        if (_mayBeOff && (volts < LowestRailVolts || StatusSaysOff())) return new(now, 0, 0, ReadingState.Off);
        double amperes = _amperes.Read() * _amperesPerUnit;
        bool fresh = now - _lastFresh >= Traits.CycleNanoseconds;
        if (fresh) _lastFresh = now;
        return new(now, volts, amperes, fresh ? ReadingState.Fresh : ReadingState.Stale);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _volts.Dispose();
        _amperes.Dispose();
        _status?.Dispose();
    }

    private static KernelPowerSensor OpenHwmon(string folder, double shuntOhms, IClock clock)
    {
        // update_interval is both conversions times averages in milliseconds, rounded; the oscillator may be 10 % slow.
        long typical = (long)((SysfsNumber.ReadOnce(Path.Combine(folder, "update_interval")) + 0.5) * 1e6);
        double kernelOhms = ShuntOf(Path.Combine(folder, "shunt_resistor"), 1e-6) ?? shuntOhms;
        return new(
            $"{Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(folder)))} (hwmon {NameOf(folder)})",
            new(typical * 11 / 10, typical / 2, 1.25e-3, 1e-3, 0.012, 7.5e-3, (10e-6 / shuntOhms) + 0.5e-3),
            clock,
            (Path.Combine(folder, "in1_input"), 1e-3),
            (Path.Combine(folder, "curr1_input"), 1e-3 * kernelOhms / shuntOhms));
    }

    private static KernelPowerSensor OpenIio(string folder, double shuntOhms, IClock clock)
    {
        double averages = SysfsNumber.ReadOnce(Path.Combine(folder, "in_oversampling_ratio"));
        double shuntTime = SysfsNumber.ReadOnce(Path.Combine(folder, "in_voltage0_integration_time"));
        double busTime = SysfsNumber.ReadOnce(Path.Combine(folder, "in_voltage1_integration_time"));
        double shuntScale = SysfsNumber.ReadOnce(Path.Combine(folder, "in_voltage0_scale"));
        double busScale = SysfsNumber.ReadOnce(Path.Combine(folder, "in_voltage1_scale"));
        long cycle = (long)(averages * (shuntTime + busTime) * 1.1e9);
        return new(
            $"{Path.GetFileName(Path.GetDirectoryName(folder))} (IIO {NameOf(folder)})",
            new(
                cycle,
                (long)(averages * shuntTime * 1e9),
                busScale * 1e-3,
                shuntScale * 1e-3 / shuntOhms,
                0.012,
                7.5e-3,
                10e-6 / shuntOhms),
            clock,
            (Path.Combine(folder, "in_voltage1_raw"), busScale * 1e-3),
            (Path.Combine(folder, "in_voltage0_raw"), shuntScale * 1e-3 / shuntOhms));
    }

    private bool StatusSaysOff() =>
        _status is not null && ((PmbusStatus)(ushort)_status.ReadHexadecimal()).HasFlag(PmbusStatus.Off);

    private static double? ShuntOf(string path, double unit) =>
        File.Exists(path) && SysfsNumber.ReadOnce(path) is > 0 and var value ? value * unit : null;

    private static string NameOf(string folder) => SysfsFile.ReadText(Path.Combine(folder, "name")) ?? "unnamed";

    private static string? FindOne(string folder, string pattern) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFileSystemEntries(folder, pattern).Order(StringComparer.Ordinal).FirstOrDefault()
            : null;

    private static string FindLabel(string folder, string pattern, string label)
    {
        foreach (string path in Directory.EnumerateFiles(folder, pattern))
        {
            if (SysfsFile.ReadText(path) == label) return path[..^"label".Length] + "input";
        }

        throw new DeviceMissingException(
            folder, $"the driver has no output {label}", "check the page of the board file");
    }
}

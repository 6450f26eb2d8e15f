using OnBoard.Drivers.Files;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// A rail whose chip belongs to a driver of the kernel, read through sysfs. Which driver it is follows from the channels
/// that it offers below the chip's own folder, in <c>iio:deviceN</c> or <c>hwmon/hwmonN</c>, for drivers name the same
/// quantity differently: in1 of hwmon's ina2xx is the bus; voltage0 of IIO's ina2xx-adc the shunt and voltage1 the bus;
/// linux-xlnx's ina260-adc has current0 and voltage1. (iio-hwmon is only a view of the IIO device.)
/// </summary>
public sealed class KernelPowerSensor : IPowerSensor
{
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
        try
        {
            _amperes = new SysfsNumber(amperes.Path);
            _amperesPerUnit = amperes.PerUnit;
            _mayBeOff = mayBeOff;
            if (status is not null && SysfsFile.ReadText(status) is not null) _status = new SysfsNumber(status);
        }
        catch
        {
            _amperes?.Dispose();
            _volts.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PowerSensorTraits Traits { get; }

    /// <summary>An INA226 or INA260, by whichever driver owns it.</summary>
    /// <param name="chipFolder">As <see cref="I2cTopology.ChipFolder"/>.</param>
    /// <param name="shuntOhms">The board's shunt, which corrects a wrong one in the device tree.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <param name="place">Where the chip is on the board; the name of its folder by default.</param>
    /// <exception cref="OnBoardException">The driver offers no voltage and current.</exception>
    public static KernelPowerSensor OpenIna(string chipFolder, double shuntOhms, IClock clock, string? place = null)
    {
        place ??= Path.GetFileName(chipFolder);
        string[] folders = [.. Find(chipFolder, "iio:device*"), .. Find(Path.Combine(chipFolder, "hwmon"), "hwmon*")];
        if (folders.Length == 0)
        {
            throw new DeviceMissingException(
                chipFolder, "the driver that owns the chip offers neither IIO nor hwmon", "load ina2xx or ina2xx-adc");
        }

        foreach (string folder in folders)
        {
            bool Has(string file) => File.Exists(Path.Combine(folder, file));
            if (Has("in_voltage0_raw") && Has("in_voltage1_raw")) return OpenShunt(folder, shuntOhms, clock, place);
            if (Has("in_current0_raw") && Has("in_voltage1_raw")) return OpenCurrent(folder, clock, place);
            if (Has("in1_input") && Has("curr1_input")) return OpenHwmon(folder, shuntOhms, clock, place);
        }

        string files = string.Join(", ", folders.SelectMany(Channels).Order(StringComparer.Ordinal));
        throw new DeviceMissingException(
            folders[0],
            $"the driver that owns the chip offers no voltage and current that are known ({(files.Length == 0 ? "no channel" : files)})",
            "report the kernel and its driver; unbind it to have the chip read by its registers");
    }

    /// <summary>One output of a PMBus converter that the kernel owns.</summary>
    /// <param name="chipFolder">As <see cref="I2cTopology.ChipFolder"/>.</param>
    /// <param name="page">The output.</param>
    /// <param name="topology">Where status words may be found (debugfs), for those who may read them.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <param name="place">Where the chip is on the board; the name of its folder by default.</param>
    /// <exception cref="OnBoardException">The driver has no such output.</exception>
    public static KernelPowerSensor OpenPmbus(
        string chipFolder, int page, I2cTopology topology, IClock clock, string? place = null)
    {
        string hwmon = Find(Path.Combine(chipFolder, "hwmon"), "hwmon*").FirstOrDefault() ?? throw new DeviceMissingException(
            chipFolder, "the driver that owns the chip offers no hwmon", "load pmbus or the converter's own driver");
        string debug = Path.Combine(topology.Root, "kernel", "debug", "pmbus", Path.GetFileName(hwmon));
        return new(
            $"{NameOf(hwmon)} at {place ?? Path.GetFileName(chipFolder)} page {page} (hwmon)",
            PmbusRail.Telemetry,
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
        if (_mayBeOff && (volts < PowerReading.MinRailVolts || StatusSaysOff())) return new(now, 0, 0, ReadingState.Off);
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

    private static KernelPowerSensor OpenHwmon(string folder, double shuntOhms, IClock clock, string place)
    {
        // update_interval is both conversions times averages in milliseconds, rounded; the oscillator may be 10 % slow. A
        // chip whose driver does not say is taken for hwmon's default of 35 ms.
        long typical = (long)(((Optional(folder, "update_interval") ?? 35) + 0.5) * 1e6);
        double kernelOhms = ShuntOf(Path.Combine(folder, "shunt_resistor"), 1e-6) ?? shuntOhms;
        return new(
            $"{NameOf(folder)} at {place} (hwmon)",
            new(typical * 11 / 10, typical / 2, 1.25e-3, 1e-3, 0.012, 7.5e-3, (10e-6 / shuntOhms) + 0.5e-3),
            clock,
            (Path.Combine(folder, "in1_input"), 1e-3),
            (Path.Combine(folder, "curr1_input"), 1e-3 * kernelOhms / shuntOhms));
    }

    // ina2xx-adc: voltage0 is the shunt, voltage1 the bus.
    private static KernelPowerSensor OpenShunt(string folder, double shuntOhms, IClock clock, string place)
    {
        (long cycle, long seen) = TimesOf(folder, "in_voltage0");
        double shuntScale = SysfsNumber.ReadOnce(Path.Combine(folder, "in_voltage0_scale"));
        double busScale = SysfsNumber.ReadOnce(Path.Combine(folder, "in_voltage1_scale"));
        return new(
            $"{NameOf(folder)} at {place} (IIO)",
            new(
                cycle, seen, busScale * 1e-3, shuntScale * 1e-3 / shuntOhms, 0.012, 7.5e-3, 10e-6 / shuntOhms),
            clock,
            (Path.Combine(folder, "in_voltage1_raw"), busScale * 1e-3),
            (Path.Combine(folder, "in_voltage0_raw"), shuntScale * 1e-3 / shuntOhms));
    }

    // ina260-adc of linux-xlnx: current0 is the current, by the shunt inside; voltage1 the bus. Errors as of Ina260.
    private static KernelPowerSensor OpenCurrent(string folder, IClock clock, string place)
    {
        (long cycle, long seen) = TimesOf(folder, "in_current0");
        double currentScale = SysfsNumber.ReadOnce(Path.Combine(folder, "in_current0_scale"));
        double busScale = SysfsNumber.ReadOnce(Path.Combine(folder, "in_voltage1_scale"));
        return new(
            $"{NameOf(folder)} at {place} (IIO)",
            new(cycle, seen, busScale * 1e-3, currentScale * 1e-3, 0.005, 7.5e-3, 5e-3),
            clock,
            (Path.Combine(folder, "in_voltage1_raw"), busScale * 1e-3),
            (Path.Combine(folder, "in_current0_raw"), currentScale * 1e-3));
    }

    // Integration times where the driver has them by channel, else its sampling frequency; half of that is current then.
    private static (long Cycle, long Seen) TimesOf(string folder, string current)
    {
        double averages = Optional(folder, "in_oversampling_ratio") ?? Optional(folder, "oversampling_ratio") ?? 1;
        if (Optional(folder, $"{current}_integration_time") is { } currentTime
            && Optional(folder, "in_voltage1_integration_time") is { } busTime)
            return ((long)(averages * (currentTime + busTime) * 1.1e9), (long)(averages * currentTime * 1e9));
        double frequency = Optional(folder, "in_sampling_frequency") ?? Optional(folder, "sampling_frequency")
            ?? throw new DeviceMissingException(
                folder, "the driver reports neither integration times nor a sampling frequency", "report the kernel and its driver");
        double nanoseconds = 1e9 / Math.Max(frequency, 0.1);
        return ((long)(nanoseconds * 1.1), (long)(nanoseconds / 2));
    }

    private bool StatusSaysOff() =>
        _status is not null && ((PmbusStatus)(ushort)_status.ReadHexadecimal()).HasFlag(PmbusStatus.Off);

    private static double? ShuntOf(string path, double unit) =>
        File.Exists(path) && SysfsNumber.ReadOnce(path) is > 0 and var value ? value * unit : null;

    private static string NameOf(string folder) => SysfsFile.ReadText(Path.Combine(folder, "name")) ?? "unnamed";

    private static double? Optional(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        return File.Exists(path) ? SysfsNumber.ReadOnce(path) : null;
    }

    private static IEnumerable<string> Find(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, pattern).Order(StringComparer.Ordinal) : [];

    private static IEnumerable<string?> Channels(string folder) => Directory.EnumerateFiles(folder)
        .Select(Path.GetFileName)
        .Where(file => file!.EndsWith("_raw", StringComparison.Ordinal) || file.EndsWith("_input", StringComparison.Ordinal));

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

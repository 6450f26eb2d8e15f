using System.Globalization;
using OnBoard.Drivers.Files;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// Where chips are, by what sysfs says: which adapter is which controller, which adapter is which channel of a
/// multiplexer, and who owns a chip. Adapter and hwmon numbers follow probe order and say nothing.
/// </summary>
/// <param name="root">The root of sysfs, /sys.</param>
public sealed class I2cTopology(string root = "/sys")
{
    private readonly string _devices = Path.Combine(root, "bus", "i2c", "devices");

    /// <summary>The root of sysfs.</summary>
    public string Root { get; } = root;

    /// <summary>The adapter of a controller, by its address: in the adapter's name ("Cadence I2C at ff020000") or in the
    /// path of its device ("platform/axi/ff020000.i2c/i2c-0").</summary>
    /// <returns>N of i2c-N, or null.</returns>
    public int? FindAdapter(string controllerAddress)
    {
        if (!Directory.Exists(_devices)) return null;
        foreach (string adapter in Directory.EnumerateFileSystemEntries(_devices, "i2c-*").Order())
        {
            if (NumberOf(adapter) is not { } number) continue;
            if (ControllerOf(adapter) is { } controller
                && controller.Equals(controllerAddress, StringComparison.OrdinalIgnoreCase)) return number;
        }

        return null;
    }

    /// <summary>Whether there is an adapter i2c-N that does not say which controller it is: an alias may have given the
    /// number to another one.</summary>
    public bool HasUnnamedAdapter(int number)
    {
        string adapter = Path.Combine(_devices, $"i2c-{number}");
        return Directory.Exists(adapter) && ControllerOf(adapter) is null;
    }

    /// <summary>The adapter that the kernel made for a channel of a multiplexer it drives.</summary>
    /// <returns>N of i2c-N, or null where the kernel does not drive the multiplexer.</returns>
    public int? FindChannel(int adapter, int multiplexerAddress, int channel)
    {
        string link = Path.Combine(ChipFolder(adapter, multiplexerAddress), $"channel-{channel}");
        return Directory.Exists(link) && Directory.ResolveLinkTarget(link, returnFinalTarget: true) is { } target
            ? NumberOf(target.FullName)
            : null;
    }

    /// <summary>The driver that owns a chip, or null where the chip is free.</summary>
    public string? FindDriver(int adapter, int address)
    {
        string link = Path.Combine(ChipFolder(adapter, address), "driver");
        return Directory.Exists(link) ? Directory.ResolveLinkTarget(link, returnFinalTarget: true)?.Name : null;
    }

    /// <summary>The folder of a chip that the kernel knows of, such as /sys/bus/i2c/devices/3-0040.</summary>
    public string ChipFolder(int adapter, int address) => Path.Combine(_devices, $"{adapter}-{address:x4}");

    // The address of an adapter's controller; null where neither name nor path tells one.
    private static string? ControllerOf(string adapter)
    {
        const int digits = 8;
        if (SysfsFile.ReadText(Path.Combine(adapter, "name")) is { } name && name.Length >= digits && IsAddress(name[^digits..]))
            return name[^digits..];
        string? parent = Path.GetFileName(Path.GetDirectoryName(
            Directory.ResolveLinkTarget(adapter, returnFinalTarget: true)?.FullName ?? adapter));
        return parent?.Split('.') is [var address, "i2c"] && IsAddress(address) ? address : null;

        static bool IsAddress(string text) => text.Length == digits && text.All(char.IsAsciiHexDigit);
    }

    private static int? NumberOf(string path) =>
        Path.GetFileName(path) is ['i', '2', 'c', '-', .. var digits]
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}

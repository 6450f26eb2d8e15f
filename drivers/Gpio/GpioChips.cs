using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using System.Device.I2c;
using OnBoard.Drivers.Files;
using OnBoard.Drivers.I2c;

namespace OnBoard.Drivers.Gpio;

/// <summary>Finds GPIO chips by their label: numbers follow probe order.</summary>
public static class GpioChips
{
    /// <summary>
    /// Opens the chip with a label: "zynqmp_gpio", or "ff020000-0020" for an expander at an address of a controller's bus. An
    /// expander that the kernel does not drive is driven by its registers, without libgpiod.
    /// </summary>
    /// <param name="label">The label.</param>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <param name="openBus">Opens i2c-N; /dev/i2c-N by default.</param>
    /// <exception cref="DeviceMissingException">There is no such chip, or libgpiod is missing.</exception>
    /// <exception cref="DeviceFailedException">The expander does not answer, or another driver owns it.</exception>
    public static GpioController Open(string label, string sysfsRoot = "/sys", Func<int, I2cBus>? openBus = null)
    {
        if (Find(label, sysfsRoot) is { } number) return OpenKernelChip(label, number);
        if (I2cPlace.Parse(label) is { } place && new I2cTopology(sysfsRoot).FindAdapter(place.Controller) is { } adapter)
            return OpenExpander(place, (openBus ?? (bus => LinuxI2cBus.Open(bus)))(adapter));
        throw new DeviceMissingException(
            $"GPIO chip {label}", "the kernel has no chip with this label", "check --board and the device tree");
    }

    /// <summary>N of gpiochipN with a label, or null.</summary>
    public static int? Find(string label, string sysfsRoot = "/sys")
    {
        if (I2cPlace.Parse(label) is { } place)
        {
            // The kernel labels an expander by the number of its adapter, which aliases and probe order give.
            if (new I2cTopology(sysfsRoot).FindAdapter(place.Controller) is not { } adapter) return null;
            label = $"{adapter}-{place.Address:x4}";
        }

        // /sys/bus/gpio names every chip; the label stands in the class folder, or in the parent's name for I2C chips.
        string folder = Path.Combine(sysfsRoot, "bus", "gpio", "devices");
        if (!Directory.Exists(folder)) return null;
        foreach (string chip in Directory.EnumerateFileSystemEntries(folder, "gpiochip*").Order(StringComparer.Ordinal))
        {
            if (!int.TryParse(Path.GetFileName(chip)["gpiochip".Length..], out int number)) continue;
            string parent = Path.GetFileName(Path.GetDirectoryName(RealPath(chip)) ?? "");
            if (parent == label || LabelsBelow(Path.Combine(RealPath(chip), "..", "gpio")).Contains(label)) return number;
        }

        return null;
    }

    private static GpioController OpenKernelChip(string label, int number)
    {
        try
        {
            return new GpioController(new LibGpiodV2Driver(number));
        }
        catch (Exception error) when (error is DllNotFoundException or PlatformNotSupportedException or System.IO.IOException)
        {
            throw new DeviceMissingException(
                $"GPIO chip {label}", $"it cannot be opened ({error.Message})",
                "install libgpiod 2 and add the user to the group of /dev/gpiochip*", error);
        }
    }

    private static GpioController OpenExpander(I2cPlace place, I2cBus bus)
    {
        try
        {
            Expander chip = new(bus, new PlacedI2cBus(bus, $"i2c@{place.Controller}").CreateDevice(place.Address));
            chip.CheckPresence();
            return new GpioController(chip);
        }
        catch
        {
            bus.Dispose();
            throw;
        }
    }

    private static string RealPath(string path) =>
        Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    private static IEnumerable<string?> LabelsBelow(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder, "gpiochip*").Select(chip => SysfsFile.ReadText(Path.Combine(chip, "label")))
        : [];
}

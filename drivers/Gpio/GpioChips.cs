using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using OnBoard.Drivers.Files;

namespace OnBoard.Drivers.Gpio;

/// <summary>Finds GPIO chips by their label: numbers follow probe order.</summary>
public static class GpioChips
{
    /// <summary>Opens the chip with a label: "zynqmp_gpio", or "0-0020" for an expander.</summary>
    /// <param name="label">The label.</param>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <exception cref="DeviceMissingException">There is no such chip, or libgpiod is missing.</exception>
    public static GpioController Open(string label, string sysfsRoot = "/sys")
    {
        int number = Find(label, sysfsRoot) ?? throw new DeviceMissingException(
            $"GPIO chip {label}", "the kernel has no chip with this label", "check --board and the device tree");
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

    /// <summary>N of gpiochipN with a label, or null.</summary>
    public static int? Find(string label, string sysfsRoot = "/sys")
    {
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

    private static string RealPath(string path) =>
        Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    private static IEnumerable<string?> LabelsBelow(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder, "gpiochip*").Select(chip => SysfsFile.ReadText(Path.Combine(chip, "label")))
        : [];
}

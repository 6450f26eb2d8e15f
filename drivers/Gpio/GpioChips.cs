using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using System.Device.I2c;
using System.Runtime.InteropServices;
using OnBoard.Drivers.Files;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Gpio;

/// <summary>Finds GPIO chips by their label: numbers follow probe order.</summary>
public static class GpioChips
{
    // GPIO_GET_CHIPINFO_IOCTL of linux/gpio.h: _IOR(0xB4, 0x01, struct gpiochip_info), 68 bytes.
    private const uint GetChipInfo = 0x8044b401;

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
    public static int? Find(string label, string sysfsRoot = "/sys") => Find(label, sysfsRoot, LinuxSystemCalls.Instance);

    internal static int? Find(string label, string sysfsRoot, ISystemCalls system)
    {
        if (I2cPlace.Parse(label) is { } place)
        {
            // The kernel labels an expander by the number of its adapter, which aliases and probe order give.
            if (new I2cTopology(sysfsRoot).FindAdapter(place.Controller) is not { } adapter) return null;
            label = $"{adapter}-{place.Address:x4}";
        }

        // /sys/bus/gpio names every chip; the label stands in the class folder (CONFIG_GPIO_SYSFS), or in the parent's name for
        // I2C chips. A kernel without that folder tells it through the chip's node.
        string folder = Path.Combine(sysfsRoot, "bus", "gpio", "devices");
        if (!Directory.Exists(folder)) return null;
        foreach (string chip in Directory.EnumerateFileSystemEntries(folder, "gpiochip*").Order(StringComparer.Ordinal))
        {
            if (!int.TryParse(Path.GetFileName(chip)["gpiochip".Length..], out int number)) continue;
            string parent = Path.GetFileName(Path.GetDirectoryName(RealPath(chip)) ?? "");
            string labels = Path.Combine(RealPath(chip), "..", "gpio");
            if (parent == label) return number;
            if (Directory.Exists(labels) ? LabelsBelow(labels).Contains(label) : LabelOf(number, system) == label) return number;
        }

        return null;
    }

    /// <summary>Opens a chip by libgpiod 2, or by libgpiod 1 where that is what is installed.</summary>
    /// <param name="label">The chip's label, for messages.</param>
    /// <param name="number">N of gpiochipN.</param>
    /// <param name="libraries">What opens it, best first.</param>
    internal static GpioController OpenKernelChip(string label, int number, IReadOnlyList<Func<int, GpioDriver>>? libraries = null)
    {
        libraries ??= [chip => new LibGpiodV2Driver(chip), chip => new LibGpiodDriver(chip)];
        Exception? missing = null;
        foreach (Func<int, GpioDriver> library in libraries)
        {
            try
            {
                return new GpioController(library(number));
            }
            catch (Exception error) when (IsMissing(error))
            {
                missing ??= error;
            }
            catch (Exception error)
            {
                throw new DeviceFailedException(
                    $"GPIO chip {label}", $"/dev/gpiochip{number} cannot be opened ({error.Message})",
                    $"add the user to the group of /dev/gpiochip{number} and log in again", error);
            }
        }

        throw new DeviceMissingException(
            $"GPIO chip {label}", $"there is no libgpiod to open it with ({missing?.Message})",
            "install it, version 2 (libgpiod.so.3) or 1 (libgpiod.so.2)", missing);
    }

    // The library is looked for when it is first called, in some of its classes by their static part.
    private static bool IsMissing(Exception error) =>
        error is DllNotFoundException or PlatformNotSupportedException or EntryPointNotFoundException
        || (error is TypeInitializationException { InnerException: { } inner } && IsMissing(inner));

    private static string? LabelOf(int number, ISystemCalls system)
    {
        using DeviceFile? node = DeviceFile.Open(system, $"/dev/gpiochip{number}", out _);
        ChipInfo info = default;
        return node is not null && node.Control(GetChipInfo, ref info) >= 0 ? info.Label.ToString() : null;
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

    [StructLayout(LayoutKind.Sequential)]
    private struct ChipInfo
    {
        public Text32 Name;
        public Text32 Label;
        public uint Lines;
    }
}

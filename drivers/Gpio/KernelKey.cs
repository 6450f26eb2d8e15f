using OnBoard.Drivers.Files;
using System.Runtime.CompilerServices;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Gpio;

/// <summary>
/// A button that the kernel's gpio-keys driver holds, asked through its input device (EVIOCGKEY): on these boards the device
/// tree gives it the user button, whose line is then taken.
/// </summary>
public sealed class KernelKey : IDisposable
{
    // _IOR('E', 0x18, 96): one bit for each of the 768 keys that there are (linux/input.h).
    private const uint GetKeys = 0x80604518;

    private readonly DeviceFile _file;
    private readonly string _path;

    private KernelKey(DeviceFile file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Whether any key of the device is down.</summary>
    /// <exception cref="DeviceFailedException">The device does not answer.</exception>
    public bool IsPressed
    {
        get
        {
            KeyBits keys = default;
            int answer = _file.Control(GetKeys, ref keys);
            if (answer < 0)
                throw new DeviceFailedException(_path, $"the keys cannot be asked (error {-answer})", "look at the kernel log");
            foreach (byte bits in (ReadOnlySpan<byte>)keys)
            {
                if (bits != 0) return true;
            }

            return false;
        }
    }

    /// <summary>Opens an input device by its name.</summary>
    /// <param name="name">Its name in sysfs: "gpio-keys".</param>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <exception cref="DeviceMissingException">There is no such device.</exception>
    /// <exception cref="DeviceFailedException">It may not be opened.</exception>
    public static KernelKey Open(string name, string sysfsRoot = "/sys") => Open(name, sysfsRoot, LinuxSystemCalls.Instance);

    internal static KernelKey Open(string name, string sysfsRoot, ISystemCalls system)
    {
        string folder = Path.Combine(sysfsRoot, "class", "input");
        string? found = Directory.Exists(folder)
            ? Directory.EnumerateFileSystemEntries(folder, "event*").Order(StringComparer.Ordinal)
                .FirstOrDefault(device => SysfsFile.ReadText(Path.Combine(device, "device", "name")) == name)
            : null;
        if (found is null)
            throw new DeviceMissingException($"input device {name}", "the kernel has no such device", "check the device tree's gpio-keys");
        string path = Path.Combine("/dev/input", Path.GetFileName(found));
        return DeviceFile.Open(system, path, out int errno) is { } file
            ? new KernelKey(file, path)
            : throw new DeviceFailedException(path, $"it cannot be opened (error {errno})", "add the user to the group input");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    [InlineArray(96)]
    private struct KeyBits
    {
        private byte _first;
    }
}

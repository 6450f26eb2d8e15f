using OnBoard.Drivers.Files;

namespace OnBoard.Drivers.Fpga;

/// <summary>
/// An overlay of the device tree, applied through configfs (linux-xlnx): it tells the kernel what the programmable logic
/// holds, and where it names firmware the kernel loads that first. Applied until removed, also when the program ends.
/// </summary>
public sealed class DeviceTreeOverlay
{
    private readonly string _folder;
    private readonly Action<string> _createFolder;

    /// <param name="name">What to call it, one word.</param>
    /// <param name="configfsRoot">Where configfs is mounted.</param>
    public DeviceTreeOverlay(string name, string configfsRoot = "/sys/kernel/config")
        : this(name, configfsRoot, folder => Directory.CreateDirectory(folder))
    {
    }

    /// <param name="name">What to call it.</param>
    /// <param name="configfsRoot">Where configfs is mounted.</param>
    /// <param name="createFolder">Makes a folder; the kernel fills it with the overlay's files at once.</param>
    internal DeviceTreeOverlay(string name, string configfsRoot, Action<string> createFolder)
    {
        _folder = Path.Combine(configfsRoot, "device-tree", "overlays", name);
        _createFolder = createFolder;
    }

    /// <summary>Whether it is applied.</summary>
    public bool IsApplied => SysfsFile.ReadText(Path.Combine(_folder, "status")) == "applied";

    /// <summary>Applies it; nothing happens where it is applied already.</summary>
    /// <param name="overlay">The .dtbo's name below /lib/firmware.</param>
    /// <exception cref="DeviceMissingException">The kernel has no overlays in configfs.</exception>
    /// <exception cref="DeviceFailedException">The kernel refused it.</exception>
    public void Apply(string overlay)
    {
        if (IsApplied) return;
        string overlays = Path.GetDirectoryName(_folder)!;
        if (!Directory.Exists(overlays))
        {
            throw new DeviceMissingException(
                overlays, "this kernel takes no device-tree overlays",
                "mount configfs and use linux-xlnx, or put the fabric's node into the device tree");
        }

        const string Remedy = "look at the kernel log; check that the overlay fits this board's device tree";
        try
        {
            _createFolder(_folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeviceFailedException(_folder, $"it cannot be made ({error.Message})", "run as root", error);
        }

        try
        {
            SysfsFile.Write(Path.Combine(_folder, "path"), overlay, Remedy);
            if (!IsApplied) throw new DeviceFailedException(_folder, $"the kernel did not apply {overlay}", Remedy);
        }
        catch (DeviceFailedException)
        {
            Remove();
            throw;
        }
    }

    /// <summary>Takes it back; nothing happens where it is not there.</summary>
    /// <exception cref="DeviceFailedException">The kernel refused.</exception>
    public void Remove()
    {
        if (!Directory.Exists(_folder)) return;
        try
        {
            // configfs takes its files away with the folder, and refuses to have them deleted one by one.
            Directory.Delete(_folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeviceFailedException(
                _folder, $"it cannot be removed ({error.Message})", "stop what uses the fabric first", error);
        }
    }
}

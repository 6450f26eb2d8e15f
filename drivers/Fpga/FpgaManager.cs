using OnBoard.Drivers.Files;
using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Fpga;

/// <summary>
/// The kernel's FPGA manager: loads a bitstream from /lib/firmware into the programmable logic. Writing the name of the
/// firmware is linux-xlnx's way (mainline loads through device-tree overlays alone, see <see cref="DeviceTreeOverlay"/>).
/// </summary>
public sealed class FpgaManager
{
    private readonly string _folder;
    private readonly string _firmwareFolder;

    private FpgaManager(string folder, string firmwareFolder)
    {
        _folder = folder;
        _firmwareFolder = firmwareFolder;
    }

    /// <summary>What the manager says of the logic: "operating" once a bitstream runs.</summary>
    public string State => SysfsFile.ReadText(Path.Combine(_folder, "state")) ?? "unknown";

    /// <summary>The kernel's name for the manager.</summary>
    public string Name => SysfsFile.ReadText(Path.Combine(_folder, "name")) ?? Path.GetFileName(_folder);

    /// <summary>The first manager of the machine; null where there is none.</summary>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <param name="firmwareFolder">Where the kernel takes firmware from.</param>
    public static FpgaManager? Find(string sysfsRoot = "/sys", string firmwareFolder = "/lib/firmware")
    {
        string folder = Path.Combine(sysfsRoot, "class", "fpga_manager");
        return Directory.Exists(folder)
            && Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).FirstOrDefault() is { } first
            ? new FpgaManager(first, firmwareFolder)
            : null;
    }

    /// <summary>Whether this process may load logic by name: linux-xlnx alone can, and only root may.</summary>
    public bool MayLoad => NodeAccess.CanWrite(Path.Combine(_folder, "firmware"));

    /// <summary>Whether a bitstream is there to be loaded.</summary>
    public bool Has(string firmware) => File.Exists(Path.Combine(_firmwareFolder, firmware));

    /// <summary>Loads a whole bitstream and checks that it runs. Takes about a tenth of a second on a board.</summary>
    /// <param name="firmware">The file's name below the firmware folder: <c>mcc.bit.bin</c>.</param>
    /// <exception cref="DeviceMissingException">There is no such file, or the kernel cannot load by name.</exception>
    /// <exception cref="DeviceFailedException">The kernel refused it or the logic did not start.</exception>
    public void Load(string firmware)
    {
        if (!Has(firmware))
        {
            throw new DeviceMissingException(
                Path.Combine(_firmwareFolder, firmware), "there is no such bitstream",
                "build it with fabric/vivado and let deploy.sh copy it");
        }

        string entry = Path.Combine(_folder, "firmware");
        if (!File.Exists(entry))
        {
            throw new DeviceMissingException(
                entry, "this kernel does not load bitstreams by name", "use linux-xlnx, or load through a device-tree overlay");
        }

        const string Remedy = "look at the kernel log; check that the bitstream is a .bit.bin for this board";
        string flags = Path.Combine(_folder, "flags");
        if (File.Exists(flags)) SysfsFile.Write(flags, "0", Remedy);
        SysfsFile.Write(entry, firmware, Remedy);
        if (State != "operating")
            throw new DeviceFailedException(Name, $"{firmware} was loaded but the logic is in state \"{State}\"", Remedy);
    }
}

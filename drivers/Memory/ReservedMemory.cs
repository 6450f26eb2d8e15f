using System.Buffers.Binary;
using OnBoard.Drivers.Files;

namespace OnBoard.Drivers.Memory;

/// <summary>
/// Memory that the device tree keeps from Linux (its node <c>reserved-memory</c>). What a device writes to must lie in such a
/// range: anywhere else it writes into memory of the kernel or of programs.
/// </summary>
/// <param name="Name">The node: <c>onboard-memory@70000000</c>.</param>
/// <param name="Start">Its first address.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="IsUnmapped">
/// Whether the kernel has no mapping of its own of it (no-map). Without that, cached lines of the kernel's mapping may be written
/// over what the device wrote; with it, a driver that synchronises caches through the kernel's mapping stops the kernel.
/// </param>
/// <param name="IsLent">Whether the kernel lends it out meanwhile (reusable): then it is not kept.</param>
public sealed record ReservedMemory(string Name, ulong Start, ulong Length, bool IsUnmapped, bool IsLent)
{
    private const int CellBytes = 4;

    /// <summary>Where in sysfs the device tree is.</summary>
    private const string Tree = "firmware/devicetree/base/reserved-memory";

    /// <summary>What to do where memory is not kept.</summary>
    private const string Remedy =
        "boot with a device tree that has a node in reserved-memory for it, with no-map (petalinux/meta-onboard has it: onboard.dtsi)";

    /// <summary>All ranges of this machine's device tree that are not disabled.</summary>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    public static IReadOnlyList<ReservedMemory> Read(string sysfsRoot = "/sys")
    {
        string folder = Path.Combine(sysfsRoot, Tree);
        if (!Directory.Exists(folder)) return [];
        int addressCells = Cells(Path.Combine(folder, "#address-cells")), sizeCells = Cells(Path.Combine(folder, "#size-cells"));
        List<ReservedMemory> ranges = [];
        foreach (string node in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string? status = SysfsFile.ReadText(Path.Combine(node, "status"))?.TrimEnd('\0');
            if (status is not (null or "ok" or "okay")) continue;
            string reg = Path.Combine(node, "reg");
            if (!File.Exists(reg)) continue;
            byte[] bytes = File.ReadAllBytes(reg);
            int entry = (addressCells + sizeCells) * CellBytes;
            for (int at = 0; at + entry <= bytes.Length; at += entry)
            {
                ranges.Add(new ReservedMemory(
                    Path.GetFileName(node), Number(bytes.AsSpan(at, addressCells * CellBytes)),
                    Number(bytes.AsSpan(at + addressCells * CellBytes, sizeCells * CellBytes)),
                    File.Exists(Path.Combine(node, "no-map")), File.Exists(Path.Combine(node, "reusable"))));
            }
        }

        return ranges;
    }

    /// <summary>Whether all of a range lies in this one.</summary>
    public bool Covers(ulong address, ulong length) =>
        address >= Start && length <= Length && address - Start <= Length - length;

    /// <summary>Refuses memory that a device would write to and that Linux uses too.</summary>
    /// <param name="name">Whose memory it is, for the message.</param>
    /// <param name="address">Its first address.</param>
    /// <param name="length">Its size in bytes.</param>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <returns>The range that covers it.</returns>
    /// <exception cref="DeviceFailedException">None covers it, or the kernel maps or lends out the one that does.</exception>
    public static ReservedMemory Require(string name, ulong address, ulong length, string sysfsRoot = "/sys")
    {
        string where = $"0x{address:X} to 0x{address + length - 1:X}";
        ReservedMemory range = Read(sysfsRoot).FirstOrDefault(range => range.Covers(address, length))
            ?? throw new DeviceFailedException(
                name, $"the device tree does not keep {where} from Linux: the logic would write into its memory", Remedy);
        if (range is { IsUnmapped: true, IsLent: false }) return range;
        throw new DeviceFailedException(
            name, $"the device tree's {range.Name} holds {where}, but {(range.IsLent ? "lends it to Linux (reusable)" : "lets Linux map it (no no-map)")}",
            Remedy);
    }

    private static int Cells(string file) => File.Exists(file) ? (int)Number(File.ReadAllBytes(file)) : 2;

    // Addresses of a ZynqMP have 40 bits: of more than two cells the last two are looked at.
    private static ulong Number(ReadOnlySpan<byte> cells)
    {
        ulong number = 0;
        for (; cells.Length >= CellBytes; cells = cells[CellBytes..])
            number = (number << 32) | BinaryPrimitives.ReadUInt32BigEndian(cells);
        return number;
    }
}

using System.Buffers.Binary;
using OnBoard.Drivers;
using OnBoard.Drivers.Memory;
using OnBoard.Tests.Unit.Drivers.I2c;

namespace OnBoard.Tests.Unit.Drivers.Memory;

/// <summary>Ranges as the kernel shows its device tree: one folder a node, one file a property, cells big-endian.</summary>
public class ReservedMemoryTests
{
    private readonly SysfsTree _tree = new();

    [Theory]
    [InlineData(0x7000_0000, 0x400_0000, true)]
    [InlineData(0x7000_0000, 0x400_0001, false)]
    [InlineData(0x6fff_f000, 0x400_0000, false)]
    [InlineData(0x73ff_fff0, 0x10, true)]
    [InlineData(0x7400_0000, 0x10, false)]
    [InlineData(0, 0x10, false)]
    public void Memory_of_a_device_must_lie_in_a_range_that_is_kept(long address, long length, bool kept)
    {
        Range("onboard-memory@70000000", [0, 0x7000_0000, 0, 0x400_0000], "no-map");
        if (kept) Assert.Equal("onboard-memory@70000000", ReservedMemory.Require("fabric", (ulong)address, (ulong)length, _tree.Root).Name);
        else Refused("would write into its memory", (ulong)address, (ulong)length);
    }

    [Fact]
    public void A_machine_that_keeps_nothing_is_refused() => Refused("does not keep 0x70000000 to 0x73FFFFFF from Linux");

    [Fact]
    public void A_range_that_Linux_maps_lends_out_or_that_is_disabled_is_not_kept()
    {
        string folder = Range("m@70000000", [0, 0x7000_0000, 0, 0x400_0000]);
        Refused("no no-map");
        File.WriteAllText(Path.Combine(folder, "no-map"), "");
        Assert.True(ReservedMemory.Require("fabric", 0x7000_0000, 0x400_0000, _tree.Root).IsUnmapped);
        File.WriteAllText(Path.Combine(folder, "reusable"), "");
        Refused("reusable");
        File.Delete(Path.Combine(folder, "reusable"));
        File.WriteAllText(Path.Combine(folder, "status"), "disabled\0");
        Refused("would write into its memory");
    }

    [Fact]
    public void Cells_are_counted_as_the_tree_says_and_a_node_may_have_many_ranges()
    {
        Cells("#address-cells", 1);
        Cells("#size-cells", 1);
        Range("m@1000", [0x1000, 0x1000, 0x7000_0000, 0x400_0000], "no-map");
        Assert.Equal([(0x1000ul, 0x1000ul), (0x7000_0000, 0x400_0000)], ReservedMemory.Read(_tree.Root).Select(range => (range.Start, range.Length)));
    }

    [Fact]
    public void Ranges_at_the_end_of_the_address_space_do_not_wrap()
    {
        Range("m@high", [0xffff_ffff, 0xffff_f000, 0, 0x1000], "no-map");
        Refused("would write into its memory", 0xffff_ffff_ffff_f800, 0x1000);
    }

    private void Refused(string why, ulong address = 0x7000_0000, ulong length = 0x400_0000)
    {
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() => ReservedMemory.Require("fabric", address, length, _tree.Root));
        Assert.Contains(why, error.Cause, StringComparison.Ordinal);
        Assert.Contains("reserved-memory", error.Remedy, StringComparison.Ordinal);
    }

    private string Folder => Path.Combine(_tree.Root, "firmware", "devicetree", "base", "reserved-memory");

    private string Range(string node, uint[] cells, params string[] flags)
    {
        string folder = Path.Combine(Folder, node);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "reg"), Bytes(cells));
        foreach (string flag in flags) File.WriteAllText(Path.Combine(folder, flag), "");
        return folder;
    }

    private void Cells(string property, uint count)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(Path.Combine(Folder, property), Bytes([count]));
    }

    private static byte[] Bytes(uint[] cells)
    {
        byte[] bytes = new byte[4 * cells.Length];
        for (int i = 0; i < cells.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), cells[i]);
        return bytes;
    }
}

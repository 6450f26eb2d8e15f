using OnBoard.Drivers;
using OnBoard.Drivers.Fpga;
using OnBoard.Tests.Unit.Drivers.I2c;

namespace OnBoard.Tests.Unit.Drivers.Fpga;

public class FpgaManagerTests
{
    private readonly SysfsTree _tree = new();
    private readonly string _firmware = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void A_bitstream_is_loaded_by_its_name()
    {
        string folder = Manager("operating");
        FpgaManager manager = FpgaManager.Find(_tree.Root, _firmware)!;
        Assert.Equal(("Xilinx ZynqMP FPGA Manager", "operating"), (manager.Name, manager.State));
        Assert.False(manager.Has("mcc.bit.bin"));
        File.WriteAllText(Path.Combine(_firmware, "mcc.bit.bin"), "bits");
        Assert.True(manager.Has("mcc.bit.bin"));
        File.WriteAllText(Path.Combine(folder, "flags"), "");
        File.WriteAllText(Path.Combine(folder, "firmware"), "");
        manager.Load("mcc.bit.bin");
        Assert.Equal("0", File.ReadAllText(Path.Combine(folder, "flags")));
        Assert.Equal("mcc.bit.bin", File.ReadAllText(Path.Combine(folder, "firmware")));
    }

    [Fact]
    public void Logic_that_does_not_start_is_told()
    {
        string folder = Manager("write complete error");
        File.WriteAllText(Path.Combine(_firmware, "mcc.bit.bin"), "bits");
        File.WriteAllText(Path.Combine(folder, "firmware"), "");
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(
            () => FpgaManager.Find(_tree.Root, _firmware)!.Load("mcc.bit.bin"));
        Assert.Contains("write complete error", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_bitstream_and_a_kernel_that_cannot_are_told_apart()
    {
        Manager("operating");
        FpgaManager manager = FpgaManager.Find(_tree.Root, _firmware)!;
        Assert.Contains(
            "no such bitstream", Assert.Throws<DeviceMissingException>(() => manager.Load("mcc.bit.bin")).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_firmware, "mcc.bit.bin"), "bits");
        Assert.Contains(
            "overlay", Assert.Throws<DeviceMissingException>(() => manager.Load("mcc.bit.bin")).Remedy, StringComparison.Ordinal);
        Assert.Null(FpgaManager.Find(Path.Combine(_tree.Root, "nowhere"), _firmware));
    }

    [Fact]
    public void An_overlay_is_applied_once_and_removed()
    {
        string overlays = Path.Combine(_tree.Root, "device-tree", "overlays"), folder = Path.Combine(overlays, "mcc");
        DeviceTreeOverlay overlay = new("mcc", _tree.Root, path => Configfs(path, "applied"));
        Assert.Throws<DeviceMissingException>(() => overlay.Apply("mcc.dtbo"));
        Directory.CreateDirectory(overlays);
        Assert.False(overlay.IsApplied);
        overlay.Apply("mcc.dtbo");
        Assert.True(overlay.IsApplied);
        Assert.Equal("mcc.dtbo", File.ReadAllText(Path.Combine(folder, "path")).Trim());
        overlay.Apply("other.dtbo");
        Assert.Equal("mcc.dtbo", File.ReadAllText(Path.Combine(folder, "path")).Trim());

        // The kernel takes its files away with the folder.
        foreach (string file in Directory.GetFiles(folder)) File.Delete(file);
        overlay.Remove();
        Assert.False(Directory.Exists(folder));
        overlay.Remove();
    }

    [Fact]
    public void An_overlay_that_the_kernel_refuses_is_told_and_taken_back()
    {
        string overlays = Path.Combine(_tree.Root, "device-tree", "overlays"), folder = Path.Combine(overlays, "mcc");
        Directory.CreateDirectory(overlays);

        // Without its files, as where the kernel refuses the write.
        DeviceTreeOverlay overlay = new("mcc", _tree.Root, path => Directory.CreateDirectory(path));
        Assert.Contains(
            "kernel log", Assert.Throws<DeviceFailedException>(() => overlay.Apply("mcc.dtbo")).Remedy, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    private static void Configfs(string folder, string status) =>
        SysfsTree.Files(folder, ("path", ""), ("dtbo", ""), ("status", status));

    private string Manager(string state)
    {
        string folder = Path.Combine(_tree.Root, "class", "fpga_manager", "fpga0");
        SysfsTree.Files(folder, ("name", "Xilinx ZynqMP FPGA Manager"), ("state", state));
        return folder;
    }
}

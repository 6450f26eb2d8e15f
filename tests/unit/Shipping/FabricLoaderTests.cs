namespace OnBoard.Tests.Unit.Shipping;

/// <summary>onboard-fabric on a folder that stands for /sys, /proc and /lib of a board.</summary>
public sealed class FabricLoaderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("onboard-fabric-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("xlnx,zynqmp-zcu102-rev1.0\0xlnx,zynqmp-zcu102\0xlnx,zynqmp\0", "zcu102")]
    [InlineData("xlnx,zynqmp-zcu104-revC\0xlnx,zynqmp\0", "zcu104")]
    [InlineData("xlnx,zynqmp-zcu106\0", "zcu106")]
    public void The_board_is_known_by_its_device_tree(string compatible, string board)
    {
        Write("proc/device-tree/compatible", compatible);
        Tool loaded = Run("load");
        Assert.True(loaded.ExitCode == 0, loaded.Text);
        Assert.Contains($"no logic for {board}", loaded.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Logic_goes_in_through_the_fpga_manager_and_its_device_is_named()
    {
        Board();
        Write("sys/class/fpga_manager/fpga0/state", "operating\n");
        Write("sys/class/uio/uio3/name", "mcc\n");
        Tool loaded = Run("load");
        Assert.True(loaded.ExitCode == 0, loaded.Text);
        Assert.Contains("/dev/uio3", loaded.Text, StringComparison.Ordinal);
        string asked = Path.Combine(_root, "sys/class/fpga_manager/fpga0/firmware");
        Assert.Equal("onboard/mcc.bit.bin", File.ReadAllText(asked));
        Assert.Equal(
            "/opt/onboard/current/fabric/zcu102", new FileInfo(Path.Combine(_root, "lib/firmware/onboard")).LinkTarget);
    }

    [Fact]
    public void Logic_that_the_manager_refuses_is_an_error_that_says_where_to_look()
    {
        Board();
        Write("sys/class/fpga_manager/fpga0/state", "write error\n");
        Tool loaded = Run("load");
        Assert.Equal(1, loaded.ExitCode);
        Assert.Contains("write error", loaded.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_that_can_load_no_logic_is_an_error_with_a_remedy()
    {
        Board();
        Tool loaded = Run("load");
        Assert.Equal(1, loaded.ExitCode);
        Assert.Contains("-> ", loaded.Text, StringComparison.Ordinal);
    }

    private void Board()
    {
        Write("proc/device-tree/compatible", "xlnx,zynqmp-zcu102-rev1.0\0xlnx,zynqmp\0");
        Write("opt/onboard/current/fabric/zcu102/mcc.bit.bin", "logic");
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private Tool Run(string command) => Tool.Run(
        Repository.PathOf("petalinux", "board", "onboard-fabric"), [command],
        new Dictionary<string, string> { ["ONBOARD_ROOT"] = _root });
}

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
    [InlineData("xlnx,zynqmp-zcu111-revA\0xlnx,zynqmp-zcu111\0xlnx,zynqmp\0", "zcu111")]
    [InlineData("xlnx,zynqmp-sk-kv260-rev2\0xlnx,zynqmp-sk-kv260-rev1\0xlnx,zynqmp-sk-kv260\0xlnx,zynqmp\0", "kv260")]
    [InlineData("xlnx,zynqmp-smk-k26-revA\0xlnx,zynqmp-smk-k26\0xlnx,zynqmp\0", "kv260")]
    [InlineData("xlnx,zynqmp-sm-k26-rev1\0xlnx,zynqmp-sm-k26\0xlnx,zynqmp\0", "kv260")]
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

    [Theory]
    [InlineData("no node", null, "00000000700000000000000004000000")]
    [InlineData("mapped", "", "00000000700000000000000004000000")]
    [InlineData("lent", "no-map reusable", "00000000700000000000000004000000")]
    [InlineData("disabled", "no-map status", "00000000700000000000000004000000")]
    [InlineData("too small", "no-map", "00000000700000000000000003fff000")]
    [InlineData("elsewhere", "no-map", "00000000600000000000000004000000")]
    public void Logic_is_not_loaded_where_its_memory_is_not_kept_from_Linux(string why, string? properties, string reg)
    {
        Board();
        Write("sys/class/fpga_manager/fpga0/state", "operating\n");
        Write("sys/class/fpga_manager/fpga0/firmware", "");
        Write("sys/class/uio/uio3/name", "mcc\n");
        Keep(properties, reg);
        foreach (string command in (string[])["load", "reload"])
        {
            Tool loaded = Run(command);
            Assert.True(loaded.ExitCode == 1, $"{why}: {loaded.Text}");
            Assert.Contains("would write into its memory", loaded.Text, StringComparison.Ordinal);
            Assert.Equal("", File.ReadAllText(Path.Combine(_root, "sys/class/fpga_manager/fpga0/firmware")));
        }

        Keep("no-map", "0000000000001000000000000000100000000000700000000000000004000000");
        Tool well = Run("load");
        Assert.True(well.ExitCode == 0, well.Text);
    }

    [Fact]
    public void A_reload_writes_the_logic_under_the_node_that_stays_and_answers_in_one_word()
    {
        Board();
        Write("sys/class/fpga_manager/fpga0/state", "operating\n");
        Tool none = Run("reload");
        Assert.Equal(1, none.ExitCode);
        Assert.StartsWith("failed: ", none.Text, StringComparison.Ordinal);
        Write("sys/class/uio/uio3/name", "mcc\n");
        Run("load");
        string asked = Path.Combine(_root, "sys/class/fpga_manager/fpga0/firmware");
        File.WriteAllText(asked, "");
        Tool reloaded = Run("reload");
        Assert.True(reloaded.ExitCode == 0, reloaded.Text);
        Assert.StartsWith("done: ", reloaded.Text, StringComparison.Ordinal);
        Assert.Equal("onboard/mcc.bit.bin", File.ReadAllText(asked));
        Write("sys/class/fpga_manager/fpga0/state", "write error\n");
        Tool broken = Run("reload");
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("write error", broken.Text, StringComparison.Ordinal);
    }

    private void Keep(string? properties, string reg)
    {
        string node = Path.Combine(_root, "proc/device-tree/reserved-memory/onboard-memory@70000000");
        if (Directory.Exists(node)) Directory.Delete(node, recursive: true);
        if (properties is null) return;
        Directory.CreateDirectory(node);
        File.WriteAllBytes(Path.Combine(node, "reg"), Convert.FromHexString(reg));
        foreach (string property in properties.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            File.WriteAllText(Path.Combine(node, property), property == "status" ? "disabled\0" : "");
    }

    private void Board()
    {
        Keep("no-map", "00000000700000000000000004000000");
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

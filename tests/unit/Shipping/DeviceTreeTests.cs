using OnBoard.Fabric.Engines.Fabric;
using System.Text.RegularExpressions;
using OnBoard.Fabric.Contract;

namespace OnBoard.Tests.Unit.Shipping;

/// <summary>The device-tree sources, compiled and put together by dtc as PetaLinux and the kernel do.</summary>
public sealed class DeviceTreeTests : IDisposable
{
    /// <summary>What the boards' trees have that ours name; their own are the kernel's (tests/system uses that of the ZCU102).</summary>
    private const string Board =
        """
        /dts-v1/;
        / {
            #address-cells = <2>;
            #size-cells = <2>;
            compatible = "xlnx,zynqmp";
            fpga_full: fpga-region { };
            zynqmp_clk: clock-controller { #clock-cells = <1>; };
            zynqmp_reset: reset-controller { #reset-cells = <1>; };
            amba: axi {
                #address-cells = <2>;
                #size-cells = <2>;
                ranges;
                gic: interrupt-controller@f9010000 {
                    compatible = "arm,gic-400";
                    #interrupt-cells = <3>;
                    interrupt-controller;
                    reg = <0x0 0xf9010000 0x0 0x10000>;
                };
            };
        };
        """;

    private static readonly string Sources =
        Repository.PathOf("petalinux", "meta-onboard", "recipes-bsp", "device-tree", "files");

    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-tree-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_fabric_has_its_window_its_memory_its_interrupt_and_its_name()
    {
        string tree = WholeTree();
        string fabric = NodeOf(tree, "mcc@a0000000");
        uint[] windows = Cells(fabric, "reg");
        Assert.Equal([0, 0xa000_0000, 0, FabricRegisters.WindowBytes], windows[..4]);
        Assert.Equal(Cells(NodeOf(tree, "onboard-memory@70000000"), "reg"), windows[4..]);
        Assert.Equal([0u, 89, 4], Cells(fabric, "interrupts"));
        Assert.Contains("generic-uio", fabric, StringComparison.Ordinal);
        string rules = File.ReadAllText(Repository.PathOf("petalinux", "board", "60-onboard.rules"));
        Assert.Contains($"linux,uio-name = \"{UioPort.NodeName}\"", fabric, StringComparison.Ordinal);
        Assert.Contains($"ATTR{{name}}==\"{UioPort.NodeName}\"", rules, StringComparison.Ordinal);
        Assert.Contains($"KERNEL==\"{UioPort.BufferName}\"", rules, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shared_memory_is_below_2_GiB_kept_from_Linux_and_the_same_for_loader_driver_and_check()
    {
        string node = NodeOf(WholeTree(), "onboard-memory@70000000");
        uint[] memory = Cells(node, "reg");
        Assert.True(memory[0] == 0 && memory[1] + memory[3] <= 0x7ff0_0000, "not in the low memory of every board");
        Assert.Contains("no-map;", node, StringComparison.Ordinal);
        Assert.DoesNotContain("reusable", node, StringComparison.Ordinal);
        Assert.Equal((UioPort.MemoryAddress, UioPort.MemoryBytes), (memory[1], memory[3]));
        string loader = File.ReadAllText(Repository.PathOf("petalinux", "board", "onboard-fabric"));
        Assert.Contains(
            $"memory_start=$((0x{UioPort.MemoryAddress:x})) memory_end=$((0x{UioPort.MemoryAddress + UioPort.MemoryBytes:x}))", loader,
            StringComparison.Ordinal);
    }

    /// <summary>A buffer that is synchronised in memory without a mapping stops the kernel (ikwzm/udmabuf, issue 10).</summary>
    [Fact]
    public void No_buffer_is_synchronised_in_that_memory_and_nothing_claims_coherency()
    {
        string tree = WholeTree();
        Assert.DoesNotContain("ikwzm,u-dma-buf", tree, StringComparison.Ordinal);
        Assert.DoesNotContain("dma-coherent", tree, StringComparison.Ordinal);
    }

    /// <summary>What Xilinx's generator emits beside the nodes of the design; pl_resetn0 is reset 116.</summary>
    [Fact]
    public void The_overlay_lifts_the_reset_and_sets_the_widths_of_the_ports()
    {
        string tree = WholeTree();
        uint reset = Cells(NodeOf(tree, "reset-controller"), "phandle")[0];
        Assert.Equal([reset, 116], Cells(NodeOf(tree, "fpga-region"), "resets"));
        string afi = NodeOf(tree, "afi-mcc");
        Assert.Contains("xlnx,afi-fpga", afi, StringComparison.Ordinal);
        Assert.Equal([4u, 0, 5, 0, 14, 0xa00], Cells(afi, "config-afi"));
    }

    /// <summary>Logic that was built for another clock brings its own overlay; without one it is not staged.</summary>
    [Fact]
    public void The_overlay_of_a_release_is_the_one_that_was_built_with_its_logic()
    {
        Directory.CreateDirectory(At("out/zcu102"));
        Directory.CreateDirectory(At("release"));
        File.WriteAllText(At("out/zcu102/mcc.bit.bin"), "logic");
        Dictionary<string, string> artifacts = new() { ["ONBOARD_FABRIC_ARTIFACTS"] = At("out") };
        Tool bare = Tool.Run(Repository.PathOf("petalinux", "stage.sh"), [At("release")], artifacts);
        Assert.Equal(1, bare.ExitCode);
        Assert.Contains("has no overlay beside it", bare.Text, StringComparison.Ordinal);
        File.WriteAllText(At("out/zcu102/mcc.dtbo"), "overlay at 200 MHz");
        Tool staged = Tool.Run(Repository.PathOf("petalinux", "stage.sh"), [At("release")], artifacts);
        Assert.True(staged.ExitCode == 0, staged.Text);
        Assert.Equal("overlay at 200 MHz", File.ReadAllText(At("release/fabric/zcu102/mcc.dtbo")));
    }

    private string WholeTree()
    {
        File.WriteAllText(At("board.dts"), Board + File.ReadAllText(Path.Combine(Sources, "onboard.dtsi")));
        Must("dtc", "-q", "-@", "-I", "dts", "-O", "dtb", "-o", At("board.dtb"), At("board.dts"));
        Must("dtc", "-q", "-@", "-I", "dts", "-O", "dtb", "-o", At("mcc.dtbo"), Repository.PathOf("fabric", "vivado", "mcc.dtso"));
        Must("fdtoverlay", "-i", At("board.dtb"), "-o", At("whole.dtb"), At("mcc.dtbo"));
        return Must("dtc", "-q", "-I", "dtb", "-O", "dts", At("whole.dtb"));
    }

    private string At(string file) => Path.Combine(_folder, file);

    private static string Must(string program, params string[] arguments)
    {
        Tool tool = Tool.Run(program, arguments);
        Assert.True(tool.ExitCode == 0, $"{program}: {tool.Text}");
        return tool.Text;
    }

    private static string NodeOf(string tree, string name)
    {
        Match node = Regex.Match(tree, $@"^\s*{Regex.Escape(name)} \{{(.*?)\}};", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(node.Success, $"no node {name} in {tree}");
        return node.Groups[1].Value;
    }

    private static uint[] Cells(string node, string property)
    {
        string cells = Regex.Match(node, $@"\b{Regex.Escape(property)} = <([^>]*)>").Groups[1].Value;
        return [.. cells.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(cell => Convert.ToUInt32(cell, 16))];
    }
}

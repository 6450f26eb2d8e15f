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
        Repository.PathOf("petalinux", "project-spec", "meta-user", "recipes-bsp", "device-tree", "files");

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
    public void The_shared_memory_is_below_2_GiB_and_given_to_the_buffer_whole()
    {
        string tree = WholeTree();
        uint[] memory = Cells(NodeOf(tree, "onboard-memory@70000000"), "reg");
        Assert.True(memory[0] == 0 && memory[1] + memory[3] <= 0x7ff0_0000, "not in the low memory of both boards");
        string buffer = NodeOf(tree, UioPort.BufferName);
        Assert.Contains($"device-name = \"{UioPort.BufferName}\"", buffer, StringComparison.Ordinal);
        Assert.Equal(memory[2..], Cells(buffer, "size"));
        Assert.Equal(Cells(NodeOf(tree, "onboard-memory@70000000"), "phandle"), Cells(buffer, "memory-region"));
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

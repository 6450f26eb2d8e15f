using System.Text;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Tests.System.Board;

/// <summary>Where a board's logic is, as its processor counts: pieces at the end of its memory.</summary>
/// <param name="MemoryStart">Where that memory begins.</param>
/// <param name="Window">Its registers.</param>
/// <param name="Buffer">The memory that it shares with the driver.</param>
internal readonly record struct FabricPlace(ulong MemoryStart, ulong Window, ulong Buffer)
{
    /// <summary>What its FPGA manager rings.</summary>
    public ulong Bell => Window + DeviceTree.WindowBytes;
}

/// <summary>The device trees of the emulated boards, as source text.</summary>
internal static class DeviceTree
{
    /// <summary>Sizes of the fabric's registers and memory, bytes.</summary>
    public const ulong WindowBytes = 0x1000, BellBytes = 0x1000, BufferBytes = 0x80_0000;

    /// <summary>The fabric's interrupt, as on the ZCU102.</summary>
    public const int FabricInterrupt = 89;

    /// <summary>The learn button and the status light, as on the ZCU102.</summary>
    public const int ButtonLine = 22, LightLine = 23;

    /// <summary>The virtio slot of the I2C adapter.</summary>
    private const string AdapterSlot = "virtio_mmio@a000000 {";

    /// <summary>The fabric of "virt", whose memory starts at 1 GiB: where the overlay puts it on a board.</summary>
    public static FabricPlace VirtFabric { get; } = new(0x4000_0000, 0xa000_0000, UioPort.MemoryAddress);

    /// <summary>The fabric of "xlnx-zcu102".</summary>
    public static FabricPlace Zcu102Fabric { get; } = new(0, 0x3f00_0000, 0x3f80_0000);

    /// <summary>
    /// QEMU's own tree of its "virt" machine with the power monitors of the kernel's ZCU102 tree under the I2C adapter, a button
    /// and a light on simulated lines, what the fabric's overlay refers to, and the ZCU102's name.
    /// </summary>
    /// <param name="machine">QEMU's tree.</param>
    /// <param name="board">The ZCU102's tree.</param>
    public static string OfVirt(string machine, string board)
    {
        string monitors = WithoutReferences(Node(Node(board, "i2c@ff020000 {"), "i2c-mux@75 {"));
        string adapter = Node(machine, AdapterSlot);
        string withMonitors = adapter[..adapter.LastIndexOf("};", StringComparison.Ordinal)]
            + $"i2c {{ compatible = \"virtio,device22\"; #address-cells = <1>; #size-cells = <0>; {monitors} }};\n}};";
        string tree = machine.Replace(adapter, withMonitors, StringComparison.Ordinal)
            .Replace(
                "compatible = \"linux,dummy-virt\";",
                "compatible = \"xlnx,zynqmp-zcu102-rev1.0\", \"xlnx,zynqmp-zcu102\", \"xlnx,zynqmp\", \"linux,dummy-virt\";",
                StringComparison.Ordinal)
            .Replace("model = \"linux,dummy-virt\";", "model = \"ZynqMP ZCU102, emulated\";", StringComparison.Ordinal);
        // QEMU's own keys are on a chip that this kernel has no driver for.
        return With(With(tree, "/delete-node/ gpio-keys;"), Chip(VirtFabric) + Panel)
            .Replace("intc@8000000 {", "gic: intc@8000000 {", StringComparison.Ordinal);
    }

    /// <summary>The ZCU102's tree, fitted to QEMU, with the fabric.</summary>
    public static string OfZcu102(string board) => With(board, Fabric(Zcu102Fabric));

    private static string With(string tree, string nodes) =>
        $"{tree}\n/ {{\n{nodes}}};\n";

    private static string Fabric(FabricPlace place) =>
        $$"""
            reserved-memory {
                #address-cells = <2>;
                #size-cells = <2>;
                ranges;
                onboard-memory@{{place.Window:x}} {
                    no-map;
                    reg = <0 0x{{place.Window:x}} 0 0x{{place.Buffer + BufferBytes - place.Window:x}}>;
                };
            };
            {{UioPort.NodeName}}@{{place.Window:x}} {
                compatible = "generic-uio";
                linux,uio-name = "{{UioPort.NodeName}}";
                reg = <0 0x{{place.Window:x}} 0 0x{{WindowBytes:x}}>, <0 0x{{place.Buffer:x}} 0 0x{{BufferBytes:x}}>;
                interrupts = <0 {{FabricInterrupt}} 4>;
            };

        """;

    // The names that fabric/vivado/mcc.dtso refers to. Clocks and resets of the processing system have no driver here.
    private static string Chip(FabricPlace place) =>
        $$"""
            reserved-memory {
                #address-cells = <2>;
                #size-cells = <2>;
                ranges;
                onboard-memory@{{place.Buffer:x}} {
                    no-map;
                    reg = <0 0x{{place.Buffer:x}} 0 0x{{UioPort.MemoryBytes:x}}>;
                };
                window@{{place.Window:x}} {
                    no-map;
                    reg = <0 0x{{place.Window:x}} 0 0x{{WindowBytes + BellBytes:x}}>;
                };
            };
            amba: axi {
                compatible = "simple-bus";
                #address-cells = <2>;
                #size-cells = <2>;
                ranges;
            };
            zynqmp_clk: clock-controller {
                #clock-cells = <1>;
            };
            zynqmp_reset: reset-controller {
                #reset-cells = <1>;
            };
            manager: fpga-manager@{{place.Bell:x}} {
                compatible = "onboard,emulated-fpga";
                reg = <0 0x{{place.Bell:x}} 0 0x{{BellBytes:x}}>;
            };
            fpga_full: fpga-region {
                compatible = "fpga-region";
                fpga-mgr = <&manager>;
                #address-cells = <2>;
                #size-cells = <2>;
                ranges;
            };

        """;

    // As in the ZCU102's tree, on a chip that gpio-sim makes.
    private static string Panel =>
        $$"""
            gpio-simulator {
                compatible = "gpio-simulator";
                lines: bank {
                    gpio-controller;
                    #gpio-cells = <2>;
                    ngpios = <32>;
                    gpio-sim,label = "zynqmp_gpio";
                };
            };
            gpio-keys {
                compatible = "gpio-keys";
                switch-19 {
                    label = "sw19";
                    gpios = <&lines {{ButtonLine}} 0>;
                    linux,code = <108>;
                };
            };
            leds {
                compatible = "gpio-leds";
                heartbeat-led {
                    label = "heartbeat";
                    gpios = <&lines {{LightLine}} 0>;
                    linux,default-trigger = "heartbeat";
                };
            };

        """;

    /// <summary>A node with all below it.</summary>
    private static string Node(string tree, string head)
    {
        int start = tree.IndexOf(head, StringComparison.Ordinal);
        if (start < 0) throw new InvalidDataException($"the device tree has no {head}");
        int depth = 0;
        for (int at = start; at < tree.Length; at++)
        {
            if (tree[at] == '{') depth++;
            if (tree[at] == '}' && --depth == 0) return tree[start..(at + 2)];
        }

        throw new InvalidDataException($"{head} does not end");
    }

    // Handles of the other tree mean nothing in this one, and nothing in the subtree is referred to.
    private static string WithoutReferences(string node)
    {
        StringBuilder kept = new();
        foreach (string line in node.Split('\n'))
        {
            if (line.Contains("phandle =", StringComparison.Ordinal) || line.Contains("-supply =", StringComparison.Ordinal)) continue;
            kept.AppendLine(line);
        }

        return kept.ToString();
    }
}

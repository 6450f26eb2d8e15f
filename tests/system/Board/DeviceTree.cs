using System.Text;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Tests.System.Board;

/// <summary>
/// The emulated board's device tree: QEMU's own of its "virt" machine, with the power monitors of the kernel's ZCU102 tree under
/// the I2C adapter, the fabric's node, and the ZCU102's name.
/// </summary>
internal static class DeviceTree
{
    /// <summary>The fabric's registers and memory, at the end of the guest's memory, which starts at 1 GiB.</summary>
    public const ulong FabricWindow = 0x7f00_0000, FabricMemory = 0x7f80_0000;

    /// <summary>Where the guest's memory begins.</summary>
    public const ulong MemoryStart = 0x4000_0000;

    /// <summary>Sizes of both, bytes.</summary>
    public const ulong WindowBytes = 0x1000, MemoryBytes = 0x80_0000;

    /// <summary>The fabric's interrupt, as on the ZCU102.</summary>
    public const int FabricInterrupt = 89;

    /// <summary>The virtio slot of the I2C adapter.</summary>
    private const string AdapterSlot = "virtio_mmio@a000000 {";

    /// <param name="machine">QEMU's tree as source text.</param>
    /// <param name="board">The ZCU102's tree as source text.</param>
    public static string Join(string machine, string board)
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
        return tree[..tree.LastIndexOf("};", StringComparison.Ordinal)] + $$"""
            reserved-memory {
                #address-cells = <2>;
                #size-cells = <2>;
                ranges;
                onboard-memory@{{FabricWindow:x}} {
                    no-map;
                    reg = <0 0x{{FabricWindow:x}} 0 0x{{FabricMemory + MemoryBytes - FabricWindow:x}}>;
                };
            };
            {{UioPort.NodeName}}@{{FabricWindow:x}} {
                compatible = "generic-uio";
                linux,uio-name = "{{UioPort.NodeName}}";
                reg = <0 0x{{FabricWindow:x}} 0 0x{{WindowBytes:x}}>, <0 0x{{FabricMemory:x}} 0 0x{{MemoryBytes:x}}>;
                interrupts = <0 {{FabricInterrupt}} 4>;
            };
        };
        """;
    }

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

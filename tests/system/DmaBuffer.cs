using OnBoard.Tests.System.Board;
using OnBoard.Tests.Unit.Shipping;

namespace OnBoard.Tests.System;

/// <summary>
/// The fabric's memory from u-dma-buf in place of the reserved range, as the service's user, within its sandbox. Neither Linux nor
/// Debian has that driver: where kernel.sh was given its source, the real one is tried.
/// </summary>
internal sealed class DmaBuffer(EmulatedBoard board, DeployedService service)
{
    private const string Overlay = "/opt/onboard/current/fabric/zcu102/mcc.dtbo", Module = "u_dma_buf";

    /// <summary>Runs on it, and goes back to the reserved range.</summary>
    public void ServesInPlaceOfReservedMemory()
    {
        if (board.Try("modinfo u-dma-buf").ExitCode != 0)
        {
            service.Report("u-dma-buf: skipped; neither Linux nor Debian has it, and ONBOARD_UDMABUF_SOURCE names no folder with its source");
            return;
        }

        board.Shell($"cp {Overlay} {Overlay}.shipped");
        Use(Compile(WithBuffer(File.ReadAllText(Repository.PathOf("fabric", "vivado", "mcc.dtso")))));
        Assert.Equal("1", board.Shell($"ls /sys/class/uio/uio*/maps | wc -l"));
        long jobs = board.Fabric.Logic.JobsStarted;
        service.WaitUntil(() => board.Fabric.Logic.JobsStarted > jobs + 100, $"no jobs: {service.Conditions()}");
        Assert.Contains("uio", service.Fact("network"), StringComparison.Ordinal);
        Assert.False(service.Complains("fabric"), service.Conditions());
        Assert.Equal("1", board.Shell($"ls -l /proc/{service.Process}/fd | grep -c /dev/udmabuf-mcc"));
        service.Report($"u-dma-buf {board.Shell("cat /sys/class/u-dma-buf/udmabuf-mcc/driver_version")}: the service runs on a buffer at "
            + $"{board.Shell("cat /sys/class/u-dma-buf/udmabuf-mcc/phys_addr")}, synchronised through its node; "
            + $"{board.Fabric.Logic.JobsStarted - jobs} jobs");

        board.Shell("systemctl stop onboard onboard-fabric");
        board.Shell($"mv {Overlay}.shipped {Overlay}; systemctl start onboard-fabric onboard");
        service.GoesOn();
    }

    private void Use(string overlay)
    {
        board.Shell($"systemctl stop onboard onboard-fabric; ! grep -q {Module} /proc/modules");
        board.Put(overlay, Overlay);
        File.Delete(overlay);
        board.Shell("systemctl start onboard-fabric onboard");
        service.WaitUntil(() => board.Shell("systemctl is-active onboard || true") == "active", "the service does not start");
    }

    /// <summary>The overlay as its text says: the second range goes, a buffer comes.</summary>
    private static string WithBuffer(string overlay)
    {
        const string Node = "mcc@a0000000 {";
        int node = overlay.IndexOf(Node, StringComparison.Ordinal);
        int range = overlay.IndexOf("reg = <", node, StringComparison.Ordinal);
        int first = overlay.IndexOf(',', range), end = overlay.IndexOf(';', range);
        Assert.True(node > 0 && range > node && first > 0 && first < end, "the overlay's node of the fabric is another");
        string oneRange = overlay[..first] + overlay[end..];
        return oneRange.Replace("\"registers\", \"memory\"", "\"registers\"", StringComparison.Ordinal).Replace(
            Node, "udmabuf-mcc { compatible = \"ikwzm,u-dma-buf\"; device-name = \"udmabuf-mcc\"; size = <0x0 0x1000000>; };\n\n\t\t\t" + Node,
            StringComparison.Ordinal);
    }

    private static string Compile(string source)
    {
        string text = Path.GetTempFileName(), blob = Path.GetTempFileName();
        File.WriteAllText(text, source);
        Command.Run("dtc", "-q", "-@", "-I", "dts", "-O", "dtb", "-o", blob, text).Must();
        File.Delete(text);
        return blob;
    }
}

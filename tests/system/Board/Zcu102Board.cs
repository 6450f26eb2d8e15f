namespace OnBoard.Tests.System.Board;

/// <summary>
/// QEMU's "xlnx-zcu102": four cores and the SoC's own serial port, Ethernet, SD card, GPIO and clock under the board's own device
/// tree, fitted in zcu102-qemu.dts. QEMU has no model of its I2C controllers, so that there are no power monitors.
/// </summary>
public sealed class Zcu102Board : EmulatedBoard
{
    private const string Unused = "user,model=cadence_gem";

    /// <summary>Starts it.</summary>
    public Zcu102Board()
    {
        if (Release is null) return;
        Start(
            [
                "-M", "xlnx-zcu102,memory-backend=ram", "-smp", "4", .. SharedMemory,
                "-drive", $"if=sd,index=1,format=raw,snapshot=on,file={Needed("ROOT")}",

                // The board's connector is at the last of four Ethernet controllers.
                "-nic", Unused, "-nic", Unused, "-nic", Unused, "-nic", $"{Network},model=cadence_gem",
            ],
            DeviceTree.OfZcu102(Source(Needed("KERNEL") + ".zcu102-qemu.dtb")), DeviceTree.Zcu102Fabric,
            "console=ttyPS0,115200 root=/dev/mmcblk0", _ => "/machine/soc/gic");
    }

    /// <inheritdoc/>
    protected override string UsualLogic => "model";

    /// <inheritdoc/>
    protected override int MemoryGiB => 1;
}

using OnBoard.Tests.System.VhostUser;

namespace OnBoard.Tests.System.Board;

/// <summary>
/// QEMU's "virt" machine under the name of a ZCU102: this process is its I2C bus with all power monitors, too. Buttons and
/// lights are on lines that the kernel simulates.
/// </summary>
public sealed class VirtBoard : EmulatedBoard
{
    private readonly VhostUserI2c? _adapter;

    /// <summary>Starts it.</summary>
    public VirtBoard()
    {
        if (Release is null) return;
        string[] machine = ["-M", "virt,gic-version=2,memory-backend=ram", "-cpu", "cortex-a53", "-smp", "2", .. SharedMemory];
        string blob = Path.Combine(Folder, "machine.dtb"), socket = Path.Combine(Folder, "i2c");
        Command.Run("qemu-system-aarch64", [.. machine, "-machine", $"dumpdtb={blob}", "-nodefaults"]).Must();
        _adapter = new VhostUserI2c(Chips.Bus, socket);
        Start(
            [
                .. machine, "-nodefaults",
                "-drive", $"if=none,id=disk,format=raw,snapshot=on,file={Needed("ROOT")}",
                "-device", "virtio-blk-device,drive=disk,bus=virtio-mmio-bus.1",
                "-netdev", $"id=net,type={Network}",
                "-device", "virtio-net-device,netdev=net,bus=virtio-mmio-bus.2",
                "-device", "virtio-rng-device,bus=virtio-mmio-bus.3",
                "-chardev", $"socket,id=i2c,path={socket}",
                "-device", "vhost-user-i2c-device,chardev=i2c,bus=virtio-mmio-bus.0,event_idx=off",
            ],
            DeviceTree.OfVirt(Source(blob), Source(Needed("KERNEL") + ".zcu102.dtb")), DeviceTree.VirtFabric,
            "console=ttyAMA0 root=/dev/vda", monitor => monitor.Find("arm_gic"));
    }

    /// <summary>Its power monitors.</summary>
    internal BoardChips Chips { get; } = new();

    /// <inheritdoc/>
    protected override string UsualLogic => "model";

    /// <inheritdoc/>
    /// <remarks>The window of registers is at the place that the overlay says: it must be memory.</remarks>
    protected override int MemoryGiB => 2;

    /// <inheritdoc/>
    protected override Exception? Failure => _adapter?.Failure ?? base.Failure;

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _adapter?.Dispose();
    }
}

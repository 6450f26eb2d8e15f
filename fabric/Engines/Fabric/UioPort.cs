using OnBoard.Drivers;
using OnBoard.Drivers.Fpga;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// The fabric of this board: the UIO device <c>mcc</c>, with memory in its node's second range or in the u-dma-buf buffer
/// <c>udmabuf-mcc</c>.
/// </summary>
public static class UioPort
{
    /// <summary>The name of the fabric's node in the device tree.</summary>
    public const string NodeName = "mcc";

    /// <summary>The name of its u-dma-buf buffer.</summary>
    public const string BufferName = "udmabuf-mcc";

    /// <summary>Its bitstream, below /lib/firmware.</summary>
    public const string Firmware = "onboard/mcc.bit.bin";

    /// <summary>Whether this machine has one.</summary>
    public static bool IsPresent(string sysfsRoot = "/sys") => UioNode.Find(NodeName, sysfsRoot) is not null;

    /// <summary>Opens it.</summary>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <exception cref="DeviceMissingException">There is no fabric, or no memory for it.</exception>
    /// <exception cref="DeviceFailedException">It may not be opened or mapped.</exception>
    public static FabricPort Open(string sysfsRoot = "/sys")
    {
        UioNode node = UioNode.Find(NodeName, sysfsRoot) ?? throw new DeviceMissingException(
            "fabric", $"the kernel has no UIO device {NodeName}",
            "load the fabric's bitstream and overlay (deploy.sh does), or run with --fabric cpu");
        UioDevice device = new(node);
        IRegisterWindow? registers = null;
        try
        {
            registers = device.MapRegisters(0);
            IDmaMemory memory = node.Maps.Count > 1 ? device.MapMemory(1) : new UDmaBuffer(BufferName, sysfsRoot);
            FpgaManager? manager = FpgaManager.Find(sysfsRoot);
            Action? reload = manager?.Has(Firmware) == true ? () => manager.Load(Firmware) : null;
            FabricTiming timing = FabricTiming.Logic.At(registers.Read(FabricRegisters.ClockHz.Offset));
            return new FabricPort("uio", registers, device.Interrupt, memory, timing, reload, device);
        }
        catch (OnBoardException)
        {
            registers?.Dispose();
            device.Dispose();
            throw;
        }
    }
}

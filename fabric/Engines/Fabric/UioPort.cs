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

    /// <summary>Where the memory begins that its overlay gives it.</summary>
    public const ulong MemoryAddress = 0x7000_0000;

    /// <summary>How large that memory is.</summary>
    public const ulong MemoryBytes = 64 << 20;

    /// <summary>Whether this machine has one.</summary>
    public static bool IsPresent(string sysfsRoot = "/sys") => UioNode.Find(NodeName, sysfsRoot) is not null;

    /// <summary>Opens it.</summary>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <exception cref="DeviceMissingException">There is no fabric, or no memory for it.</exception>
    /// <exception cref="DeviceFailedException">
    /// It may not be opened or mapped, or its memory is not kept from Linux: then nothing is written to it.
    /// </exception>
    public static FabricPort Open(string sysfsRoot = "/sys")
    {
        UioNode node = UioNode.Find(NodeName, sysfsRoot) ?? throw new DeviceMissingException(
            "fabric", $"the kernel has no UIO device {NodeName}",
            "load the fabric's bitstream and overlay (deploy.sh does), or run with --fabric cpu");
        UioDevice device = new(node);
        IRegisterWindow? registers = null;
        IDmaMemory? memory = null;
        try
        {
            registers = device.MapRegisters(0);
            memory = Memory(node, device, sysfsRoot);
            FabricTiming timing = FabricTiming.Logic.At(registers.Read(FabricRegisters.ClockHz.Offset));
            return new FabricPort("uio", registers, device.Interrupt, memory, timing, Reload(sysfsRoot), device);
        }
        catch
        {
            memory?.Dispose();
            registers?.Dispose();
            device.Dispose();
            throw;
        }
    }

    private static IDmaMemory Memory(UioNode node, UioDevice device, string sysfsRoot)
    {
        if (node.Maps.Count > 1)
        {
            UioMap range = node.Maps[1];
            ReservedMemory.Require("fabric", range.Address, (ulong)range.Length, sysfsRoot);
            return device.MapMemory(1);
        }

        UDmaBuffer buffer = new(BufferName, sysfsRoot);
        if (!buffer.IsCoherent) return buffer;
        buffer.Dispose();
        throw new DeviceFailedException(
            buffer.Name, "its node says dma-coherent, but the logic's port (HP, AxCACHE 0011) does not see the processor's cache",
            "take dma-coherent out of the buffer's node");
    }

    /// <summary>How its logic is loaded anew: by this process where it may, else by the unit that root runs for that.</summary>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <param name="rootsSocket">Where that unit is asked.</param>
    /// <returns>Loads it; null where nobody can.</returns>
    public static Action? Reload(string sysfsRoot = "/sys", string rootsSocket = RootReload.Address)
    {
        if (FpgaManager.Find(sysfsRoot) is { MayLoad: true } manager && manager.Has(Firmware)) return () => manager.Load(Firmware);
        return RootReload.IsOffered(rootsSocket) ? () => RootReload.Ask(rootsSocket) : null;
    }
}

using System.Buffers.Binary;
using System.Globalization;
using OnBoard.Drivers;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Device.Commands.Checks;

/// <summary>
/// Whether the fabric's memory is kept from Linux, and whether its logic runs at the clock that it was built for. Nothing of it is
/// written.
/// </summary>
internal sealed class FabricCheck : ICheck
{
    private const string ClockNode = "clocking-mcc";

    public string Name => "fabric";

    public IEnumerable<Finding> Look(CheckContext context) =>
        UioNode.Find(UioPort.NodeName) is { } node ? Look(node)
        : context.Settings.Board.IsReal ? [WithoutLogic("/sys")]
        : [Finding.Ok("fabric", "no logic is loaded here: the processor runs the network")];

    /// <summary>Whether logic could be loaded on a board that has none.</summary>
    internal static Finding WithoutLogic(string sysfsRoot)
    {
        try
        {
            ReservedMemory range = ReservedMemory.Require("fabric", UioPort.MemoryAddress, UioPort.MemoryBytes, sysfsRoot);
            return Finding.Note("fabric", $"no logic is loaded; memory is kept for it ({range.Name})", "onboard-fabric load says why");
        }
        catch (DeviceFailedException error)
        {
            return Finding.Note("fabric", $"no logic is loaded, nor may be: {error.Cause}", error.Remedy);
        }
    }

    /// <summary>Whether the kernel was asked for the clock that the logic was built for.</summary>
    /// <param name="built">The logic's register, Hz.</param>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    internal static Finding Clock(uint built, string sysfsRoot)
    {
        string tree = Path.Combine(sysfsRoot, "firmware", "devicetree", "base");
        string? node = Directory.Exists(tree)
            ? Directory.EnumerateDirectories(tree, ClockNode, SearchOption.AllDirectories).FirstOrDefault() : null;
        string rates = node is null ? "" : Path.Combine(node, "assigned-clock-rates");
        if (!File.Exists(rates))
            return Finding.Note("fabric clock", string.Create(CultureInfo.InvariantCulture, $"built for {built / 1e6:0.###} MHz; the device tree does not say what it gets"));
        uint asked = BinaryPrimitives.ReadUInt32BigEndian(File.ReadAllBytes(rates));
        string text = string.Create(CultureInfo.InvariantCulture, $"built for {built / 1e6:0.###} MHz, the overlay asks for {asked / 1e6:0.###}");
        return asked <= built
            ? Finding.Ok("fabric clock", text)
            : new Finding(FindingState.Failed, "fabric clock", $"{text}: timing does not hold", "take overlay and bitstream of one build");
    }

    private static IEnumerable<Finding> Look(UioNode node)
    {
        if (node.Maps.Count > 1)
        {
            UioMap memory = node.Maps[1];
            ReservedMemory range = ReservedMemory.Require("fabric memory", memory.Address, (ulong)memory.Length);
            yield return Finding.Ok("fabric memory", $"{memory.Length >> 20} MiB at 0x{memory.Address:X} are kept from Linux ({range.Name})");
        }
        else
        {
            using UDmaBuffer buffer = new(UioPort.BufferName);
            yield return Finding.Ok("fabric memory", $"{buffer.Length >> 20} MiB at 0x{buffer.BusAddress:X} by {buffer.Name}");
        }

        using UioDevice device = new(node);
        using IRegisterWindow registers = device.MapRegisters(0);
        yield return Clock(registers.Read(FabricRegisters.ClockHz.Offset), "/sys");
    }
}

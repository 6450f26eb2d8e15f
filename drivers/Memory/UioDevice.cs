using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Memory;

/// <summary>
/// A device that the kernel's UIO driver hands to a program (uio_pdrv_genirq): its registers, its interrupt and, where its
/// node has a second range, memory. One program at a time uses it.
/// </summary>
public sealed class UioDevice : IDisposable
{
    private readonly ISystemCalls _system;
    private readonly DeviceFile _file;
    private readonly UioNode _node;

    /// <summary>Opens a device.</summary>
    /// <exception cref="DeviceMissingException">Its node is gone.</exception>
    /// <exception cref="DeviceFailedException">It may not be opened.</exception>
    public UioDevice(UioNode node)
        : this(node, LinuxSystemCalls.Instance)
    {
    }

    internal UioDevice(UioNode node, ISystemCalls system)
    {
        _node = node;
        _system = system;
        _file = DeviceFile.Open(system, node.Path, out int errno) ?? throw Refused(errno);
        Interrupt = new UioInterrupt(node.Path, _file);
    }

    /// <summary>Its interrupt; closed with the device.</summary>
    public IInterrupt Interrupt { get; }

    /// <summary>Maps a range as registers; the caller disposes of it.</summary>
    /// <exception cref="DeviceFailedException">There is no such range, or the kernel refused.</exception>
    public IRegisterWindow MapRegisters(int map)
    {
        UioMap range = Range(map);
        return new MappedRegisters($"{_node.Path} registers", Map(range), range.Offset);
    }

    /// <summary>
    /// Maps a range as memory: reserved memory that the device tree puts behind the registers. The kernel maps it as
    /// device memory, so nothing is cached and the device is always up to date; the caller disposes of it.
    /// </summary>
    /// <exception cref="DeviceFailedException">There is no such range, or the kernel refused.</exception>
    public IDmaMemory MapMemory(int map)
    {
        UioMap range = Range(map);
        return new UncachedMemory($"{_node.Path} memory", range, Map(range));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private UioMap Range(int map) => map < _node.Maps.Count
        ? _node.Maps[map]
        : throw new DeviceFailedException(
            _node.Path, $"it has no range {map} to map", $"add it to the reg property of the node {_node.Name} in the device tree");

    /// <summary>UIO numbers its ranges by pages of the offset.</summary>
    private MappedMemory Map(UioMap range) =>
        _file.Map(checked((int)(range.Offset + range.Length)), (long)range.Index * Environment.SystemPageSize, out int errno)
        ?? throw new DeviceFailedException(
            _node.Path, $"range {range.Index} cannot be mapped: {Errno.Describe(errno)}",
            "check that the reg property of its node covers whole pages");

    private OnBoardException Refused(int errno) => errno is Errno.NoEntry or Errno.NoDevice or Errno.NoDeviceOrAddress
        ? new DeviceMissingException(
            _node.Path, Errno.Describe(errno), "load uio_pdrv_genirq with of_id=generic-uio and the fabric's firmware")
        : new DeviceFailedException(
            _node.Path, $"it cannot be opened: {Errno.Describe(errno)}", "give the service's user read and write access to it");
}

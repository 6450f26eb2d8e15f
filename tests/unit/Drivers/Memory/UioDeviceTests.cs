using System.Buffers.Binary;
using OnBoard.Drivers;
using OnBoard.Drivers.Memory;
using OnBoard.Drivers.Native;
using OnBoard.Tests.Unit.Drivers.I2c;

namespace OnBoard.Tests.Unit.Drivers.Memory;

public sealed class UioDeviceTests : IDisposable
{
    private static readonly UioNode Node = new(
        "/dev/uio3", "mcc",
        [new(0, "registers", 0xA000_0000, 4096, 0), new(1, "memory", 0x7000_0010, 8192 + 8, 16)]);

    private readonly ScriptedUio _system = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void The_kernel_says_where_a_device_is_and_what_can_be_mapped()
    {
        SysfsTree tree = new();
        string first = Path.Combine(tree.Root, "class", "uio", "uio0"), second = Path.Combine(tree.Root, "class", "uio", "uio1");
        SysfsTree.Files(first, ("name", "another"));
        SysfsTree.Files(second, ("name", "mcc"));
        SysfsTree.Files(
            Path.Combine(second, "maps", "map0"),
            ("addr", "0x00000000a0000000"), ("name", "mcc@a0000000"), ("offset", "0x0"), ("size", "0x0000000000001000"));
        SysfsTree.Files(
            Path.Combine(second, "maps", "map1"),
            ("addr", "0x0000000070000000"), ("name", "memory"), ("offset", "0x0"), ("size", "0x0000000001000000"));

        UioNode? node = UioNode.Find("mcc", tree.Root);
        Assert.NotNull(node);
        Assert.Equal("/dev/uio1", node.Path);
        Assert.Equal(
            [new(0, "mcc@a0000000", 0xA000_0000, 0x1000, 0), new(1, "memory", 0x7000_0000, 0x100_0000, 0)], node.Maps);
        Assert.Null(UioNode.Find("absent", tree.Root));
        Assert.Null(UioNode.Find("mcc", Path.Combine(tree.Root, "nowhere")));
    }

    [Fact]
    public void Registers_are_words_of_the_first_range()
    {
        using UioDevice device = new(Node, _system);
        using IRegisterWindow registers = device.MapRegisters(0);
        Assert.Equal("/dev/uio3", _system.OpenedPath);
        registers.Write(0x84, 0x1122_3344);
        Assert.Equal(0x1122_3344u, BinaryPrimitives.ReadUInt32LittleEndian(_system.MapAt(0)[0x84..]));
        BinaryPrimitives.WriteUInt32LittleEndian(_system.MapAt(0)[0x38..], 7);
        Assert.Equal(7u, registers.Read(0x38));
        Assert.Throws<ArgumentOutOfRangeException>(() => registers.Read(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => registers.Read(-4));
        Assert.Throws<ArgumentOutOfRangeException>(() => registers.Read(4096));
    }

    /// <summary>The range begins 16 bytes into its first page, and the page is that of its number.</summary>
    [Fact]
    public void Memory_is_copied_to_and_from_the_second_range()
    {
        using UioDevice device = new(Node, _system);
        using IDmaMemory memory = device.MapMemory(1);
        Assert.Equal((0x7000_0020ul, 8192), (memory.BusAddress, memory.Length));
        byte[] data = [.. Enumerable.Range(1, 48).Select(i => (byte)i)], back = new byte[48];
        memory.Write(32, data);
        Assert.Equal(data, _system.MapAt(Environment.SystemPageSize).Slice(16 + 32, 48).ToArray());
        memory.Read(32, back);
        Assert.Equal(data, back);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Write(8, data));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Write(0, data.AsSpan(0, 20)));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read(8192 - 32, back));
    }

    [Fact]
    public void An_interrupt_is_enabled_waited_for_and_read()
    {
        using UioDevice device = new(Node, _system);
        device.Interrupt.Enable();
        Assert.Equal([1], _system.Written);
        Assert.False(device.Interrupt.Wait(TimeSpan.Zero));
        _system.Pending = 3;
        Assert.True(device.Interrupt.Wait(TimeSpan.Zero));
        Assert.False(device.Interrupt.Wait(TimeSpan.Zero));
        _system.Pending = 1;
        _system.ReadsAreEmpty = true;
        Assert.False(device.Interrupt.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void A_device_without_an_interrupt_is_told()
    {
        using UioDevice device = new(Node, _system);
        _system.PollAnswer = PollEvents.Error;
        Assert.Contains(
            "interrupts property", Assert.Throws<DeviceFailedException>(() => device.Interrupt.Wait(TimeSpan.Zero)).Remedy,
            StringComparison.Ordinal);
        _system.WriteErrno = Errno.NoDeviceOrAddress;
        Assert.Throws<DeviceFailedException>(device.Interrupt.Enable);
    }

    [Fact]
    public void Absent_forbidden_and_unmappable_devices_are_told_apart()
    {
        _system.OpenErrno = Errno.NoEntry;
        Assert.Contains(
            "uio_pdrv_genirq", Assert.Throws<DeviceMissingException>(() => new UioDevice(Node, _system)).Remedy, StringComparison.Ordinal);
        _system.OpenErrno = Errno.AccessDenied;
        Assert.Contains(
            "write access", Assert.Throws<DeviceFailedException>(() => new UioDevice(Node, _system)).Remedy, StringComparison.Ordinal);
        _system.OpenErrno = 0;
        using UioDevice device = new(Node, _system);
        Assert.Throws<DeviceFailedException>(() => device.MapRegisters(2));
        _system.MapErrno = Errno.Invalid;
        Assert.Throws<DeviceFailedException>(() => device.MapRegisters(0));
    }

    [Fact]
    public void Everything_is_given_back()
    {
        UioDevice device = new(Node, _system);
        IRegisterWindow registers = device.MapRegisters(0);
        IDmaMemory memory = device.MapMemory(1);
        device.Dispose();
        Assert.False(_system.AllGivenBack);
        registers.Dispose();
        memory.Dispose();
        Assert.True(_system.AllGivenBack);
        Assert.Throws<ObjectDisposedException>(() => registers.Read(0));
    }
}

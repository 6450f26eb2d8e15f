using OnBoard.Drivers;
using OnBoard.Drivers.Memory;
using OnBoard.Drivers.Native;
using OnBoard.Tests.Unit.Drivers.I2c;

namespace OnBoard.Tests.Unit.Drivers.Memory;

public sealed class UDmaBufferTests : IDisposable
{
    private readonly ScriptedUio _system = new();
    private readonly SysfsTree _tree = new();

    public void Dispose() => _system.Dispose();

    /// <summary>The driver's documentation: offset in the upper half, then size, direction at bit 2 and 1 to go.</summary>
    [Fact]
    public void Each_piece_is_given_to_the_device_or_taken_back()
    {
        string folder = Buffer("u-dma-buf", coherent: false);
        using UDmaBuffer buffer = new("udmabuf-mcc", _tree.Root, _system);
        Assert.Equal((0x7000_0000ul, 0x10000, "/dev/udmabuf-mcc"), (buffer.BusAddress, buffer.Length, buffer.Name));
        byte[] data = [.. Enumerable.Range(1, 64).Select(i => (byte)i)], back = new byte[64];
        buffer.Write(0x120, data);
        Assert.Equal("0x0000012000000045", File.ReadAllText(Path.Combine(folder, "sync_for_device")));
        Assert.Equal(data, _system.MapAt(0).Slice(0x120, 64).ToArray());
        buffer.Read(0x120, back);
        Assert.Equal("0x0000012000000049", File.ReadAllText(Path.Combine(folder, "sync_for_cpu")));
        Assert.Equal(data, back);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Write(8, data));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Read(0x10000, back));
    }

    /// <summary>u-dma-buf-ioctl.h: _IOR('U', 2, u64) tells the size, 5 and 6 take the word that the files take.</summary>
    [Fact]
    public void A_node_that_takes_ioctls_is_synchronised_by_them_without_a_file_of_sysfs()
    {
        string folder = Buffer("u-dma-buf", coherent: false);
        File.Delete(Path.Combine(folder, "sync_for_device"));
        File.Delete(Path.Combine(folder, "sync_for_cpu"));
        _system.TakesControls = true;
        using (UDmaBuffer buffer = new("udmabuf-mcc", _tree.Root, _system))
        {
            byte[] data = new byte[64];
            buffer.Write(0x120, data);
            buffer.Read(0x120, data);
            Assert.Equal([0x80085502u, 0x40085506, 0x40085505], _system.Controls.Select(control => control.Request));
            Assert.Equal([0x0000_0120_0000_0045ul, 0x0000_0120_0000_0049], _system.Controls.Skip(1).Select(control => control.Argument));
            Allocations.None(() => buffer.Write(0, data));
            _system.ControlErrno = Errno.Invalid;
            Assert.Throws<DeviceFailedException>(() => buffer.Read(0, data));
        }

        Assert.True(_system.AllGivenBack);
    }

    /// <summary>ikwzm/udmabuf, issue 10: the kernel stops.</summary>
    [Fact]
    public void A_buffer_in_memory_that_the_kernel_does_not_map_is_not_synchronised_but_refused()
    {
        Buffer("u-dma-buf", coherent: false);
        string node = Path.Combine(_tree.Root, "firmware", "devicetree", "base", "reserved-memory", "onboard-memory@70000000");
        Directory.CreateDirectory(node);
        File.WriteAllBytes(Path.Combine(node, "reg"), Convert.FromHexString("00000000700000000000000004000000"));
        new UDmaBuffer("udmabuf-mcc", _tree.Root, _system).Dispose();
        File.WriteAllText(Path.Combine(node, "no-map"), "");
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() => new UDmaBuffer("udmabuf-mcc", _tree.Root, _system));
        Assert.Contains("would stop the kernel", error.Cause, StringComparison.Ordinal);
        Assert.True(_system.AllGivenBack);
    }

    [Fact]
    public void A_coherent_buffer_needs_no_care()
    {
        string folder = Buffer("udmabuf", coherent: true);
        using UDmaBuffer buffer = new("udmabuf-mcc", _tree.Root, _system);
        buffer.Write(0, new byte[16]);
        buffer.Read(0, new byte[16]);
        Assert.Equal("", File.ReadAllText(Path.Combine(folder, "sync_for_device")));
        Assert.Equal("", File.ReadAllText(Path.Combine(folder, "sync_for_cpu")));
    }

    [Fact]
    public void A_copy_allocates_nothing()
    {
        Buffer("u-dma-buf", coherent: false);
        using UDmaBuffer buffer = new("udmabuf-mcc", _tree.Root, _system);
        byte[] data = new byte[64];
        Copies();
        Allocations.None(() => Copies());

        void Copies()
        {
            for (int i = 0; i < 20; i++)
            {
                buffer.Write(0, data);
                buffer.Read(0, data);
            }
        }
    }

    [Fact]
    public void What_is_wrong_with_a_buffer_is_told()
    {
        Assert.False(UDmaBuffer.Exists("udmabuf-mcc", _tree.Root));
        Assert.Contains(
            "load u-dma-buf", Assert.Throws<DeviceMissingException>(() => new UDmaBuffer("udmabuf-mcc", _tree.Root, _system)).Remedy,
            StringComparison.Ordinal);

        string folder = Buffer("u-dma-buf", coherent: false);
        Assert.True(UDmaBuffer.Exists("udmabuf-mcc", _tree.Root));
        _system.OpenErrno = Errno.AccessDenied;
        Assert.Throws<DeviceFailedException>(() => new UDmaBuffer("udmabuf-mcc", _tree.Root, _system));
        _system.OpenErrno = 0;
        File.WriteAllText(Path.Combine(folder, "phys_addr"), "nothing\n");
        Assert.Contains(
            "no number", Assert.Throws<DeviceFailedException>(() => new UDmaBuffer("udmabuf-mcc", _tree.Root, _system)).Message,
            StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "phys_addr"), "0x70000008\n");
        Assert.Throws<DeviceFailedException>(() => new UDmaBuffer("udmabuf-mcc", _tree.Root, _system));
        File.WriteAllText(Path.Combine(folder, "phys_addr"), "0x70000000\n");
        File.Delete(Path.Combine(folder, "sync_for_cpu"));
        string remedy = Assert.Throws<DeviceFailedException>(() => new UDmaBuffer("udmabuf-mcc", _tree.Root, _system)).Remedy;
        Assert.Contains("u-dma-buf 4.7 or later", remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("coherent", remedy, StringComparison.Ordinal);
        Assert.True(_system.AllGivenBack);
    }

    private string Buffer(string type, bool coherent)
    {
        string folder = Path.Combine(_tree.Root, "class", type, "udmabuf-mcc");
        SysfsTree.Files(
            folder, ("phys_addr", "0x0000000070000000"), ("size", "65536"), ("dma_coherent", coherent ? "1" : "0"));
        foreach (string file in new[] { "sync_for_device", "sync_for_cpu" }) File.WriteAllText(Path.Combine(folder, file), "");
        return folder;
    }
}

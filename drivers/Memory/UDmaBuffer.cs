using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;
using OnBoard.Drivers.Files;
using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Memory;

/// <summary>
/// A buffer of the u-dma-buf driver (ikwzm/udmabuf): contiguous memory, mapped with the cache on. Each piece is given to the
/// device, or taken back from it, unless the driver says that the device sees the cache (dma_coherent): by an ioctl on its node
/// (4.7 and later), which the service may where /sys is read-only for it, else by a write to sync_for_device or sync_for_cpu.
/// </summary>
public sealed class UDmaBuffer : IDmaMemory
{
    // What the driver calls DMA_TO_DEVICE and DMA_FROM_DEVICE, at bit 2 of the word that it takes.
    private const uint ToDevice = 1 << 2, FromDevice = 2 << 2, Go = 1;

    // _IOR('U', 2, u64), _IOW('U', 5, u64) and _IOW('U', 6, u64) of u-dma-buf-ioctl.h.
    private const uint GetSize = 0x80085502, SynchronizeForProcessor = 0x40085505, SynchronizeForDevice = 0x40085506;
    private const string CheckNode = "check the buffer's node in the device tree and the version of u-dma-buf";

    private readonly MappedMemory _memory;
    private readonly DeviceFile? _node;
    private readonly SafeFileHandle? _forDevice, _forProcessor;

    /// <summary>Maps a buffer.</summary>
    /// <param name="name">Its name: udmabuf0, or the device-name of its node.</param>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <exception cref="DeviceMissingException">The driver has no such buffer.</exception>
    /// <exception cref="DeviceFailedException">It may not be opened, mapped or kept coherent.</exception>
    public UDmaBuffer(string name, string sysfsRoot = "/sys")
        : this(name, sysfsRoot, LinuxSystemCalls.Instance)
    {
    }

    internal UDmaBuffer(string name, string sysfsRoot, ISystemCalls system)
    {
        string folder = Folder(name, sysfsRoot) ?? throw new DeviceMissingException(
            $"/dev/{name}", "there is no such DMA buffer", "load u-dma-buf and give it a node or a size for this buffer");
        Name = $"/dev/{name}";
        BusAddress = SysfsFile.ReadNumber(Path.Combine(folder, "phys_addr"));
        const int MaxLength = int.MaxValue / IDmaMemory.Alignment * IDmaMemory.Alignment;
        Length = (int)Math.Min(SysfsFile.ReadNumber(Path.Combine(folder, "size")), MaxLength);
        if (BusAddress % IDmaMemory.Alignment != 0 || Length % IDmaMemory.Alignment != 0)
            throw new DeviceFailedException(Name, $"0x{BusAddress:X} and {Length} are not multiples of 16", CheckNode);

        IsCoherent = SysfsFile.ReadText(Path.Combine(folder, "dma_coherent")) == "1";
        if (!IsCoherent) RefuseUnmappedPool(sysfsRoot);

        DeviceFile file = DeviceFile.Open(system, Name, out int errno) ?? throw new DeviceFailedException(
            Name, $"it cannot be opened: {Errno.Describe(errno)}", "give the service's user read and write access to it");
        try
        {
            _memory = file.Map(Length, 0, out errno)
                ?? throw new DeviceFailedException(Name, $"it cannot be mapped: {Errno.Describe(errno)}", CheckNode);
            if (IsCoherent) return;
            ulong size = 0;
            if (file.Control(GetSize, ref size) >= 0)
            {
                _node = file;
                return;
            }

            _forDevice = Open(Path.Combine(folder, "sync_for_device"));
            _forProcessor = Open(Path.Combine(folder, "sync_for_cpu"));
        }
        catch
        {
            _memory?.Dispose();
            _forDevice?.Dispose();
            throw;
        }
        finally
        {
            // The mapping outlives the file.
            if (_node is null) file.Dispose();
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ulong BusAddress { get; }

    /// <inheritdoc/>
    public int Length { get; }

    /// <summary>Whether its node says that the device sees the processor's cache; then nothing is synchronised.</summary>
    public bool IsCoherent { get; }

    /// <summary>Whether the driver has a buffer of this name.</summary>
    public static bool Exists(string name, string sysfsRoot = "/sys") => Folder(name, sysfsRoot) is not null;

    /// <inheritdoc/>
    public void Write(int offset, ReadOnlySpan<byte> data)
    {
        IDmaMemory.Require(offset, data.Length, Length);
        data.CopyTo(_memory.Bytes.Slice(offset, data.Length));
        Synchronize(SynchronizeForDevice, _forDevice, offset, data.Length, ToDevice);
    }

    /// <inheritdoc/>
    public void Read(int offset, Span<byte> data)
    {
        IDmaMemory.Require(offset, data.Length, Length);
        Synchronize(SynchronizeForProcessor, _forProcessor, offset, data.Length, FromDevice);
        _memory.Bytes.Slice(offset, data.Length).CopyTo(data);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _memory.Dispose();
        _node?.Dispose();
        _forDevice?.Dispose();
        _forProcessor?.Dispose();
    }

    /// <summary>The class was renamed from udmabuf when the kernel took that name for something else.</summary>
    private static string? Folder(string name, string sysfsRoot)
    {
        string today = Path.Combine(sysfsRoot, "class", "u-dma-buf", name);
        string before = Path.Combine(sysfsRoot, "class", "udmabuf", name);
        return Directory.Exists(today) ? today : Directory.Exists(before) ? before : null;
    }

    /// <summary>
    /// Synchronising goes through the kernel's mapping of the memory; a pool with no-map has none, and the kernel stops
    /// (ikwzm/udmabuf, issue 10).
    /// </summary>
    private void RefuseUnmappedPool(string sysfsRoot)
    {
        ReservedMemory? pool = ReservedMemory.Read(sysfsRoot).FirstOrDefault(range => range.IsUnmapped && range.Covers(BusAddress, (ulong)Length));
        if (pool is null) return;
        throw new DeviceFailedException(
            Name, $"its memory is {pool.Name}, which has no-map: synchronising its cache would stop the kernel",
            "take memory-region out of the buffer's node, so that it comes from the kernel's own pool (cma=), or give the reserved memory to the fabric's UIO node");
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeviceFailedException(
                path, $"it cannot be opened ({error.Message})",
                "use u-dma-buf 4.7 or later, which synchronises through its node, or give the service's user write access to it",
                error);
        }
    }

    /// <summary>
    /// One number of 64 bits says it all: offset in the upper half; size, direction and the command in the lower. Pieces are
    /// multiples of 16 bytes, so the low four bits of the size are free.
    /// </summary>
    private void Synchronize(uint request, SafeFileHandle? file, int offset, int length, uint direction)
    {
        if (length == 0) return;
        ulong command = ((ulong)offset << 32) | (uint)length | direction | Go;
        if (_node is not null)
        {
            int answer = _node.Control(request, ref command);
            if (answer >= 0) return;
            throw new DeviceFailedException(Name, $"its cache cannot be synchronised: {Errno.Describe(-answer)}", CheckNode);
        }

        if (file is null) return;
        Span<byte> text = stackalloc byte[18];
        text[0] = (byte)'0';
        text[1] = (byte)'x';
        Utf8Formatter.TryFormat(command, text[2..], out _, new('X', 16));
        try
        {
            RandomAccess.Write(file, text, 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeviceFailedException(Name, $"its cache cannot be synchronised ({error.Message})", CheckNode, error);
        }
    }
}

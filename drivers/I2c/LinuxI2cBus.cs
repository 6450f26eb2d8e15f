using System.Device.I2c;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// An I2C adapter of the kernel, /dev/i2c-N. It differs from the bus of System.Device.Gpio in two ways that matter
/// here: it asks the kernel for each address (I2C_SLAVE), so that a chip which a driver owns is refused with EBUSY
/// instead of being read behind the driver's back, and it turns error numbers into <see cref="I2cFault"/>.
/// </summary>
/// <remarks>Source: Linux Documentation/i2c/dev-interface.rst and fault-codes.rst. One transfer is one ioctl.</remarks>
public sealed unsafe partial class LinuxI2cBus : I2cBus
{
    private const nuint SlaveRequest = 0x0703;
    private const nuint TransferRequest = 0x0707;
    private const int NoSuchDevice = 6; // ENXIO
    private const ushort ReadFlag = 0x0001;

    private readonly SafeFileHandle _file;

    private LinuxI2cBus(int number, SafeFileHandle file)
    {
        Number = number;
        _file = file;
    }

    /// <summary>N of /dev/i2c-N.</summary>
    public int Number { get; }

    /// <summary>Opens an adapter.</summary>
    /// <param name="number">N of /dev/i2c-N.</param>
    /// <param name="deviceFolder">The folder of the device nodes.</param>
    /// <exception cref="DeviceMissingException">There is no such adapter.</exception>
    /// <exception cref="DeviceFailedException">It may not be opened.</exception>
    public static LinuxI2cBus Open(int number, string deviceFolder = "/dev")
    {
        string path = Path.Combine(deviceFolder, $"i2c-{number}");
        try
        {
            return new(number, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DeviceMissingException(
                path, "there is no such I2C adapter", "load i2c-dev and check the device tree", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new DeviceFailedException(
                path, $"it cannot be opened ({error.Message})", "add the user to the group of the device node", error);
        }
    }

    /// <summary>A chip at a 7-bit address.</summary>
    /// <exception cref="I2cException">A kernel driver owns the address (<see
    /// cref="I2cFault.OwnedByKernel"/>).</exception>
    public override I2cDevice CreateDevice(int deviceAddress)
    {
        if (Control(_file, SlaveRequest, deviceAddress) < 0)
            throw FailureOf(Marshal.GetLastPInvokeError(), deviceAddress);
        return new Chip(this, deviceAddress);
    }

    /// <summary>
    /// A chip that a driver of the kernel may own, only to be looked at: it reads what a transfer names, and writes nothing but
    /// that name.
    /// </summary>
    /// <param name="number">N of /dev/i2c-N.</param>
    /// <param name="deviceAddress">The chip's 7-bit address.</param>
    /// <exception cref="OnBoardException">The adapter is not there, or may not be opened.</exception>
    public static I2cDevice Observe(int number, int deviceAddress) => new Observed(Open(number), deviceAddress);

    /// <inheritdoc/>
    public override void RemoveDevice(int deviceAddress)
    {
        // An address is not held: nothing to give back.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }

    private void Transfer(int address, ReadOnlySpan<byte> write, Span<byte> read)
    {
        fixed (byte* writing = write, reading = read)
        {
            Message* messages = stackalloc Message[2];
            uint count = 0;
            if (!write.IsEmpty) messages[count++] = new((ushort)address, 0, (ushort)write.Length, writing);
            if (!read.IsEmpty) messages[count++] = new((ushort)address, ReadFlag, (ushort)read.Length, reading);
            var transfer = new MessageSet { Messages = messages, Count = count };
            int done = Control(_file, TransferRequest, (nint)(&transfer));
            if (done < 0) throw FailureOf(Marshal.GetLastPInvokeError(), address);

            // Adapters may also tell how far they came (virtio_i2c does): what was not read must not pass for zeros.
            if (done < count) throw FailureOf(NoSuchDevice, address);
        }
    }

    private I2cException FailureOf(int error, int address)
    {
        string subject = $"chip at i2c-{Number} 0x{address:x2}";
        return error switch
        {
            NoSuchDevice or 121 => new(subject, I2cFault.NotAcknowledged), // ENXIO, EREMOTEIO
            110 => new(subject, I2cFault.BusStuck), // ETIMEDOUT
            11 => new(subject, I2cFault.ArbitrationLost), // EAGAIN
            16 => new(subject, I2cFault.OwnedByKernel), // EBUSY
            _ => new(subject, I2cFault.Other, $"the kernel reports {Marshal.GetPInvokeErrorMessage(error)} ({error})"),
        };
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, nint argument);

    private readonly struct Message(ushort address, ushort flags, ushort length, byte* bytes)
    {
#pragma warning disable IDE0052 // Read by the kernel.
        private readonly ushort _address = address;
        private readonly ushort _flags = flags;
        private readonly ushort _length = length;
        private readonly byte* _bytes = bytes;
#pragma warning restore IDE0052
    }

    private struct MessageSet
    {
        public Message* Messages;
        public uint Count;
    }

    private sealed class Observed(LinuxI2cBus bus, int address) : I2cDevice
    {
        public override I2cConnectionSettings ConnectionSettings { get; } = new(bus.Number, address);

        public override void Read(Span<byte> buffer) => throw Refused();

        public override void Write(ReadOnlySpan<byte> buffer) => throw Refused();

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
        {
            if (writeBuffer.Length != 1) throw Refused();
            bus.Transfer(address, writeBuffer, readBuffer);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) bus.Dispose();
            base.Dispose(disposing);
        }

        private I2cException Refused() => new($"chip at i2c-{bus.Number} 0x{address:x2}", I2cFault.OwnedByKernel);
    }

    private sealed class Chip(LinuxI2cBus bus, int address) : I2cDevice
    {
        public override I2cConnectionSettings ConnectionSettings { get; } = new(bus.Number, address);

        public override void Read(Span<byte> buffer) => bus.Transfer(address, default, buffer);

        public override void Write(ReadOnlySpan<byte> buffer) => bus.Transfer(address, buffer, default);

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) =>
            bus.Transfer(address, writeBuffer, readBuffer);
    }
}

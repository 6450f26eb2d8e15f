using System.Device.I2c;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>
/// An I2C bus with modelled chips. A transfer takes as long as its bits do: start and stop one bit each, nine bits a
/// byte, addresses included. Errors are those of <see cref="LinuxI2cBus"/>.
/// </summary>
/// <param name="number">What the bus calls itself: N of i2c-N.</param>
/// <param name="clock">The clock that transfers take their time from.</param>
/// <param name="bitsPerSecond">Clock rate of the bus.</param>
/// <param name="slackNanoseconds">
/// How far the bus may run ahead of the clock before it sleeps: 0 is exact and for virtual time; on the system clock a
/// millisecond spares a wake-up per transfer.
/// </param>
public sealed class VirtualI2cBus(int number, IClock clock, int bitsPerSecond = 400_000, long slackNanoseconds = 0)
    : I2cBus
{
    private readonly Dictionary<int, IVirtualChip> _chips = [];
    private readonly Lock _wires = new();
    private long _busyUntil;

    /// <summary>N of i2c-N.</summary>
    public int Number { get; } = number;

    /// <summary>While set, each transfer fails so; a stuck bus is one that stays set until it is recovered.</summary>
    public I2cFault? Fault { get; set; }

    /// <summary>Called after each transfer that came through.</summary>
    public Action<VirtualTransfer>? Observer { get; set; }

    /// <summary>Solders a chip on.</summary>
    public void Attach(int address, IVirtualChip chip) => _chips.Add(address, chip);

    /// <summary>Takes a chip off: it no longer acknowledges.</summary>
    public void Detach(int address) => _chips.Remove(address);

    /// <inheritdoc/>
    public override I2cDevice CreateDevice(int deviceAddress) => new Device(this, deviceAddress);

    /// <inheritdoc/>
    public override void RemoveDevice(int deviceAddress)
    {
        // An address is not held.
    }

    /// <summary>The chip that answers at an address: on this bus, or behind an open channel of a multiplexer.</summary>
    internal IVirtualChip? Find(int address)
    {
        if (_chips.TryGetValue(address, out IVirtualChip? chip)) return chip;
        foreach (IVirtualChip mux in _chips.Values)
        {
            if (mux.Behind(address) is { } behind) return behind;
        }

        return null;
    }

    private void Transfer(int address, ReadOnlySpan<byte> write, Span<byte> read)
    {
        lock (_wires)
        {
            int bits = 2 + (write.IsEmpty && !read.IsEmpty ? 0 : 9 + (9 * write.Length));
            if (!read.IsEmpty) bits += 9 + (9 * read.Length) + (write.IsEmpty ? 0 : 1);
            _busyUntil = Math.Max(_busyUntil, clock.Nanoseconds) + (bits * 1_000_000_000L / bitsPerSecond);
            if (_busyUntil - clock.Nanoseconds > slackNanoseconds) clock.SleepUntil(_busyUntil);

            if (Fault is { } fault) throw Failure(address, fault);
            IVirtualChip chip = Find(address) ?? throw Failure(address, I2cFault.NotAcknowledged);
            if ((!write.IsEmpty || read.IsEmpty) && !chip.Write(write))
                throw Failure(address, I2cFault.NotAcknowledged);
            if (!read.IsEmpty) chip.Read(read);
            chip.EndTransfer();
        }

        Observer?.Invoke(new(clock.Nanoseconds, address, write.ToArray(), read.Length));
    }

    private I2cException Failure(int address, I2cFault fault) => new($"chip at i2c-{Number} 0x{address:x2}", fault);

    private sealed class Device(VirtualI2cBus bus, int address) : I2cDevice
    {
        public override I2cConnectionSettings ConnectionSettings { get; } = new(bus.Number, address);

        public override void Read(Span<byte> buffer) => bus.Transfer(address, default, buffer);

        public override void Write(ReadOnlySpan<byte> buffer) => bus.Transfer(address, buffer, default);

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) =>
            bus.Transfer(address, writeBuffer, readBuffer);
    }
}

/// <summary>One transfer on a <see cref="VirtualI2cBus"/>, for those who check the order of transfers.</summary>
/// <param name="Nanoseconds">When it ended.</param>
/// <param name="Address">The 7-bit address.</param>
/// <param name="Written">The bytes written.</param>
/// <param name="ReadCount">How many bytes were read after them.</param>
public sealed record VirtualTransfer(long Nanoseconds, int Address, byte[] Written, int ReadCount)
{
    /// <summary>"75 w 04", "40 w 02 r 2".</summary>
    public override string ToString() =>
        $"{Address:x2}{(Written.Length > 0 ? " w" : "")}{string.Concat(Written.Select(value => $" {value:x2}"))}"
        + (ReadCount > 0 ? $" r {ReadCount}" : "");
}

/// <summary>A chip on a <see cref="VirtualI2cBus"/>, as the wires see it.</summary>
public interface IVirtualChip
{
    /// <summary>The bytes between the write address and the next start or stop condition.</summary>
    /// <returns>False where the chip does not acknowledge one of them.</returns>
    bool Write(ReadOnlySpan<byte> bytes);

    /// <summary>Fills the bytes that the master clocks out of the chip.</summary>
    void Read(Span<byte> bytes);

    /// <summary>The stop condition at the end of a transfer that this chip took part in.</summary>
    void EndTransfer()
    {
    }

    /// <summary>The chip behind this one at an address, where this is a multiplexer with an open channel.</summary>
    IVirtualChip? Behind(int address) => null;
}

using System.Device.I2c;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// A bus whose chips are named by where they are on the board ("i2c@ff020000 mux 0x75 channel 1 0x40"), in names and in
/// errors: N of i2c-N follows probe order and aliases, and is another bus on the next board.
/// </summary>
/// <param name="inner">The bus; it stays the caller's.</param>
/// <param name="place">The controller, and the channel of its multiplexer where there is one.</param>
public sealed class PlacedI2cBus(I2cBus inner, string place) : I2cBus
{
    /// <inheritdoc/>
    /// <exception cref="I2cException">The bus refused the address; it is named by its place.</exception>
    public override I2cDevice CreateDevice(int deviceAddress)
    {
        string name = $"{place} 0x{deviceAddress:x2}";
        try
        {
            return new Chip(inner.CreateDevice(deviceAddress), name);
        }
        catch (I2cException error)
        {
            throw error.At($"chip at {name}");
        }
    }

    /// <inheritdoc/>
    public override void RemoveDevice(int deviceAddress) => inner.RemoveDevice(deviceAddress);

    private sealed class Chip(I2cDevice device, string place) : I2cDevice, IPlacedChip
    {
        public string Place => place;

        public override I2cConnectionSettings ConnectionSettings => device.ConnectionSettings;

        public override void Read(Span<byte> buffer) => WriteRead(default, buffer);

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                device.Write(buffer);
            }
            catch (I2cException error)
            {
                throw error.At($"chip at {place}");
            }
        }

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
        {
            try
            {
                if (writeBuffer.IsEmpty) device.Read(readBuffer);
                else device.WriteRead(writeBuffer, readBuffer);
            }
            catch (I2cException error)
            {
                throw error.At($"chip at {place}");
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) device.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>A chip that knows where it is on the board.</summary>
internal interface IPlacedChip
{
    /// <summary>"i2c@ff020000 mux 0x75 channel 1 0x40".</summary>
    string Place { get; }
}

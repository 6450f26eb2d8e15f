using System.Device.I2c;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// An I2C multiplexer that no kernel driver owns, driven by its control register (NXP PCA9544A, PCA9548A). The channel
/// opens with the stop condition, so selection and use are two transfers: both happen under <see cref="Section"/>.
/// </summary>
/// <param name="device">The multiplexer; disposed with this.</param>
/// <param name="model">Which one it is.</param>
public sealed class Pca954x(I2cDevice device, Pca954xModel model) : IDisposable
{
    private int _selected = -1;

    /// <summary>Held from the selection of a channel to the end of the transfers behind it.</summary>
    public Lock Section { get; } = new();

    /// <summary>How many channels there are.</summary>
    public int ChannelCount => model == Pca954xModel.Pca9544 ? 4 : 8;

    /// <summary>Opens one channel and closes the others; no transfer where it is open already.</summary>
    /// <exception cref="I2cException">The multiplexer does not answer.</exception>
    public void Select(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, ChannelCount);
        lock (Section)
        {
            if (_selected == channel) return;
            _selected = -1;
            device.WriteByte((byte)(model == Pca954xModel.Pca9544 ? 0b100 | channel : 1 << channel));
            _selected = channel;
        }
    }

    /// <summary>Closes all channels.</summary>
    /// <exception cref="I2cException">The multiplexer does not answer.</exception>
    public void Deselect()
    {
        lock (Section)
        {
            _selected = -1;
            device.WriteByte(0);
        }
    }

    /// <summary>Makes the next <see cref="Select"/> write the register: after a reset or a failed transfer.</summary>
    public void Forget()
    {
        lock (Section) _selected = -1;
    }

    /// <summary>A channel as a bus of its own.</summary>
    public I2cBus OpenChannel(I2cBus upstream, int channel) => new Pca954xChannel(upstream, this, channel);

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();
}

/// <summary>Which multiplexer or switch it is; the control byte differs.</summary>
public enum Pca954xModel
{
    /// <summary>PCA9544: four channels, one at a time; bit 2 enables, bits 1-0 select.</summary>
    Pca9544,

    /// <summary>PCA9548: eight channels; one bit each.</summary>
    Pca9548,
}

/// <summary>The bus behind one channel of a <see cref="Pca954x"/>: each transfer selects the channel first.</summary>
internal sealed class Pca954xChannel(I2cBus upstream, Pca954x mux, int channel) : I2cBus
{
    /// <inheritdoc/>
    public override I2cDevice CreateDevice(int deviceAddress) =>
        new Chip(upstream.CreateDevice(deviceAddress), mux, channel);

    /// <inheritdoc/>
    public override void RemoveDevice(int deviceAddress)
    {
        // Nothing is held for an address: the same one may exist behind several channels.
    }

    private sealed class Chip(I2cDevice device, Pca954x mux, int channel) : I2cDevice, IPlacedChip
    {
        public string Place { get; } = ChipName.PlaceOf(device);

        public override I2cConnectionSettings ConnectionSettings => device.ConnectionSettings;

        public override void Read(Span<byte> buffer) => Transfer(default, buffer);

        public override void Write(ReadOnlySpan<byte> buffer) => Transfer(buffer, default);

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) =>
            Transfer(writeBuffer, readBuffer);

        protected override void Dispose(bool disposing)
        {
            if (disposing) device.Dispose();
            base.Dispose(disposing);
        }

        private void Transfer(ReadOnlySpan<byte> write, Span<byte> read)
        {
            lock (mux.Section)
            {
                mux.Select(channel);
                try
                {
                    if (read.IsEmpty) device.Write(write);
                    else if (write.IsEmpty) device.Read(read);
                    else device.WriteRead(write, read);
                }
                catch
                {
                    // The multiplexer may have been reset: select anew before the next transfer.
                    mux.Forget();
                    throw;
                }
            }
        }
    }
}

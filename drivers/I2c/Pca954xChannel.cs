using System.Device.I2c;

namespace OnBoard.Drivers.I2c;

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

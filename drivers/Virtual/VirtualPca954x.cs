using OnBoard.Drivers.I2c;

namespace OnBoard.Drivers.Virtual;

/// <summary>A PCA9544 or PCA9548: chips behind it answer while their channel is open, from the stop condition
/// on.</summary>
/// <param name="model">Which one.</param>
/// <param name="channels">The buses behind it, in the order of the channels.</param>
public sealed class VirtualPca954x(Pca954xModel model, params VirtualI2cBus[] channels) : IVirtualChip
{
    private byte _written;
    private byte _control;

    /// <summary>The reset line: all channels close.</summary>
    public void Reset() => _written = _control = 0;

    /// <inheritdoc/>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty) _written = bytes[^1];
        return true;
    }

    /// <inheritdoc/>
    public void Read(Span<byte> bytes) => bytes.Fill(_control);

    /// <inheritdoc/>
    public void EndTransfer() => _control = _written;

    /// <inheritdoc/>
    public IVirtualChip? Behind(int address)
    {
        for (int channel = 0; channel < channels.Length; channel++)
        {
            bool open = model == Pca954xModel.Pca9544
                ? (_control & 0b111) == (0b100 | channel)
                : (_control & (1 << channel)) != 0;
            if (open && channels[channel].Find(address) is { } chip) return chip;
        }

        return null;
    }
}

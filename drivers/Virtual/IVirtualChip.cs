namespace OnBoard.Drivers.Virtual;

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

namespace OnBoard.Drivers.I2c;

/// <summary>
/// The packet error check of SMBus: CRC-8, polynomial 07, start 0, over every byte of the message, addresses included
/// (SMBus 3.2, section 6.4).
/// </summary>
public static class PacketErrorCheck
{
    /// <summary>Continues a check over more bytes.</summary>
    public static byte Over(ReadOnlySpan<byte> bytes, byte check = 0)
    {
        foreach (byte value in bytes)
        {
            check ^= value;
            for (int bit = 0; bit < 8; bit++) check = (byte)((check << 1) ^ ((check & 0x80) != 0 ? 0x07 : 0));
        }

        return check;
    }
}

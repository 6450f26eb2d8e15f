using System.Buffers.Binary;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>
/// An INA219 at register level (TI SBOS448): 10 uV and 4 mV a step, averages over its last conversions, a conversion-ready bit
/// that reading the power register clears.
/// </summary>
/// <param name="clock">The clock that conversions take their time from.</param>
/// <param name="rail">What flows.</param>
/// <param name="shuntOhms">The shunt.</param>
public sealed class VirtualIna219(IClock clock, IVirtualRail rail, double shuntOhms) : IVirtualChip
{
    private const ushort ConfigurationAfterReset = 0x399f;

    private ushort _configuration = ConfigurationAfterReset, _calibration;
    private byte _pointer;

    /// <inheritdoc/>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return true;
        _pointer = bytes[0];
        if (bytes.Length < 3) return true;
        ushort value = BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
        if (_pointer == 0x00) _configuration = (value & 0x8000) != 0 ? ConfigurationAfterReset : value;
        if (_pointer == 0x05) _calibration = (ushort)(value & 0xfffe);
        return true;
    }

    /// <inheritdoc/>
    public void Read(Span<byte> bytes)
    {
        Span<byte> register = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(register, (ushort)Register());
        for (int i = 0; i < bytes.Length; i++) bytes[i] = i < 2 ? register[i] : (byte)0xff;
    }

    private int Register() => _pointer switch
    {
        0x00 => _configuration,
        0x01 => Shunt(),
        0x02 => (Bus() << 3) | 0b10,
        0x03 => Math.Abs(Current()) * Bus() / 5000,
        0x04 => Current(),
        0x05 => _calibration,
        _ => 0xffff,
    };

    private int Current() => Shunt() * _calibration / 4096;

    private int Shunt()
    {
        // The gain sets where the converter ends: 40 mV times two to its bits.
        int end = 4000 << ((_configuration >> 11) & 0b11);
        (long from, long to) = Span((_configuration >> 3) & 0xf);
        return (int)Math.Clamp(Math.Round(rail.MeanAmperes(from, to) * shuntOhms / 10e-6), -end, end);
    }

    private int Bus()
    {
        (long from, long to) = Span((_configuration >> 7) & 0xf);
        return (int)Math.Clamp(Math.Round(rail.MeanVolts(from, to) / 4e-3), 0, (_configuration & 0x2000) != 0 ? 8000 : 4000);
    }

    // Table 5: 84 us to 532 us for 9 to 12 bits, 532 us times two to the low bits for averages.
    private (long From, long To) Span(int setting)
    {
        long nanoseconds = (setting & 8) == 0
            ? (setting & 3) switch { 0 => 84_000, 1 => 148_000, 2 => 276_000, _ => 532_000 }
            : 532_000L << (setting & 7);
        long to = clock.Nanoseconds / nanoseconds * nanoseconds;
        return (to - nanoseconds, to);
    }
}

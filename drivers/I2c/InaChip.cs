using System.Buffers.Binary;
using System.Device.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// What the drivers of INA226 and INA260 share: 16-bit big-endian registers behind a pointer, one identity, one
/// configuration layout, and the rule of freshness.
/// </summary>
/// <remarks>
/// Freshness: a reading that comes a whole cycle after the last one is fresh by time, one whose registers differ from
/// the last is fresh by itself, and neither costs a flag read (at 400 kHz 18 rails have no time for one). Any other
/// asks the conversion-ready flag (register 06, bit 3, cleared by reading). A flag that was not asked at the last
/// reading cannot tell which side of it the conversion ended on: such a reading counts as stale.
/// </remarks>
internal sealed class InaChip(I2cDevice device, IClock clock, string subject, int reservedBits, bool keepPointer)
{
    private const byte ConfigurationRegister = 0x00;
    private const byte CurrentRegister = 0x01;
    private const byte BusRegister = 0x02;
    private const byte MaskRegister = 0x06;
    private const int ConversionReady = 1 << 3;

    private int _pointer = -1;
    private long _lastReading = long.MinValue / 2;
    private bool _flagAsked;
    private (short Current, ushort Bus) _last;

    /// <summary>The configuration that was written last.</summary>
    public InaConfiguration Configuration { get; private set; }

    /// <summary>No cycle is longer than this: the datasheet's maximum, or what was measured.</summary>
    public long CycleNanoseconds { get; private set; }

    /// <summary>Reads a register, sending the pointer only where it has moved.</summary>
    public ushort ReadRegister(byte register)
    {
        Span<byte> bytes = stackalloc byte[2];
        try
        {
            if (keepPointer && _pointer == register) device.Read(bytes);
            else device.WriteRead([register], bytes);
        }
        catch
        {
            _pointer = -1;
            throw;
        }

        _pointer = register;
        return BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    /// <summary>Writes a register.</summary>
    public void WriteRegister(byte register, ushort value)
    {
        _pointer = -1;
        device.Write([register, (byte)(value >> 8), (byte)value]);
    }

    /// <summary>Compares the identity registers fe and ff; the lowest four bits of ff are the revision.</summary>
    /// <param name="die">What ff should hold.</param>
    /// <param name="lookAlikes">Identities of other makers' chips with the same registers.</param>
    /// <returns>Null for the chip itself, for a look-alike what there is to know of it.</returns>
    /// <exception cref="I2cException"><see cref="I2cFault.WrongIdentity"/>.</exception>
    public string? CheckIdentity(ushort die, ReadOnlySpan<(ushort Manufacturer, ushort Die)> lookAlikes = default)
    {
        ushort manufacturer = ReadRegister(0xfe);
        ushort found = ReadRegister(0xff);
        if (manufacturer == 0x5449 && (found & 0xfff0) == (die & 0xfff0)) return null;
        if (lookAlikes.Contains((manufacturer, found)))
        {
            // INA234 and INA236 have their identity elsewhere, and other scales.
            if (ReadRegister(0x3e) == 0x5449)
            {
                throw new I2cException(
                    subject, I2cFault.WrongIdentity, $"its identity is 5449 {ReadRegister(0x3f):x4} at 3e, that of a chip with other scales");
            }

            return $"its identity is {manufacturer:x4} {found:x4}: a look-alike with the same registers, whose errors are not those of the datasheet";
        }

        throw new I2cException(
            subject, I2cFault.WrongIdentity, $"its identity is {manufacturer:x4} {found:x4}, not 5449 {die:x4}");
    }

    /// <summary>Writes the configuration; conversions begin anew.</summary>
    public void Configure(InaConfiguration configuration)
    {
        Configuration = configuration;
        CycleNanoseconds = configuration.MaximumCycleNanoseconds;
        WriteRegister(ConfigurationRegister, configuration.ToRegister(reservedBits));
        _ = ReadRegister(MaskRegister);
        _flagAsked = true;
        _lastReading = clock.Nanoseconds;
    }

    /// <summary>
    /// Times some conversions by their ready flag and takes an upper bound of that as the cycle: the datasheet leaves
    /// the chip's oscillator 10 %, which a fast sweep would lose as coverage.
    /// </summary>
    /// <exception cref="I2cException"><see cref="I2cFault.NoConversion"/>.</exception>
    public void MeasureCycle(int conversions)
    {
        WaitForConversion(out _, out long begin);
        long end = begin;
        long before = begin;
        for (int i = 0; i < conversions; i++) WaitForConversion(out before, out end);
        _flagAsked = true;

        // The first conversion ended at the latest at begin, the last at the earliest just before it was seen; the
        // upper bound adds the time between two looks, and 0.1 % for a change of temperature.
        long looking = end - before;
        CycleNanoseconds = (end - begin + looking) / conversions * 1001 / 1000;
    }

    /// <summary>Current or shunt register, bus register, and whether they are new.</summary>
    public (short Current, ushort Bus, long Nanoseconds, bool Fresh) Read()
    {
        long now = clock.Nanoseconds;
        bool fresh = now - _lastReading >= CycleNanoseconds;
        (short Current, ushort Bus) registers = ReadBoth();
        if (fresh || registers != _last)
        {
            fresh = true;
            _flagAsked = false;
        }
        else
        {
            bool known = _flagAsked;
            _flagAsked = true;
            fresh = (ReadRegister(MaskRegister) & ConversionReady) != 0 && known;

            // The conversion may have ended between the registers and the flag.
            if (fresh) registers = ReadBoth();
        }

        _last = registers;
        if (fresh) _lastReading = now;
        return (registers.Current, registers.Bus, now, fresh);
    }

    /// <summary>Compares the configuration register with what was written.</summary>
    /// <exception cref="I2cException"><see cref="I2cFault.ChipReset"/>.</exception>
    public void Verify()
    {
        int pointer = _pointer;
        ushort expected = Configuration.ToRegister(reservedBits);
        ushort found = ReadRegister(ConfigurationRegister);
        if (found != expected)
        {
            throw new I2cException(
                subject, I2cFault.ChipReset, $"its configuration reads {found:x4} where {expected:x4} was written");
        }

        // Puts the pointer back, so that the next reading takes as long as every other.
        if (keepPointer && pointer is (CurrentRegister or BusRegister)) _ = ReadRegister((byte)pointer);
    }

    private (short Current, ushort Bus) ReadBoth()
    {
        // With the pointer kept, the order alternates and one of the two reads needs no pointer.
        if (_pointer == BusRegister)
        {
            ushort first = ReadRegister(BusRegister);
            return ((short)ReadRegister(CurrentRegister), first);
        }

        short current = (short)ReadRegister(CurrentRegister);
        return (current, ReadRegister(BusRegister));
    }

    private void WaitForConversion(out long lookedBefore, out long seen)
    {
        long limit = clock.Nanoseconds + (2 * Configuration.MaximumCycleNanoseconds);
        seen = clock.Nanoseconds;
        do
        {
            lookedBefore = seen;
            int mask = ReadRegister(MaskRegister);
            seen = clock.Nanoseconds;
            if ((mask & ConversionReady) != 0) return;
        }
        while (seen < limit);
        throw new I2cException(subject, I2cFault.NoConversion);
    }
}

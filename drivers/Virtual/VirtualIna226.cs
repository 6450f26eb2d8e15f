using System.Buffers.Binary;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>An INA226 at register level (SBOS547A): what its driver reads here is what it reads on a board.</summary>
public sealed class VirtualIna226 : IVirtualChip
{
    private const ushort ConfigurationAfterReset = 0x4127;

    private readonly VirtualInaConverter _converter;
    private ushort _configuration;
    private ushort _calibration;
    private ushort _mask;
    private ushort _alert;
    private byte _pointer;

    /// <param name="clock">The clock that conversions take their time from.</param>
    /// <param name="rail">What flows.</param>
    /// <param name="shuntOhms">The shunt.</param>
    /// <param name="errors">How far the chip is off; exact by default.</param>
    public VirtualIna226(IClock clock, IVirtualRail rail, double shuntOhms, VirtualSensorErrors? errors = null)
    {
        const double stepsPerVolt = 1 / Ina226.ShuntVoltsPerStep;
        _converter = new(clock, rail, errors ?? new(), shuntOhms * stepsPerVolt, stepsPerVolt);
        Reset();
    }

    /// <summary>The manufacturer's identity; another value makes it a wrong chip.</summary>
    public ushort Manufacturer { get; set; } = 0x5449;

    /// <summary>The die's identity; likewise.</summary>
    public ushort Die { get; set; } = 0x2260;

    /// <summary>Power-on reset: registers lose what was written.</summary>
    public void Reset()
    {
        _configuration = ConfigurationAfterReset;
        _calibration = _mask = _alert = 0;
        _pointer = 0;
        _converter.Reset(InaConfiguration.FromRegister(_configuration));
    }

    /// <inheritdoc/>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return true;
        _pointer = bytes[0];
        if (bytes.Length < 3) return true;
        ushort value = BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
        switch (_pointer)
        {
            case 0x00 when (value & 0x8000) != 0:
                Reset();
                break;
            case 0x00:
                // Bits 14-12 are read-only and read 100.
                _configuration = (ushort)((value & 0x0fff) | 0x4000);
                _converter.Update();
                _converter.Start(InaConfiguration.FromRegister(_configuration));
                break;
            case 0x05:
                _calibration = (ushort)(value & 0x7fff);
                break;
            case 0x06:
                _mask = value;
                break;
            case 0x07:
                _alert = value;
                break;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Read(Span<byte> bytes)
    {
        Span<byte> register = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(register, Register());
        for (int i = 0; i < bytes.Length; i++) bytes[i] = i < 2 ? register[i] : (byte)0xff;
    }

    private ushort Register()
    {
        _converter.Update();
        return _pointer switch
        {
            0x00 => _configuration,
            0x01 => (ushort)_converter.Current,
            0x02 => _converter.Bus,
            0x03 => (ushort)Math.Min(Math.Abs(Current()) * _converter.Bus / 20_000, ushort.MaxValue),
            0x04 => (ushort)Current(),
            0x05 => _calibration,
            0x06 => (ushort)((_mask & ~(1 << 3)) | (_converter.TakeReady() ? 1 << 3 : 0)),
            0x07 => _alert,
            0xfe => Manufacturer,
            0xff => Die,
            _ => 0,
        };
    }

    // SBOS547A, equation 3.
    private int Current() => _converter.Current * _calibration / 2048;
}

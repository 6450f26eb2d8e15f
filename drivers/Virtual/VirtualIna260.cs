using System.Buffers.Binary;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>An INA260 at register level (SBOS656C).</summary>
public sealed class VirtualIna260 : IVirtualChip
{
    private const ushort ConfigurationAfterReset = 0x6127;

    private readonly VirtualInaConverter _converter;
    private ushort _configuration;
    private ushort _mask;
    private byte _pointer;

    /// <param name="clock">The clock that conversions take their time from.</param>
    /// <param name="rail">What flows.</param>
    /// <param name="errors">How far the chip is off; exact by default.</param>
    public VirtualIna260(IClock clock, IVirtualRail rail, VirtualSensorErrors? errors = null)
    {
        _converter = new(clock, rail, errors ?? new(), 1 / Ina260.AmperesPerStep, 1 / Ina260.AmperesPerStep);
        Reset();
    }

    /// <summary>Power-on reset.</summary>
    public void Reset()
    {
        _configuration = ConfigurationAfterReset;
        _mask = 0;
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
        if (_pointer == 0x00 && (value & 0x8000) != 0)
        {
            Reset();
        }
        else if (_pointer == 0x00)
        {
            // Bits 14-12 are read-only and read 110.
            _configuration = (ushort)((value & 0x0fff) | 0x6000);
            _converter.Update();
            _converter.Start(InaConfiguration.FromRegister(_configuration));
        }
        else if (_pointer == 0x06)
        {
            _mask = value;
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

            // 1.25 mA x 1.25 mV = 1.5625 uW a product of steps; the register's step is 10 mW.
            0x03 => (ushort)(Math.Abs(_converter.Current) * (long)_converter.Bus / 6400),
            0x06 => (ushort)((_mask & ~(1 << 3)) | (_converter.TakeReady() ? 1 << 3 : 0)),
            0xfe => 0x5449,
            0xff => 0x2270,
            _ => 0,
        };
    }
}

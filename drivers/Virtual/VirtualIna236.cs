using System.Buffers.Binary;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>
/// An INA236 at register level (TI SBOSA38), range of 81.92 mV: registers of an INA226, but 1.6 mV a step of the bus voltage,
/// and its identity at 3e and 3f, where an INA226 has none. What an INA226 has at fe and ff reads ones here.
/// </summary>
public sealed class VirtualIna236 : IVirtualChip
{
    private const ushort ConfigurationAfterReset = 0x4127;

    private readonly VirtualInaConverter _converter;
    private ushort _configuration, _calibration, _mask;
    private byte _pointer;

    /// <param name="clock">The clock that conversions take their time from.</param>
    /// <param name="rail">What flows.</param>
    /// <param name="shuntOhms">The shunt.</param>
    /// <param name="errors">How far the chip is off; exact by default.</param>
    public VirtualIna236(IClock clock, IVirtualRail rail, double shuntOhms, VirtualSensorErrors? errors = null)
    {
        const double stepsPerVolt = 1 / Ina226.ShuntVoltsPerStep;
        _converter = new(
            clock, rail, errors ?? new(), shuntOhms * stepsPerVolt, stepsPerVolt, ExternalMonitor.Ina236BusVoltsPerStep);
        Reset();
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
                _configuration = (ushort)((value & 0x1fff) | 0x4000);
                _converter.Update();
                _converter.Start(InaConfiguration.FromRegister(_configuration));
                break;
            case 0x05:
                _calibration = value;
                break;
            case 0x06:
                _mask = value;
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

    private void Reset()
    {
        _configuration = ConfigurationAfterReset;
        _calibration = _mask = 0;
        _pointer = 0;
        _converter.Reset(InaConfiguration.FromRegister(_configuration));
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
            0x3e => 0x5449,
            0x3f => 0xa080,
            _ => 0xffff,
        };
    }

    private int Current() => _converter.Current * _calibration / 2048;
}

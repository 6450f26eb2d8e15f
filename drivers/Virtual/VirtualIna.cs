using System.Buffers.Binary;
using OnBoard.Drivers.I2c;

namespace OnBoard.Drivers.Virtual;

/// <summary>
/// What the INA226 and its kin have in common at register level: a pointer, registers of 16 bits, configuration at 00, shunt and bus at
/// 01 and 02, conversion ready in bit 3 of the mask at 06.
/// </summary>
public abstract class VirtualIna : IVirtualChip
{
    private readonly VirtualInaConverter _converter;
    private readonly ushort _afterReset;
    private readonly ushort _writable;
    private ushort _configuration, _mask;
    private byte _pointer;

    /// <param name="converter">What it measures.</param>
    /// <param name="afterReset">The configuration after power-on.</param>
    /// <param name="writable">The bits of the configuration that can be written; the others stay as after power-on.</param>
    private protected VirtualIna(VirtualInaConverter converter, ushort afterReset, ushort writable)
    {
        _converter = converter;
        _afterReset = afterReset;
        _writable = writable;
        _configuration = afterReset;
        converter.Reset(InaConfiguration.FromRegister(afterReset));
    }

    /// <summary>The calibration of chips with an outer shunt; lost at a reset.</summary>
    private protected ushort Calibration { get; set; }

    /// <summary>The shunt register.</summary>
    private protected short Shunt => _converter.Current;

    /// <summary>The bus voltage register.</summary>
    private protected ushort Bus => _converter.Bus;

    /// <summary>The current register of a chip with an outer shunt (SBOS547A, equation 3).</summary>
    private protected int Current => Shunt * Calibration / 2048;

    /// <summary>The power register of a chip with an outer shunt (SBOS547A, equation 4).</summary>
    private protected ushort Power => (ushort)Math.Min(Math.Abs(Current) * Bus / 20_000, ushort.MaxValue);

    /// <summary>Power-on reset: registers lose what was written.</summary>
    public void Reset()
    {
        _configuration = _afterReset;
        Calibration = _mask = 0;
        _pointer = 0;
        _converter.Reset(InaConfiguration.FromRegister(_configuration));
        ClearRegisters();
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
                _configuration = (ushort)((value & _writable) | (_afterReset & ~_writable));
                _converter.Update();
                _converter.Start(InaConfiguration.FromRegister(_configuration));
                break;
            case 0x06:
                _mask = value;
                break;
            default:
                WriteRegister(_pointer, value);
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

    /// <summary>Takes what is written to a register of the chip's own.</summary>
    private protected abstract void WriteRegister(byte pointer, ushort value);

    /// <summary>A register of the chip's own.</summary>
    private protected abstract ushort ReadRegister(byte pointer);

    /// <summary>Clears the registers of the chip's own.</summary>
    private protected virtual void ClearRegisters()
    {
        // Most have none.
    }

    private ushort Register()
    {
        _converter.Update();
        return _pointer switch
        {
            0x00 => _configuration,
            0x01 => (ushort)Shunt,
            0x02 => Bus,
            0x06 => (ushort)((_mask & ~(1 << 3)) | (_converter.TakeReady() ? 1 << 3 : 0)),
            _ => ReadRegister(_pointer),
        };
    }
}

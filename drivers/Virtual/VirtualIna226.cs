using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>An INA226 at register level (SBOS547A): what its driver reads here is what it reads on a board.</summary>
public sealed class VirtualIna226 : VirtualIna
{
    private ushort _alert;

    /// <param name="clock">The clock that conversions take their time from.</param>
    /// <param name="rail">What flows.</param>
    /// <param name="shuntOhms">The shunt.</param>
    /// <param name="errors">How far the chip is off; exact by default.</param>
    public VirtualIna226(IClock clock, IVirtualRail rail, double shuntOhms, VirtualSensorErrors? errors = null)
        : base(
            new(clock, rail, errors ?? new(), shuntOhms * (1 / Ina226.ShuntVoltsPerStep), 1 / Ina226.ShuntVoltsPerStep),
            afterReset: 0x4127, writable: 0x0fff)
    {
    }

    /// <summary>The manufacturer's identity; another value makes it a wrong chip.</summary>
    public ushort Manufacturer { get; set; } = 0x5449;

    /// <summary>The die's identity; likewise.</summary>
    public ushort Die { get; set; } = 0x2260;

    private protected override void WriteRegister(byte pointer, ushort value)
    {
        if (pointer == 0x05) Calibration = (ushort)(value & 0x7fff);
        else if (pointer == 0x07) _alert = value;
    }

    private protected override ushort ReadRegister(byte pointer) => pointer switch
    {
        0x03 => Power,
        0x04 => (ushort)Current,
        0x05 => Calibration,
        0x07 => _alert,
        0xfe => Manufacturer,
        0xff => Die,
        _ => 0,
    };

    private protected override void ClearRegisters() => _alert = 0;
}

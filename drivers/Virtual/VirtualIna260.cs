using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>An INA260 at register level (SBOS656C).</summary>
public sealed class VirtualIna260 : VirtualIna
{
    /// <param name="clock">The clock that conversions take their time from.</param>
    /// <param name="rail">What flows.</param>
    /// <param name="errors">How far the chip is off; exact by default.</param>
    public VirtualIna260(IClock clock, IVirtualRail rail, VirtualSensorErrors? errors = null)
        : base(
            new(clock, rail, errors ?? new(), 1 / Ina260.AmperesPerStep, 1 / Ina260.AmperesPerStep),
            afterReset: 0x6127, writable: 0x0fff)
    {
    }

    private protected override void WriteRegister(byte pointer, ushort value)
    {
        // No more registers can be written.
    }

    private protected override ushort ReadRegister(byte pointer) => pointer switch
    {
        // 1.25 mA x 1.25 mV = 1.5625 uW a product of steps; the register's step is 10 mW.
        0x03 => (ushort)(Math.Abs((int)Shunt) * (long)Bus / 6400),
        0xfe => 0x5449,
        0xff => 0x2270,
        _ => 0,
    };
}

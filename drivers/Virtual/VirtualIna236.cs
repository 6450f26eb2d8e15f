using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>
/// An INA236 at register level (TI SBOSA38), range of 81.92 mV: registers of an INA226, but 1.6 mV a step of the bus voltage,
/// and its identity at 3e and 3f, where an INA226 has none. What an INA226 has at fe and ff reads ones here.
/// </summary>
public sealed class VirtualIna236 : VirtualIna
{
    /// <param name="clock">The clock that conversions take their time from.</param>
    /// <param name="rail">What flows.</param>
    /// <param name="shuntOhms">The shunt.</param>
    /// <param name="errors">How far the chip is off; exact by default.</param>
    public VirtualIna236(IClock clock, IVirtualRail rail, double shuntOhms, VirtualSensorErrors? errors = null)
        : base(
            new(
                clock, rail, errors ?? new(), shuntOhms * (1 / Ina226.ShuntVoltsPerStep), 1 / Ina226.ShuntVoltsPerStep,
                ExternalMonitor.Ina236BusVoltsPerStep),
            afterReset: 0x4127, writable: 0x1fff)
    {
    }

    private protected override void WriteRegister(byte pointer, ushort value)
    {
        if (pointer == 0x05) Calibration = value;
    }

    private protected override ushort ReadRegister(byte pointer) => pointer switch
    {
        0x03 => Power,
        0x04 => (ushort)Current,
        0x05 => Calibration,
        0x3e => 0x5449,
        0x3f => 0xa080,
        _ => 0xffff,
    };
}

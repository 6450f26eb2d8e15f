using System.Device.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// An INA226 or INA260 that a driver of the kernel owns, looked at by its registers beside that driver: identity, shunt or current,
/// bus voltage. Nothing is written, each register is read in one transfer that names it, and the flag of new conversions, which a
/// reading clears, is not touched: the driver cannot notice. The chip converts as the driver has set it.
/// </summary>
public sealed class InaRegisters : IDisposable
{
    private const byte CurrentRegister = 0x01, BusRegister = 0x02;
    private const ushort Ina226Identity = 0x2260, Ina260Identity = 0x2270;

    private readonly I2cDevice _device;
    private readonly InaChip _chip;
    private readonly double _amperesPerStep;

    private InaRegisters(I2cDevice device, IClock clock, string name, ushort identity, double amperesPerStep)
    {
        _device = device;
        _chip = new InaChip(device, clock, name, reservedBits: 0, keepPointer: false);
        _chip.CheckIdentity(identity);
        _amperesPerStep = amperesPerStep;
    }

    /// <summary>An INA226 with this shunt.</summary>
    /// <param name="device">The chip; disposed with this.</param>
    /// <param name="shuntOhms">The board's shunt.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <exception cref="I2cException">The chip does not answer or is another one.</exception>
    public static InaRegisters OfIna226(I2cDevice device, double shuntOhms, IClock clock) =>
        new(device, clock, ChipName.Of("ina226", device, "registers"), Ina226Identity, Ina226.ShuntVoltsPerStep / shuntOhms);

    /// <summary>An INA260, whose shunt is inside.</summary>
    /// <inheritdoc cref="OfIna226"/>
    public static InaRegisters OfIna260(I2cDevice device, IClock clock) =>
        new(device, clock, ChipName.Of("ina260", device, "registers"), Ina260Identity, Ina260.AmperesPerStep);

    /// <summary>Volts and amperes of the last conversion.</summary>
    /// <exception cref="I2cException">The bus failed.</exception>
    public (double Volts, double Amperes) Read() => (
        _chip.ReadRegister(BusRegister) * Ina226.BusVoltsPerStep, (short)_chip.ReadRegister(CurrentRegister) * _amperesPerStep);

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();
}

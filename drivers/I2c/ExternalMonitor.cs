using System.Buffers.Binary;
using System.Device.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// A monitor that somebody put into the supply of a board that has none of its own: a module with an INA219 or an INA236 and its
/// shunt, at an I2C header. Power is computed from shunt and bus voltage; a reading is fresh by time.
/// </summary>
/// <remarks>
/// Iot.Device.Bindings has drivers of both. They are not used but in tests: they speak UnitsNet, which native code cannot be
/// trimmed with (IL2104), and take the shunt voltage of an INA236 for unsigned.
/// </remarks>
public sealed class ExternalMonitor : IPowerSensor
{
    /// <summary>One step of an INA236's bus voltage.</summary>
    public const double Ina236BusVoltsPerStep = 1.6e-3;

    private const double ShuntTolerance = 0.01;
    private const byte ConfigurationRegister = 0x00;
    private const byte ShuntRegister = 0x01;
    private const byte BusRegister = 0x02;

    private readonly I2cDevice _device;
    private readonly ushort _configuration;
    private readonly double _ohms, _shuntStep, _busStep;
    private readonly int _busShift;
    private readonly IClock _clock;
    private long _lastFresh = long.MinValue / 2;

    private ExternalMonitor(
        string name, I2cDevice device, ushort configuration, double ohms, double shuntStep, double busStep, int busShift, IClock clock,
        PowerSensorTraits traits)
    {
        Name = name;
        _device = device;
        _configuration = configuration;
        _ohms = ohms;
        _shuntStep = shuntStep;
        _busStep = busStep;
        _busShift = busShift;
        _clock = clock;
        Traits = traits;
        device.Write([ConfigurationRegister, (byte)(configuration >> 8), (byte)configuration]);
        Verify();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PowerSensorTraits Traits { get; }

    /// <summary>An INA219: 32 V, 320 mV, averages of 32 conversions. It has no identity: its configuration is read back.</summary>
    /// <param name="device">The chip; disposed with this.</param>
    /// <param name="shuntOhms">The module's shunt.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <exception cref="I2cException">It does not answer, or is no INA219.</exception>
    public static ExternalMonitor OpenIna219(I2cDevice device, double shuntOhms, IClock clock)
    {
        const double shuntStep = 10e-6, busStep = 4e-3;
        const long average = 17_020_000;

        // SBOS448, electrical characteristics, INA219A: offset 100 uV, gain 1 % of either input.
        return new(
            ChipName.Of("ina219", device, "registers"), device, 0x3eef, shuntOhms, shuntStep, busStep, 3, clock,
            new(2 * average * 11 / 10, average, busStep, shuntStep / shuntOhms, ShuntTolerance + 0.02, 4 * busStep, 100e-6 / shuntOhms));
    }

    /// <summary>An INA236, range of 81.92 mV, conversions as for <see cref="InaConfiguration.Fast"/>.</summary>
    /// <param name="device">The chip; disposed with this.</param>
    /// <param name="shuntOhms">The module's shunt.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <exception cref="I2cException">It does not answer, or is no INA236.</exception>
    public static ExternalMonitor OpenIna236(I2cDevice device, double shuntOhms, IClock clock)
    {
        const double shuntStep = Ina226.ShuntVoltsPerStep;
        string name = ChipName.Of("ina236", device, "registers");
        int manufacturer = Read(device, 0x3e), die = Read(device, 0x3f);
        if (manufacturer != 0x5449 || (die & 0xfff0) != 0xa080)
        {
            throw new I2cException(
                name, I2cFault.WrongIdentity, $"its identity at 3e is {manufacturer:x4} {die:x4}, not 5449 a080");
        }

        InaConfiguration configuration = InaConfiguration.Fast;
        return new(
            name, device, configuration.ToRegister(0b100), shuntOhms, shuntStep, Ina236BusVoltsPerStep, 0, clock,
            new(
                configuration.MaximumCycleNanoseconds, configuration.AverageCount * configuration.ShuntNanoseconds,
                Ina236BusVoltsPerStep, shuntStep / shuntOhms, ShuntTolerance + 0.002, 7.5e-3, 30e-6 / shuntOhms));
    }

    /// <inheritdoc/>
    /// <exception cref="I2cException">The bus failed.</exception>
    public PowerReading Read()
    {
        long now = _clock.Nanoseconds;
        short shunt = (short)Read(_device, ShuntRegister);
        double volts = (Read(_device, BusRegister) >> _busShift) * _busStep;
        bool fresh = now - _lastFresh >= Traits.CycleNanoseconds;
        if (fresh) _lastFresh = now;
        return new(now, volts, shunt * _shuntStep / _ohms, fresh ? ReadingState.Fresh : ReadingState.Stale);
    }

    /// <inheritdoc/>
    /// <exception cref="I2cException"><see cref="I2cFault.ChipReset"/>, or the bus failed.</exception>
    public void Verify()
    {
        int found = Read(_device, ConfigurationRegister);
        if (found != _configuration)
        {
            throw new I2cException(
                Name, I2cFault.ChipReset, $"its configuration reads {found:x4} where {_configuration:x4} was written");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private static ushort Read(I2cDevice device, byte register)
    {
        Span<byte> bytes = stackalloc byte[2];
        device.WriteRead([register], bytes);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }
}

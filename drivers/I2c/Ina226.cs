using System.Device.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.I2c;

/// <summary>Texas Instruments INA226: shunt and bus voltage of one rail by one 16-bit converter (SBOS547A).</summary>
/// <remarks>
/// Power is computed from shunt and bus voltage, not read from the power register: that needs no calibration, is finer
/// (the register's step is 25 current steps) and keeps the sign.
/// </remarks>
public sealed class Ina226 : IPowerSensor
{
    /// <summary>One step of the shunt voltage register, 2.5 uV.</summary>
    public const double ShuntVoltsPerStep = 2.5e-6;

    /// <summary>One step of the bus voltage register, 1.25 mV.</summary>
    public const double BusVoltsPerStep = 1.25e-3;

    private const double MaximumShuntOffsetVolts = 10e-6;
    private const double MaximumBusOffsetVolts = 7.5e-3;
    private const double MaximumGainError = 0.001;
    private const byte PowerRegister = 0x03;
    private const byte CurrentRegister = 0x04;
    private const byte CalibrationRegister = 0x05;
    private const ushort DieIdentity = 0x2260;
    private const int ReservedBits = 0b100;

    // Seen on boards with replacement parts: registers and scales are those of an INA226. INA234 (a480) and INA236 (a080)
    // have other scales and stay refused.
    private static readonly (ushort Manufacturer, ushort Die)[] LookAlikes = [(0x190f, 0x0000), (0xffff, 0xffff)];

    private readonly I2cDevice _device;
    private readonly InaChip _chip;
    private readonly double _shuntOhms;
    private readonly double _gainError;
    private double _amperesPerStep;

    /// <summary>Checks the chip's identity and starts continuous conversions.</summary>
    /// <param name="device">The chip; disposed with this.</param>
    /// <param name="shuntOhms">The shunt between IN+ and IN-.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <param name="configuration">Conversion times and averages; <see cref="InaConfiguration.Fast"/> by
    /// default.</param>
    /// <param name="keepPointer">
    /// Reads without sending the register pointer where it has not moved: a fifth of the bus time less. Only where no
    /// other master reads the chip.
    /// </param>
    /// <param name="shuntTolerance">Relative tolerance of the shunt.</param>
    /// <exception cref="I2cException">The chip does not answer or is another one.</exception>
    public Ina226(
        I2cDevice device,
        double shuntOhms,
        IClock clock,
        InaConfiguration? configuration = null,
        bool keepPointer = false,
        double shuntTolerance = 0.01)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shuntOhms);
        _device = device;
        _shuntOhms = shuntOhms;
        _gainError = shuntTolerance + (2 * MaximumGainError);
        Name = ChipName.Of("ina226", device, "registers");
        _chip = new InaChip(device, clock, Name, ReservedBits, keepPointer);
        Note = _chip.CheckIdentity(DieIdentity, LookAlikes);
        Configure(configuration ?? InaConfiguration.Fast);

        // A wire that reads ones everywhere has the identity of a look-alike, but keeps no configuration.
        if (Note is not null) _chip.Verify();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Note { get; }

    /// <inheritdoc/>
    public PowerSensorTraits Traits { get; private set; } = null!;

    /// <summary>The configuration in force.</summary>
    public InaConfiguration Configuration => _chip.Configuration;

    /// <summary>Writes conversion times, averages and mode; conversions begin anew.</summary>
    /// <exception cref="I2cException">The bus failed.</exception>
    public void Configure(InaConfiguration configuration)
    {
        _chip.Configure(configuration);
        UpdateTraits();
    }

    /// <summary>
    /// Replaces the datasheet's longest cycle by the chip's own, timed over some conversions, so that a sweep can
    /// follow it closely.
    /// </summary>
    /// <exception cref="I2cException">The bus failed, or no conversion ended.</exception>
    public void MeasureCycle(int conversions = 16)
    {
        _chip.MeasureCycle(conversions);
        UpdateTraits();
    }

    /// <inheritdoc/>
    /// <exception cref="I2cException">The bus or the chip failed.</exception>
    public PowerReading Read()
    {
        (short shunt, ushort bus, long nanoseconds, bool fresh) = _chip.Read();
        ReadingState state = shunt is short.MaxValue or short.MinValue ? ReadingState.Saturated
            : fresh ? ReadingState.Fresh
            : ReadingState.Stale;
        return new(nanoseconds, bus * BusVoltsPerStep, shunt * ShuntVoltsPerStep / _shuntOhms, state);
    }

    /// <summary>
    /// Writes the calibration register, which the chip's own current and power registers need:
    /// 0.00512 / (current step x shunt) (SBOS547A, equation 1).
    /// </summary>
    /// <param name="amperesPerStep">The step wanted for the current register.</param>
    /// <exception cref="ArgumentOutOfRangeException">The register cannot hold the result (1 to 32767).</exception>
    /// <exception cref="I2cException">The bus failed.</exception>
    public void Calibrate(double amperesPerStep)
    {
        double calibration = Math.Truncate(0.00512 / (amperesPerStep * _shuntOhms));
        if (calibration is not (>= 1 and <= 0x7fff))
            throw new ArgumentOutOfRangeException(nameof(amperesPerStep), amperesPerStep, "no calibration gives it");
        _chip.WriteRegister(CalibrationRegister, (ushort)calibration);
        _amperesPerStep = amperesPerStep;
    }

    /// <summary>The chip's own current register, in amperes.</summary>
    /// <exception cref="I2cException"><see cref="I2cFault.NotCalibrated"/>, or the bus failed.</exception>
    public double ReadCurrentRegister()
    {
        CheckCalibration();
        return (short)_chip.ReadRegister(CurrentRegister) * _amperesPerStep;
    }

    /// <summary>The chip's own power register, in watts: unsigned, 25 current steps a step.</summary>
    /// <exception cref="I2cException"><see cref="I2cFault.NotCalibrated"/>, or the bus failed.</exception>
    public double ReadPowerRegister()
    {
        CheckCalibration();
        return _chip.ReadRegister(PowerRegister) * 25 * _amperesPerStep;
    }

    /// <inheritdoc/>
    /// <exception cref="I2cException"><see cref="I2cFault.ChipReset"/>, or the bus failed.</exception>
    public void Verify() => _chip.Verify();

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private void CheckCalibration()
    {
        if (_chip.ReadRegister(CalibrationRegister) == 0 || _amperesPerStep == 0)
            throw new I2cException(Name, I2cFault.NotCalibrated);
    }

    private void UpdateTraits() => Traits = new(
        _chip.CycleNanoseconds,
        Configuration.AverageCount * Configuration.ShuntNanoseconds,
        BusVoltsPerStep,
        ShuntVoltsPerStep / _shuntOhms,
        _gainError,
        MaximumBusOffsetVolts,
        MaximumShuntOffsetVolts / _shuntOhms);
}

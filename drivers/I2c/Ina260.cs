using System.Device.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// Texas Instruments INA260: an INA226 with a 2 mOhm shunt inside (SBOS656C). Current in steps of 1.25 mA, voltage of
/// 1.25 mV; no calibration.
/// </summary>
public sealed class Ina260 : IPowerSensor
{
    /// <summary>One step of the current register, 1.25 mA.</summary>
    public const double AmperesPerStep = 1.25e-3;

    /// <summary>One step of the bus voltage register, 1.25 mV.</summary>
    public const double VoltsPerStep = 1.25e-3;

    /// <summary>One step of the power register, 10 mW.</summary>
    public const double WattsPerStep = 10e-3;

    private const double MaximumGainError = 0.005;
    private const double MaximumOffsetAmperes = 5e-3;
    private const double MaximumOffsetVolts = 7.5e-3;
    private const byte PowerRegister = 0x03;
    private const ushort DieIdentity = 0x2270;
    private const int ReservedBits = 0b110;

    private readonly I2cDevice _device;
    private readonly InaChip _chip;

    /// <summary>Checks the chip's identity and starts continuous conversions.</summary>
    /// <param name="device">The chip; disposed with this.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <param name="configuration">Conversion times and averages; <see cref="InaConfiguration.Fast"/> by
    /// default.</param>
    /// <param name="keepPointer">Reads without the pointer where it has not moved, as for <see cref="Ina226"/>.</param>
    /// <exception cref="I2cException">The chip does not answer or is another one.</exception>
    public Ina260(I2cDevice device, IClock clock, InaConfiguration? configuration = null, bool keepPointer = false)
    {
        _device = device;
        Name = ChipName.Of("ina260", device, "registers");
        _chip = new InaChip(device, clock, Name, ReservedBits, keepPointer);
        _chip.CheckIdentity(DieIdentity);
        _chip.Configure(configuration ?? InaConfiguration.Fast);
        UpdateTraits();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PowerSensorTraits Traits { get; private set; } = null!;

    /// <inheritdoc cref="Ina226.MeasureCycle"/>
    public void MeasureCycle(int conversions = 16)
    {
        _chip.MeasureCycle(conversions);
        UpdateTraits();
    }

    /// <inheritdoc/>
    /// <exception cref="I2cException">The bus or the chip failed.</exception>
    public PowerReading Read()
    {
        (short current, ushort bus, long nanoseconds, bool fresh) = _chip.Read();
        ReadingState state = current is short.MaxValue or short.MinValue ? ReadingState.Saturated
            : fresh ? ReadingState.Fresh
            : ReadingState.Stale;
        return new(nanoseconds, bus * VoltsPerStep, current * AmperesPerStep, state);
    }

    /// <summary>The chip's own power register, in watts: unsigned, 10 mW a step.</summary>
    /// <exception cref="I2cException">The bus failed.</exception>
    public double ReadPowerRegister() => _chip.ReadRegister(PowerRegister) * WattsPerStep;

    /// <inheritdoc/>
    /// <exception cref="I2cException"><see cref="I2cFault.ChipReset"/>, or the bus failed.</exception>
    public void Verify() => _chip.Verify();

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private void UpdateTraits() => Traits = new(
        _chip.CycleNanoseconds,
        _chip.Configuration.AverageCount * _chip.Configuration.ShuntNanoseconds,
        VoltsPerStep,
        AmperesPerStep,
        MaximumGainError,
        MaximumOffsetVolts,
        MaximumOffsetAmperes);
}

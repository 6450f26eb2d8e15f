namespace OnBoard.Drivers.I2c;

/// <summary>One monitored rail of one chip, whoever reads the chip: our own driver, hwmon or IIO. Used by one
/// thread.</summary>
public interface IPowerSensor : IDisposable
{
    /// <summary>Chip, bus and address, and the driver that reads it: "ina226 at i2c-3 0x40 (registers)".</summary>
    string Name { get; }

    /// <summary>What a reader of the figures should know of the chip, such as that it is a look-alike; null where there is
    /// nothing to know.</summary>
    string? Note => null;

    /// <summary>How fast and how exact the sensor is.</summary>
    PowerSensorTraits Traits { get; }

    /// <summary>Reads voltage and current once. Never waits for a conversion: what is not new is marked
    /// stale.</summary>
    /// <exception cref="DeviceFailedException">The bus or the chip failed.</exception>
    PowerReading Read();

    /// <summary>
    /// Checks that the chip still is set as it was: one that lost power converts on, with other conversion times.
    /// Called now and then between readings, so that readings stay evenly spaced.
    /// </summary>
    /// <exception cref="DeviceFailedException">The chip was reset, or the bus failed.</exception>
    void Verify()
    {
    }
}

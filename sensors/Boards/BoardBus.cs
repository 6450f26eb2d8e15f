namespace OnBoard.Sensors.Boards;

/// <summary>The I2C bus of the power monitors.</summary>
/// <param name="Name">What rails call it.</param>
/// <param name="Controller">End of the adapter's name in sysfs, the controller's address: "ff020000".</param>
/// <param name="Number">N of i2c-N where no adapter has that name. Device trees number buses differently.</param>
/// <param name="Hertz">Clock rate.</param>
/// <param name="Multiplexer">The multiplexer in front of the monitors, where there is one.</param>
public sealed record BoardBus(
    string Name, string Controller, int Number, int Hertz, BoardMultiplexer? Multiplexer = null);

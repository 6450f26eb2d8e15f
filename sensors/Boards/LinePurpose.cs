namespace OnBoard.Sensors.Boards;

/// <summary>What a GPIO line is for.</summary>
public enum LinePurpose
{
    /// <summary>Lit while the service delivers hops.</summary>
    StatusLed,

    /// <summary>Pressed to switch learning on and off.</summary>
    LearnButton,

    /// <summary>Resets the I2C multiplexer of the power bus.</summary>
    MuxReset,

    /// <summary>SCL of the power bus, where it can be driven as GPIO.</summary>
    BusClock,

    /// <summary>SDA of the power bus, where it can be driven as GPIO.</summary>
    BusData,
}

using OnBoard.Drivers.I2c;

namespace OnBoard.Sensors.Power;

/// <summary>How monitors that we drive ourselves are set.</summary>
public sealed record RailOptions
{
    /// <summary>Conversion times and averages.</summary>
    public InaConfiguration Configuration { get; init; } = InaConfiguration.Fast;

    /// <summary>Whether chips are read without sending the register pointer where it has not moved.</summary>
    public bool KeepPointer { get; init; }

    /// <summary>Whether each chip's own conversion time is measured at the start: about 70 ms a chip.</summary>
    public bool MeasureCycle { get; init; }

    /// <summary>Whether PMBus transfers carry a packet error check.</summary>
    public bool PacketErrorCheck { get; init; }
}

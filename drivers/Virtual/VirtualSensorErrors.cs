namespace OnBoard.Drivers.Virtual;

/// <summary>How far one modelled monitor is off.</summary>
/// <param name="Gain">Relative error of the current, shunt included.</param>
/// <param name="CurrentOffset">Added to the current input: volts at the shunt (INA226) or amperes (INA260).</param>
/// <param name="BusOffsetVolts">Added to the bus voltage.</param>
/// <param name="CurrentNoise">Standard deviation of one result, in the unit of <paramref
/// name="CurrentOffset"/>.</param>
/// <param name="BusNoiseVolts">Standard deviation of one result.</param>
/// <param name="Oscillator">Relative error of the conversion time.</param>
/// <param name="Seed">Of the noise.</param>
public sealed record VirtualSensorErrors(
    double Gain = 0,
    double CurrentOffset = 0,
    double BusOffsetVolts = 0,
    double CurrentNoise = 0,
    double BusNoiseVolts = 0,
    double Oscillator = 0,
    int Seed = 1);

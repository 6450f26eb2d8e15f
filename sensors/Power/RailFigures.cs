using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>What is known of one rail. Numbers that are not known are not a number, never zero.</summary>
/// <param name="Name">Its name in the board file.</param>
/// <param name="Domain">What it feeds.</param>
/// <param name="Sensor">Chip, place and driver; empty where it could not be opened.</param>
/// <param name="State">What the last reading was worth.</param>
/// <param name="Volts">Of the last reading.</param>
/// <param name="Amperes">Of the last reading.</param>
/// <param name="Watts">Of the last reading.</param>
/// <param name="MinimumWatts">The least since sampling began.</param>
/// <param name="MaximumWatts">The most.</param>
/// <param name="Joules">Energy since sampling began, as far as samples cover it; a window tells it with its
/// interval.</param>
/// <param name="AgeSeconds">Since the last fresh reading.</param>
/// <param name="Fresh">Fresh readings.</param>
/// <param name="Stale">Readings that held nothing new.</param>
/// <param name="Missing">Readings that failed, were saturated, or were not taken.</param>
/// <param name="Fault">Why there is no reading; null where there is.</param>
/// <param name="Doubt">Why the figures are not called measured though they are read: the voltage is not the rail's own
/// (<see cref="RailVoltage"/>). Null where all is well.</param>
/// <param name="Note">What there is to know of the monitor; null where there is nothing.</param>
public sealed record RailFigures(
    string Name,
    PowerDomain Domain,
    string Sensor,
    ReadingState State,
    double Volts,
    double Amperes,
    double Watts,
    double MinimumWatts,
    double MaximumWatts,
    double Joules,
    double AgeSeconds,
    long Fresh,
    long Stale,
    long Missing,
    string? Fault,
    string? Doubt = null,
    string? Note = null);

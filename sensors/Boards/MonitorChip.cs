namespace OnBoard.Sensors.Boards;

/// <summary>What measures a rail.</summary>
public enum MonitorChip
{
    /// <summary>INA226 with a shunt beside it.</summary>
    Ina226,

    /// <summary>INA260 with its shunt inside.</summary>
    Ina260,

    /// <summary>One output of a PMBus converter.</summary>
    Pmbus,

    /// <summary>A bench meter on a serial line; no part of a board.</summary>
    Scpi,
}

namespace OnBoard.Sensors.Boards;

/// <summary>What measures a rail.</summary>
public enum MonitorChip
{
    /// <summary>INA226 with a shunt beside it.</summary>
    Ina226,

    /// <summary>INA260 with its shunt inside.</summary>
    Ina260,

    /// <summary>INA219 on a module with its shunt, put into the supply of a board that has no monitor there.</summary>
    Ina219,

    /// <summary>INA236, likewise.</summary>
    Ina236,

    /// <summary>One output of a PMBus converter.</summary>
    Pmbus,

    /// <summary>A bench meter on a serial line; no part of a board.</summary>
    Scpi,
}

namespace OnBoard.Drivers.I2c;

/// <summary>STATUS_WORD (PMBus 1.3, part II, section 17.2).</summary>
[Flags]
public enum PmbusStatus : ushort
{
    /// <summary>Nothing to report.</summary>
    None = 0,

    /// <summary>Communication, memory or logic fault.</summary>
    Communication = 1 << 1,

    /// <summary>Temperature fault or warning.</summary>
    Temperature = 1 << 2,

    /// <summary>Input undervoltage.</summary>
    InputUndervoltage = 1 << 3,

    /// <summary>Output overcurrent.</summary>
    OutputOvercurrent = 1 << 4,

    /// <summary>Output overvoltage.</summary>
    OutputOvervoltage = 1 << 5,

    /// <summary>The unit gives no power, for whatever reason.</summary>
    Off = 1 << 6,

    /// <summary>The unit was busy and could not answer.</summary>
    Busy = 1 << 7,

    /// <summary>POWER_GOOD is negated.</summary>
    PowerNotGood = 1 << 11,

    /// <summary>Input voltage, current or power.</summary>
    Input = 1 << 13,

    /// <summary>Output current or power.</summary>
    OutputCurrent = 1 << 14,

    /// <summary>Output voltage.</summary>
    OutputVoltage = 1 << 15,
}

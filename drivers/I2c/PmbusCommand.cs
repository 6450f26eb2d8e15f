namespace OnBoard.Drivers.I2c;

/// <summary>The PMBus commands that rails need (PMBus 1.3, part II, appendix I).</summary>
public enum PmbusCommand : byte
{
    /// <summary>Selects the output that the following commands address.</summary>
    Page = 0x00,

    /// <summary>Clears all fault bits.</summary>
    ClearFaults = 0x03,

    /// <summary>Number format of voltages.</summary>
    VoutMode = 0x20,

    /// <summary>All faults in one word.</summary>
    StatusWord = 0x79,

    /// <summary>Input voltage, LINEAR11.</summary>
    ReadVin = 0x88,

    /// <summary>Input current, LINEAR11.</summary>
    ReadIin = 0x89,

    /// <summary>Output voltage, in the format of VOUT_MODE.</summary>
    ReadVout = 0x8b,

    /// <summary>Output current, LINEAR11.</summary>
    ReadIout = 0x8c,

    /// <summary>Temperature, LINEAR11.</summary>
    ReadTemperature1 = 0x8d,

    /// <summary>Output power, LINEAR11.</summary>
    ReadPout = 0x96,
}

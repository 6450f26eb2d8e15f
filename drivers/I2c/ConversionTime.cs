namespace OnBoard.Drivers.I2c;

/// <summary>Time of one conversion of an INA226 or INA260, as the configuration register codes it (SBOS547, table
/// 8).</summary>
public enum ConversionTime
{
    /// <summary>0.140 ms.</summary>
    Microseconds140 = 0,

    /// <summary>0.204 ms.</summary>
    Microseconds204 = 1,

    /// <summary>0.332 ms.</summary>
    Microseconds332 = 2,

    /// <summary>0.588 ms.</summary>
    Microseconds588 = 3,

    /// <summary>1.100 ms.</summary>
    Microseconds1100 = 4,

    /// <summary>2.116 ms.</summary>
    Microseconds2116 = 5,

    /// <summary>4.156 ms.</summary>
    Microseconds4156 = 6,

    /// <summary>8.244 ms.</summary>
    Microseconds8244 = 7,
}

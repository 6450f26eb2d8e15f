namespace OnBoard.Drivers.I2c;

/// <summary>
/// The configuration register that INA226 (SBOS547, section 7.6.1) and INA260 (SBOS656) share: bits 11-9 averages,
/// 8-6 bus conversion time, 5-3 shunt conversion time, 2-0 mode.
/// </summary>
/// <param name="Shunt">Conversion time of the shunt voltage or current.</param>
/// <param name="Bus">Conversion time of the bus voltage.</param>
/// <param name="AveragesCode">Code of the number of averages: 0 to 7 for 1, 4, 16, 64, 128, 256, 512, 1024.</param>
/// <param name="Mode">Bit 2 continuous, bit 1 bus, bit 0 shunt; 7 is continuous conversion of both.</param>
public readonly record struct InaConfiguration(
    ConversionTime Shunt, ConversionTime Bus, int AveragesCode = 0, int Mode = 7)
{
    private static readonly int[] Microseconds = [140, 204, 332, 588, 1100, 2116, 4156, 8244];
    private static readonly int[] MaximumMicroseconds = [154, 224, 365, 646, 1210, 2328, 4572, 9068];
    private static readonly int[] Averages = [1, 4, 16, 64, 128, 256, 512, 1024];

    /// <summary>233 results a second, current seen 96.7 % of the time: what a sweep over 18 rails can just
    /// follow.</summary>
    public static InaConfiguration Fast => new(ConversionTime.Microseconds4156, ConversionTime.Microseconds140);

    /// <summary>119 results a second, current seen 98.3 % of the time.</summary>
    public static InaConfiguration Steady => new(ConversionTime.Microseconds8244, ConversionTime.Microseconds140);

    /// <summary>
    /// 30 results a second, current seen 98.3 % of the time: the chip averages, so that a service that reads seldom misses
    /// nothing.
    /// </summary>
    public static InaConfiguration Averaged =>
        new(ConversionTime.Microseconds8244, ConversionTime.Microseconds140, AveragesCode: 1);

    /// <summary>28 results a second, current seen half of the time: what the hwmon driver sets.</summary>
    public static InaConfiguration Hwmon =>
        new(ConversionTime.Microseconds1100, ConversionTime.Microseconds1100, AveragesCode: 2);

    /// <summary>Decodes the register.</summary>
    public static InaConfiguration FromRegister(ushort register) =>
        new(
            (ConversionTime)((register >> 3) & 7),
            (ConversionTime)((register >> 6) & 7),
            (register >> 9) & 7,
            register & 7);

    /// <summary>How many conversions make one result.</summary>
    public int AverageCount => Averages[AveragesCode];

    /// <summary>Nanoseconds of one conversion of the shunt; 0 where the mode leaves it out.</summary>
    public long ShuntNanoseconds => (Mode & 1) != 0 ? Microseconds[(int)Shunt] * 1000L : 0;

    /// <summary>Nanoseconds of one conversion of the bus; 0 where the mode leaves it out.</summary>
    public long BusNanoseconds => (Mode & 2) != 0 ? Microseconds[(int)Bus] * 1000L : 0;

    /// <summary>Nanoseconds from result to result, typical.</summary>
    public long CycleNanoseconds => AverageCount * (ShuntNanoseconds + BusNanoseconds);

    /// <summary>Nanoseconds from result to result, the most that the datasheet allows (10 % above typical).</summary>
    public long MaximumCycleNanoseconds => AverageCount * 1000L *
        (((Mode & 1) != 0 ? MaximumMicroseconds[(int)Shunt] : 0)
            + ((Mode & 2) != 0 ? MaximumMicroseconds[(int)Bus] : 0));

    /// <summary>Encodes the register; <paramref name="reserved"/> are the chip's bits 14-12 as they read after
    /// reset.</summary>
    public ushort ToRegister(int reserved) =>
        (ushort)((reserved << 12) | (AveragesCode << 9) | ((int)Bus << 6) | ((int)Shunt << 3) | Mode);
}

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

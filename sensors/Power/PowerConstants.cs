using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>
/// What the power model of the virtual board assumes. These are orders of magnitude chosen for a ZCU102 at 0.85 V, not
/// measurements: energies computed from them are labelled "modelled".
/// </summary>
/// <param name="IdleWatts">Power of each domain while nothing is done.</param>
/// <param name="JoulesPerSynapticEvent">Fabric energy of one event.</param>
/// <param name="JoulesPerMemoryByte">Memory and interface energy of one byte.</param>
/// <param name="WattsPerBusyCore">Power of one busy core above idle.</param>
/// <param name="ConverterEfficiency">Power of the rails over power into the board.</param>
public sealed record PowerConstants(
    IReadOnlyDictionary<PowerDomain, double> IdleWatts,
    double JoulesPerSynapticEvent,
    double JoulesPerMemoryByte,
    double WattsPerBusyCore,
    double ConverterEfficiency)
{
    /// <summary>Power of the logic while its fabric is not programmed.</summary>
    public double UnprogrammedLogicWatts { get; init; } = 0.35;

    /// <summary>The constants of the virtual board.</summary>
    public static PowerConstants Default { get; } = new(
        new Dictionary<PowerDomain, double>
        {
            [PowerDomain.PS] = 1.4,
            [PowerDomain.PL] = 0.9,
            [PowerDomain.DDR] = 0.5,
            [PowerDomain.IO] = 0.4,
        },
        JoulesPerSynapticEvent: 20e-12,
        JoulesPerMemoryByte: 120e-12,
        WattsPerBusyCore: 0.35,
        ConverterEfficiency: 0.85);
}

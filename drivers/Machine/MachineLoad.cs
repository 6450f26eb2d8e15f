namespace OnBoard.Drivers.Machine;

/// <summary>How busy a machine is, as its kernel says. What the kernel does not report is null or absent.</summary>
/// <param name="Cores">Share of time that each core was busy since the reading before, 0..1.</param>
/// <param name="ServiceCores">Cores that this process kept busy since the reading before: 0.5 is half of one.</param>
/// <param name="MemoryBytes">Memory of the machine.</param>
/// <param name="AvailableBytes">What of it can still be had.</param>
/// <param name="ServiceBytes">What of it this process holds.</param>
/// <param name="Temperatures">Each thermal zone.</param>
public sealed record MachineLoad(
    IReadOnlyList<double> Cores,
    double? ServiceCores,
    long? MemoryBytes,
    long? AvailableBytes,
    long? ServiceBytes,
    IReadOnlyList<ZoneTemperature> Temperatures);

/// <summary>The temperature of one thermal zone.</summary>
/// <param name="Zone">The kernel's name of it: <c>ps-temp</c>.</param>
/// <param name="Celsius">Degrees.</param>
public sealed record ZoneTemperature(string Zone, double Celsius);

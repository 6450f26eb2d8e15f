using System.Globalization;
using OnBoard.Drivers.I2c;

namespace OnBoard.Sensors.Boards;

/// <summary>
/// Whether a rail's voltage is its own. One that is not says that the board file names another chip, page or shunt, or that
/// the supply was adjusted: its figures are shown, and not called measured.
/// </summary>
public static class RailVoltage
{
    /// <summary>Relative tolerance where a board file gives none: five per cent, what these supplies may be off.</summary>
    public const double Tolerance = 0.05;

    /// <summary>What a figure is called instead of measured or modelled while its rail is off its nominal voltage.</summary>
    public const string Unverified = "unverified";

    /// <summary>What is wrong with a voltage, as a phrase that follows the rail's name.</summary>
    /// <param name="rail">The rail, as the board file describes it.</param>
    /// <param name="volts">Its voltage; not a number where it is not known. Zero for one that its converter calls off.</param>
    /// <returns>Null where the voltage is the rail's own, is not known, or no nominal one is.</returns>
    public static string? DoubtOf(BoardRail rail, double volts)
    {
        if (rail.Volts is not { } nominal || double.IsNaN(volts)) return null;
        if (Math.Abs(volts - nominal) <= (rail.Tolerance ?? Tolerance) * nominal) return null;
        if (volts >= PowerReading.MinRailVolts)
            return string.Create(CultureInfo.InvariantCulture, $"reads {volts:0.000} V where {nominal:0.###} V are nominal");
        return rail.Switched
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"is off where {nominal:0.###} V are nominal");
    }
}

using System.Globalization;
using System.Text;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>Figures of rails as text; what is not known is a dash, never zero.</summary>
internal static class RailText
{
    private static readonly CompositeFormat Format = CompositeFormat.Parse(
        "{0,10}  {1,-12} {2,-10} {3,8} {4,9} {5,9} {6,9} {7,9} {8,7} {9,8} {10,8} {11,8}  {12,-10}  {13}");

    /// <summary>Headings of <see cref="Line"/>.</summary>
    public static string Heading { get; } = string.Format(
        CultureInfo.InvariantCulture, Format, "seconds", "rail", "domain", "V", "A", "W", "min_W", "max_W", "age_ms", "fresh",
        "stale", "missing", "provenance", "state");

    /// <summary>One rail on one line.</summary>
    /// <param name="seconds">Time, for the first column.</param>
    /// <param name="snapshot">Where the rail is of.</param>
    /// <param name="rail">The rail.</param>
    public static string Line(double seconds, RailsSnapshot snapshot, RailFigures rail) => string.Format(
        CultureInfo.InvariantCulture, Format, seconds.ToString("0.000", CultureInfo.InvariantCulture), rail.Name, rail.Domain,
        Volts(rail), Amperes(rail), Watts(rail.Watts), Watts(rail.MinimumWatts), Watts(rail.MaximumWatts), Age(rail), rail.Fresh,
        rail.Stale, rail.Missing, snapshot.ProvenanceOf(rail),
        rail.Fault is null ? rail.Doubt ?? rail.State.ToString().ToLowerInvariant() : $"failed: {rail.Fault}");

    public static string Volts(RailFigures rail) => Number(rail.Volts, "0.000");

    public static string Amperes(RailFigures rail) => Number(rail.Amperes, "0.0000");

    public static string Watts(double watts) => Number(watts, "0.0000");

    public static string Age(RailFigures rail) => Number(1000 * rail.AgeSeconds, "0");

    public static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "-";
}

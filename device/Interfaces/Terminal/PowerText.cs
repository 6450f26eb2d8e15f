using System.Globalization;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>Power and energy of the live service in a few words, with their provenance.</summary>
internal static class PowerText
{
    /// <summary>"PS 1.52 PL 0.90 DDR 0.52 IO 0.40 = 3.34 W, modelled".</summary>
    public static string Watts(RailsSnapshot rails)
    {
        string domains = string.Join(' ', rails.Domains
            .Where(domain => domain.Domain != PowerDomain.BoardInput)
            .Select(domain => $"{domain.Domain} {Number(domain.Watts)}"));
        return domains.Length == 0 ? Total(rails) : $"{domains} = {Total(rails)}";
    }

    /// <summary>"3.34 W, modelled": of the rails together; of the board input where no others are read.</summary>
    public static string Total(RailsSnapshot rails)
    {
        bool isInput = rails.Domains.All(domain => domain.Domain == PowerDomain.BoardInput);
        return $"{(isInput ? $"board input {Number(rails.BoardInputWatts)}" : Number(rails.RailWatts))} W, {rails.Provenance}";
    }

    /// <summary>"33.4 +- 0.4 mJ, modelled".</summary>
    public static string PerInference(WindowEnergy energy) => energy.Unresolved is null
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{1e3 * energy.Joules:0.00} +- {1e3 * energy.Interval95:0.00} mJ ({energy.Name}), {energy.Provenance}")
        : "unknown: " + energy.Unresolved;

    private static string Number(double watts) =>
        double.IsFinite(watts) ? watts.ToString("0.00", CultureInfo.InvariantCulture) : "-";
}

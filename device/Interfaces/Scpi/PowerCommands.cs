using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>
/// Power and energy by rail and domain. Each figure is followed by its provenance, MEASURED or MODELLED, so that no
/// modelled figure passes for a measured one; the board input feeds the rails and is in no sum.
/// </summary>
internal static class PowerCommands
{
    private const string Window = "ENERgy:WINDow<n>";

    public static IReadOnlyList<ScpiCommand> All { get; } =
    [
        new("MEASure[:SCALar]:POWer[:DC]?", PowerSelection.Syntax, "watts now, provenance; all rails but the input by default", 0, 1, call =>
            Figure(call, snapshot => snapshot.RailWatts, domain => domain.Watts, rail => rail.Watts)),
        new("MEASure[:SCALar]:ENERgy?", PowerSelection.Syntax, "joules since sampling of the rails began, provenance", 0, 1, call =>
            Figure(call, RailJoules, domain => domain.Joules, rail => rail.Joules)),
        new("MEASure[:SCALar]:VOLTage[:DC]?", "\"rail\"", "volts of a rail, provenance", 1, 1, call =>
            OfRail(call, rail => rail.Volts)),
        new("MEASure[:SCALar]:CURRent[:DC]?", "\"rail\"", "amperes of a rail, provenance", 1, 1, call =>
            OfRail(call, rail => rail.Amperes)),
        new("SENSe:RAIL:CATalog?", "", "name and domain of each rail", 0, 0, call => string.Join(
            ',', call.Session.Instrument.LatestRails.Rails.Select(
                rail => $"{ScpiFormat.Quote(rail.Name)},{NameOf(rail.Domain)}"))),
        new($"{Window}:STARt", "[\"name\"]", "begins window n of this connection, 1..8", 0, 1, call =>
        {
            if (call.Parameters is [{ Kind: not ScpiDataKind.Text }]) throw new ScpiException(ScpiError.DataType);
            call.Session.Windows.Start(call.Suffix, call.Parameters is [var name] ? name.Text : null);
            return null;
        }),
        new($"{Window}:STOP", "", "ends it", 0, 0, call =>
        {
            call.Session.Windows.Stop(call.Suffix);
            return null;
        }),
        new($"{Window}:STATe?", "", "1 while it is open", 0, 0, call =>
            ScpiFormat.Boolean(call.Session.Windows.IsOpen(call.Suffix))),
        new($"{Window}:RESult?", PowerSelection.Syntax, "joules, half of the 95 % interval, seconds, provenance", 0, 1, WindowResult),
    ];

    private static double RailJoules(RailsSnapshot snapshot)
    {
        double[] joules = [.. snapshot.Domains.Where(domain => domain.Domain != PowerDomain.BoardInput).Select(d => d.Joules)];
        return joules.Length == 0 ? double.NaN : joules.Sum();
    }

    private static string Figure(
        ScpiCall call, Func<RailsSnapshot, double> total, Func<DomainFigures, double> ofDomain,
        Func<RailFigures, double> ofRail)
    {
        PowerSelection asked = PowerSelection.Of(call);
        if (asked.Rail is not null) return OfRail(call, ofRail);
        RailsSnapshot snapshot = call.Session.Instrument.LatestRails;
        double value = asked.Domain is { } domain
            ? ofDomain(snapshot.Domains.FirstOrDefault(figures => figures.Domain == domain) ?? throw NoSuch(call))
            : total(snapshot);
        if (double.IsNaN(value))
        {
            RailFigures? lost = snapshot.Rails.FirstOrDefault(rail =>
                rail.Fault is not null && (asked.Domain is null || rail.Domain == asked.Domain));
            call.Session.Report(ScpiError.DataCorruptOrStale with { Detail = lost is null ? "" : $"{lost.Name}: {lost.Fault}" });
        }

        return $"{ScpiFormat.Number(value)},{Provenance(snapshot.Provenance)}";
    }

    private static string OfRail(ScpiCall call, Func<RailFigures, double> figure)
    {
        if (call.Parameters[0].Kind != ScpiDataKind.Text) throw new ScpiException(ScpiError.DataType, call.Parameters[0].Text);
        RailsSnapshot snapshot = call.Session.Instrument.LatestRails;
        RailFigures rail = snapshot.Rails.FirstOrDefault(
            rail => string.Equals(rail.Name, call.Parameters[0].Text, StringComparison.OrdinalIgnoreCase)) ?? throw NoSuch(call);
        if (rail.Fault is { } fault)
            call.Session.Report(ScpiError.DataCorruptOrStale with { Detail = $"{rail.Name}: {fault}" });
        return $"{ScpiFormat.Number(figure(rail))},{Provenance(snapshot.Provenance)}";
    }

    private static string WindowResult(ScpiCall call)
    {
        PowerSelection asked = PowerSelection.Of(call);
        WindowFigures figures = call.Session.Windows.Result(call.Suffix);
        WindowEnergy energy = (asked switch
        {
            { Rail: { } rail } => figures.Rails.FirstOrDefault(
                figure => string.Equals(figure.Name, rail, StringComparison.OrdinalIgnoreCase)),
            { Domain: { } domain } => figures.Domains.FirstOrDefault(figure => figure.Name == domain.ToString()),
            _ => figures.RailTotal,
        }) ?? throw NoSuch(call);
        if (energy.Unresolved is { } reason)
            call.Session.Report(ScpiError.DataCorruptOrStale with { Detail = $"{energy.Name}: {reason}" });
        return $"{ScpiFormat.Number(energy.Joules)},{ScpiFormat.Number(energy.Interval95)}," +
            $"{ScpiFormat.Number(energy.Seconds)},{Provenance(energy.Provenance)}";
    }

    private static ScpiException NoSuch(ScpiCall call) => new(
        ScpiError.HardwareMissing, call.Parameters is [var asked] ? $"this board has no rail {asked.Text}" : "no rails");

    private static string NameOf(PowerDomain domain) => domain switch
    {
        PowerDomain.BoardInput => "INPUT",
        PowerDomain.Other => "OTHER",
        _ => domain.ToString(),
    };

    private static string Provenance(string label) => label.ToUpperInvariant();
}

using System.Text;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>Errors, conditions, help.</summary>
internal static class SystemCommands
{
    public static IReadOnlyList<ScpiCommand> All { get; } =
    [
        new("SYSTem:ERRor[:NEXT]?", "", "the oldest error, number and text, which leaves the queue; 0 for none", 0, 0, call =>
            call.Session.Errors.Take().ToString()),
        new("SYSTem:ERRor:COUNt?", "", "errors in the queue", 0, 0, call => ScpiFormat.Number(call.Session.Errors.Count)),
        new("SYSTem:ERRor:ALL?", "", "all errors, oldest first, which leave the queue", 0, 0, call => TakeAll(call.Session)),
        new("SYSTem:VERSion?", "", "the year of the SCPI standard", 0, 0, _ => "1999.0"),
        new("SYSTem:CONDition?", "", "what is wrong, in plain words; an empty string where nothing is", 0, 0, call =>
            call.Session.Instrument.Conditions is { Count: > 0 } conditions
                ? string.Join(',', conditions.Select(ScpiFormat.Quote))
                : "\"\""),
        new("SYSTem:HELP:HEADers?", "", "all commands, a line each, as a block", 0, 0, _ => Help()),
    ];

    private static string TakeAll(ScpiSession session)
    {
        List<string> errors = [];
        do errors.Add(session.Errors.Take().ToString());
        while (session.Errors.Count > 0);
        return string.Join(',', errors);
    }

    private static string Help()
    {
        StringBuilder text = new();
        foreach (ScpiCommand command in ScpiInstrument.Commands)
            text.Append(command.Pattern.Text).Append(command.Pattern.IsQuery ? "/qonly/" : "/nquery/").Append('\n');
        return ScpiFormat.Block(text.ToString());
    }
}

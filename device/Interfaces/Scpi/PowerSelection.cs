using OnBoard.Sensors.Boards;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>Which figure is asked for: one rail by its name, one domain, or all rails but the board input.</summary>
/// <param name="Rail">A rail's name; null for a domain or all.</param>
/// <param name="Domain">A domain; null for all.</param>
internal readonly record struct PowerSelection(string? Rail, PowerDomain? Domain)
{
    /// <summary>How manuals write it.</summary>
    public const string Syntax = "[RAILs|PS|PL|DDR|IO|OTHer|INPut|\"rail\"]";

    /// <summary>What a command's first parameter asks for; all rails where there is none.</summary>
    /// <exception cref="ScpiException">It is no domain and no string.</exception>
    public static PowerSelection Of(ScpiCall call)
    {
        if (call.Parameters.Count == 0) return default;
        ScpiParameter parameter = call.Parameters[0];
        return parameter.Kind switch
        {
            ScpiDataKind.Text => new(parameter.Text, null),
            ScpiDataKind.Character => new(null, parameter.Text switch
            {
                "RAIL" or "RAILS" => null,
                "PS" => PowerDomain.PS,
                "PL" => PowerDomain.PL,
                "DDR" => PowerDomain.DDR,
                "IO" => PowerDomain.IO,
                "OTH" or "OTHER" => PowerDomain.Other,
                "INP" or "INPUT" => PowerDomain.BoardInput,
                _ => throw new ScpiException(ScpiError.IllegalValue, parameter.Text),
            }),
            _ => throw new ScpiException(ScpiError.DataType, parameter.Text),
        };
    }
}

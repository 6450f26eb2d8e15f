namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>A command: how it is written, what it does.</summary>
/// <param name="pattern">Its header, see <see cref="ScpiPattern"/>.</param>
/// <param name="parameters">What follows it, as manuals write it; empty for nothing.</param>
/// <param name="description">What it is for, in one line.</param>
/// <param name="least">Parameters it needs.</param>
/// <param name="most">Parameters it takes.</param>
/// <param name="run">Does it; gives the answer of a query.</param>
public sealed class ScpiCommand(
    string pattern, string parameters, string description, int min, int max, Func<ScpiCall, string?> run)
{
    /// <summary>How it is written.</summary>
    public ScpiPattern Pattern { get; } = new(pattern);

    /// <summary>What follows it.</summary>
    public string Parameters { get; } = parameters;

    /// <summary>What it is for.</summary>
    public string Description { get; } = description;

    /// <summary>Does it.</summary>
    /// <returns>The answer of a query, null of a command.</returns>
    /// <exception cref="ScpiException">The parameters do not fit, or it cannot be done.</exception>
    public string? Run(ScpiCall call)
    {
        if (call.Parameters.Count < min) throw new ScpiException(ScpiError.MissingParameter, call.Header);
        if (call.Parameters.Count > max) throw new ScpiException(ScpiError.ParameterNotAllowed, call.Header);
        return run(call);
    }
}

/// <summary>A command as it was sent.</summary>
/// <param name="Header">For messages.</param>
/// <param name="Suffix">The number in its header; 1 where it was left out.</param>
/// <param name="Parameters">What followed.</param>
/// <param name="Session">Who sent it.</param>
public sealed record ScpiCall(string Header, int Suffix, IReadOnlyList<ScpiParameter> Parameters, ScpiSession Session);

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>A command that cannot be carried out: goes into the error queue, not further.</summary>
public sealed class ScpiException : Exception
{
    /// <param name="error">What the standard calls it.</param>
    /// <param name="detail">What is behind it.</param>
    public ScpiException(ScpiError error, string detail = "")
        : base($"{error.Number} {error.Text} {detail}") => Error = error with { Detail = detail };

    /// <summary>The entry for the queue.</summary>
    public ScpiError Error { get; }
}

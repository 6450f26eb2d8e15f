using OnBoard.Drivers;

namespace OnBoard.Device.Commands.Checks;

/// <summary>What a check found.</summary>
/// <param name="State">What it means.</param>
/// <param name="Subject">The thing: a rail, a device node, a file.</param>
/// <param name="Text">What was found, as a phrase without a full stop.</param>
/// <param name="Remedy">What to do about it; null where nothing is to be done.</param>
internal sealed record Finding(FindingState State, string Subject, string Text, string? Remedy = null)
{
    /// <summary>All is well.</summary>
    public static Finding Ok(string subject, string text) => new(FindingState.Ok, subject, text);

    /// <summary>Works, but.</summary>
    public static Finding Note(string subject, string text, string? remedy = null) => new(FindingState.Note, subject, text, remedy);

    /// <summary>An error as a finding.</summary>
    public static Finding Of(OnBoardException error) => new(
        error is DeviceMissingException ? FindingState.Missing : FindingState.Failed, error.Subject, error.Cause, error.Remedy);
}

/// <summary>What a finding means.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Works, but the reader should know.</summary>
    Note,

    /// <summary>Is there, and does not do what it must.</summary>
    Failed,

    /// <summary>A device, its driver or a program is not there.</summary>
    Missing,
}

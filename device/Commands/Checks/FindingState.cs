namespace OnBoard.Device.Commands.Checks;

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

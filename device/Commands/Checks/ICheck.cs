namespace OnBoard.Device.Commands.Checks;

/// <summary>
/// One thing that <c>onboard check</c> looks at. A new check is a new class, and a line in <see cref="AllChecks"/>. It looks
/// at the real thing, changes nothing, and takes a second or two at most.
/// </summary>
internal interface ICheck
{
    /// <summary>One word, as <c>--only</c> takes it: "rails".</summary>
    string Name { get; }

    /// <summary>Looks.</summary>
    /// <param name="context">What is to be checked.</param>
    /// <returns>One finding or more, as they are found.</returns>
    /// <exception cref="Drivers.OnBoardException">Becomes a finding: missing where a device is, else failed.</exception>
    IEnumerable<Finding> Look(CheckContext context);
}

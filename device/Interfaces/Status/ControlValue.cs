using OnBoard.Drivers;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>Understands the values of controls.</summary>
internal static class ControlValue
{
    /// <summary>The value of a switch.</summary>
    /// <param name="control">Its name, for the message.</param>
    /// <param name="value">"on" or "off".</param>
    /// <exception cref="BadInputException">It is neither.</exception>
    public static bool IsOn(string control, string value) => value switch
    {
        "on" => true,
        "off" => false,
        _ => throw new BadInputException(control, $"cannot be \"{value}\"", "Give on or off"),
    };

    /// <summary>Refuses what is none of the choices of an action.</summary>
    /// <param name="report">The action.</param>
    /// <param name="value">What was asked for.</param>
    /// <exception cref="BadInputException">It is none of them.</exception>
    public static void Expect(ControlReport report, string value)
    {
        if (!report.Choices.Contains(value))
            throw new BadInputException(report.Name, $"cannot be \"{value}\"", $"Give {string.Join(" or ", report.Choices)}");
    }
}

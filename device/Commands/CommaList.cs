using OnBoard.Device.Commands.Configuration;

namespace OnBoard.Device.Commands;

/// <summary>Values of an option that are separated by commas.</summary>
internal static class CommaList
{
    /// <summary>The parts of a text.</summary>
    public static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The parts, each of which must be one of some names.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="text">What was given.</param>
    /// <param name="names">What there is.</param>
    /// <exception cref="WrongUseException">There is no such name, or none was given.</exception>
    public static string[] Parse(string option, string text, IReadOnlyList<string> names)
    {
        string[] parts = Split(text);
        string? unknown = parts.Length == 0 ? "nothing" : parts.FirstOrDefault(part => !names.Contains(part));
        return unknown is null ? parts : throw new WrongUseException(
            option, $"does not know {unknown}", $"Choose among {string.Join(", ", names)}");
    }
}

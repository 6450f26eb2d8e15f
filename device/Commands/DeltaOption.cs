using System.CommandLine;
using System.Globalization;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;

namespace OnBoard.Device.Commands;

/// <summary><c>--delta</c>: by how many deviations a feature has to change to be sent (<see cref="FeatureScaling.Delta"/>).</summary>
internal static class DeltaOption
{
    private const string Name = "--delta";

    /// <summary>Makes the option.</summary>
    /// <param name="description">What the command does with it.</param>
    /// <param name="value">The default, one value or several between commas.</param>
    public static Option<string> Create(string description, string value) => new(Name)
    {
        Description = description, DefaultValueFactory = _ => value, HelpName = "deviations",
    };

    /// <summary>Values between commas; zero, which sends all, is what is done anyway.</summary>
    /// <exception cref="WrongUseException">One is no number, or too large.</exception>
    public static double[] ParseAll(string text) => [.. CommaList.Split(text).Select(Parse).Where(delta => delta > 0)];

    /// <summary>A value.</summary>
    /// <exception cref="WrongUseException">It is no number, or too large.</exception>
    public static double Parse(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= RunSettings.MaxDelta
            ? value
            : throw new WrongUseException(
                Name, $"does not understand \"{text}\"", $"Give {RunSettings.DeltaKey.Values}");
}

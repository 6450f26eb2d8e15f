using System.CommandLine;
using System.Runtime.CompilerServices;

namespace OnBoard.Device.Commands;

/// <summary>What the help of a command says below its options: examples, and whatever else its user should know.</summary>
internal static class CommandDetails
{
    private static readonly ConditionalWeakTable<Command, string> Texts = [];

    /// <summary>Gives a command its details, printed as they stand.</summary>
    public static Command WithDetails(this Command command, string details)
    {
        Texts.AddOrUpdate(command, details);
        return command;
    }

    /// <summary>A command's details; empty where it has none.</summary>
    public static string Of(Command command) => Texts.TryGetValue(command, out string? details) ? details : "";
}

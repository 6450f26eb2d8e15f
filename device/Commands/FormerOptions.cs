using System.CommandLine;
using OnBoard.Device.Commands.Configuration;

namespace OnBoard.Device.Commands;

/// <summary>
/// Options of commands that had another name in the version before: this version still reads it, and says so. Help lists the name of
/// today alone. Settings (<see cref="Setting.FormerKey"/>) have theirs beside them, because files and the environment hold them too.
/// </summary>
internal static class FormerOptions
{
    private static readonly (string Command, string Former, string[] Now)[] Names =
    [
        ("energy", "--thing", ["--workload"]),
        ("evaluate", "--by-noise", ["--by", "noise"]),
        ("learn", "--least-seconds", ["--min-seconds"]),
        ("train", "--lowest-ratio", ["--min-ratio"]),
        ("train", "--highest-ratio", ["--max-ratio"]),
    ];

    /// <summary>The arguments with the names of today.</summary>
    /// <param name="parsed">The arguments as they stand, to know the command.</param>
    /// <param name="arguments">As the shell gave them.</param>
    /// <param name="notes">Where each former name is noted.</param>
    public static IReadOnlyList<string> Replace(ParseResult parsed, IReadOnlyList<string> arguments, TextWriter notes)
    {
        string command = parsed.CommandResult.Command.Name;
        List<string> replaced = [];
        foreach (string argument in arguments)
        {
            int end = argument.IndexOfAny(['=', ':']);
            string name = end < 0 ? argument : argument[..end];
            if (Names.FirstOrDefault(entry => entry.Command == command && entry.Former == name) is not { Now: { } now })
            {
                replaced.Add(argument);
                continue;
            }

            notes.WriteLine($"onboard: {SettingValues.Renamed(name, string.Join(' ', now))}");
            replaced.AddRange(now[..^1]);
            replaced.Add(end < 0 ? now[^1] : now[^1] + argument[end..]);
        }

        return replaced;
    }
}

using Spectre.Console;

namespace OnBoard.Device.Commands;

/// <summary>Prints tables: as wide as the terminal, and as wide as they need where the output goes to a file or a pipe.</summary>
internal static class TableWriter
{
    private const int FileWidth = 200;

    /// <summary>Prints a table to standard output.</summary>
    public static void Write(Table table)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected) console.Profile.Width = FileWidth;
        console.Write(table);
    }
}

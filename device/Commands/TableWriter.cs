using Spectre.Console;

namespace OnBoard.Device.Commands;

/// <summary>Prints tables: as wide as the terminal, and as wide as they need where the output goes to a file or a pipe.</summary>
internal static class TableWriter
{
    private const int FileWidth = 240;

    /// <summary>Prints a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="output">Where to; standard output by default.</param>
    public static void Write(Table table, TextWriter? output = null)
    {
        bool isConsole = output is null || output == Console.Out;
        AnsiConsoleSettings settings = new();
        if (!isConsole)
        {
            settings.Out = new AnsiConsoleOutput(output!);
            settings.Ansi = AnsiSupport.No;
            settings.ColorSystem = ColorSystemSupport.NoColors;
        }

        IAnsiConsole console = AnsiConsole.Create(settings);
        if (!isConsole || Console.IsOutputRedirected) console.Profile.Width = FileWidth;
        console.Write(table);
    }
}

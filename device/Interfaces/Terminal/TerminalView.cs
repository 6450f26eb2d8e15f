using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Recording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>A few lines that are rewritten in place, messages and scores above them.</summary>
internal sealed class TerminalView(IAnsiConsole console) : IRunView
{
    private readonly Lock _gate = new();
    private int _drawn;

    public void Begin(IReadOnlyList<(string Name, string Value)> facts)
    {
        Grid grid = TwoColumns();
        foreach ((string name, string value) in facts)
            grid.AddRow(new Markup($"[grey]{Markup.Escape(name)}[/]"), new Text(value));
        Above(grid);
        Above(new Markup("[grey]Ctrl+C stops.[/]"));
    }

    public void Show(LiveStatus status)
    {
        Grid grid = TwoColumns();
        foreach ((string name, string value) in StatusText.Fields(status))
        {
            bool wrong = name.Length == 0;
            bool counts = (name is "missed" or "lost" or "xruns" or "silent") && value != "0";
            string style = wrong ? "bold red" : counts ? "yellow" : name == "SI-SDR" ? "bold green" : "default";
            grid.AddRow(new Markup($"[grey]{Markup.Escape(name)}[/]"), new Markup($"[{style}]{Markup.Escape(value)}[/]"));
        }

        lock (_gate)
        {
            Erase();
            console.Write(grid);
            _drawn = StatusText.Fields(status).Count();
        }
    }

    public void Tell(string message) => Above(new Markup($"[yellow]{Markup.Escape(message)}[/]"));

    public void Show(SessionScore score) => Above(ScoreTable.Build(score));

    public void End()
    {
        lock (_gate) _drawn = 0;
    }

    private static Grid TwoColumns() =>
        new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn(new GridColumn().NoWrap());

    private void Above(IRenderable what)
    {
        lock (_gate)
        {
            Erase();
            console.Write(what);
            if (what is Markup) console.WriteLine();
            _drawn = 0;
        }
    }

    /// <summary>Takes the lines of the last status away; what is below the cursor goes.</summary>
    private void Erase()
    {
        if (_drawn > 0) console.Write(new ControlCode($"\e[{_drawn}A\e[J"));
    }
}

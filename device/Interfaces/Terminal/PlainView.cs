using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Recording;
using Spectre.Console;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>Line by line, for pipes and journals.</summary>
internal sealed class PlainView(TextWriter output) : IRunView
{
    private readonly Lock _gate = new();

    public void Begin(IReadOnlyList<(string Name, string Value)> facts)
    {
        foreach ((string name, string value) in facts) Offer(name, value);
    }

    public void Offer(string name, string value) => Line($"{name,-11} {value}");

    public void Show(LiveStatus status) => Line(StatusText.Line(status));

    public void Report(string message) => Line(message);

    public void Show(SessionScore score)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        lock (_gate) console.Write(ScoreTable.Build(score));
    }

    public void End()
    {
        // Each line stands already.
    }

    private void Line(string text)
    {
        lock (_gate)
        {
            output.WriteLine(text);
            output.Flush();
        }
    }
}

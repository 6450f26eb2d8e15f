using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Recording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>
/// A few lines that are rewritten in place, the status and below it what may be done; facts, messages and scores above them. No line is
/// longer than the terminal is wide, so that the start fits 80x24; on a low terminal the status is cut, not what may be done.
/// </summary>
internal sealed class TerminalView(IAnsiConsole console) : IRunView
{
    private const string Indent = "            ";

    private readonly Lock _gate = new();
    private readonly List<(string Name, string Value)> _offers = [("stop", "Ctrl+C")];
    private LiveStatus? _status;
    private int _drawn;

    /// <summary>Columns; the last one stays free, because a terminal may go on to the next line there.</summary>
    private int Columns => Math.Max(Indent.Length, console.Profile.Width - 1);

    public void Begin(IReadOnlyList<(string Name, string Value)> facts)
    {
        lock (_gate)
        {
            Erase();
            foreach ((string name, string value) in facts) Write(Named(name, value));
            Draw(withOffers: true);
        }
    }

    public void Offer(string name, string value)
    {
        lock (_gate)
        {
            Erase();
            _offers.Insert(_offers.Count - 1, (name, value));
            Draw(withOffers: true);
        }
    }

    public void Show(LiveStatus status)
    {
        lock (_gate)
        {
            Erase();
            _status = status;
            Draw(withOffers: true);
        }
    }

    public void Report(string message) => Above(new Markup($"[yellow]{Markup.Escape(message)}[/]"));

    public void Show(SessionScore score) => Above(ScoreTable.Build(score));

    /// <summary>What could be done no more goes; the last status stays.</summary>
    public void End()
    {
        lock (_gate)
        {
            Erase();
            Draw(withOffers: false);
            _drawn = 0;
            _status = null;
            _offers.Clear();
        }
    }

    private static TopTone Tone(string name, string value) => name switch
    {
        "" => TopTone.Bad,
        "missed" or "lost" or "xruns" or "silent" when value != "0" => TopTone.Warning,
        "SI-SDR" => TopTone.Good,
        _ => TopTone.Plain,
    };

    private void Above(IRenderable what)
    {
        lock (_gate)
        {
            Erase();
            console.Write(what);
            if (what is Markup) console.WriteLine();
            Draw(withOffers: true);
        }
    }

    private TopLine Named(string name, string value) =>
        new TopLine().Add(name.PadRight(Indent.Length), TopTone.Label).Add(Shortened.Fit(value, Columns - Indent.Length));

    /// <summary>The fields one after the other, as many on a line as fit; what is wrong on a line of its own.</summary>
    private IEnumerable<TopLine> Status(LiveStatus status)
    {
        TopLine line = new();
        foreach ((string name, string value) in StatusText.Fields(status))
        {
            bool stands = name.Length == 0;
            TopLine field = stands ? new TopLine().Add(value, TopTone.Bad) : new TopLine().Add(name, value, Tone(name, value));
            if (line.Width > 0 && (stands || line.Width + 2 + field.Width > Columns))
            {
                yield return line;
                line = new TopLine();
            }

            if (line.Width > 0) line.Add("  ");
            foreach ((string text, TopTone tone) in field.Pieces) line.Add(text, tone);
        }

        yield return line;
    }

    private void Draw(bool withOffers)
    {
        TopLine[] offers = withOffers ? [.. _offers.Select(offer => Named(offer.Name, offer.Value))] : [];
        int room = Math.Max(1, console.Profile.Height - 1 - offers.Length);
        IEnumerable<TopLine> status = _status is null ? [] : Status(_status).Take(room);
        foreach (TopLine line in status.Concat(offers))
        {
            Write(line);
            _drawn++;
        }
    }

    private void Write(TopLine line)
    {
        console.Write(TopTerminal.Styled(line.Fit(Columns)));
        console.WriteLine();
    }

    /// <summary>Takes the lines that are rewritten away; what is below the cursor goes.</summary>
    private void Erase()
    {
        if (_drawn > 0) console.Write(new ControlCode($"\e[{_drawn}A\e[J"));
        _drawn = 0;
    }
}

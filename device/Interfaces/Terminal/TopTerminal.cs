using System.Text;
using Spectre.Console;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>
/// Draws screens one over the other: no scrolling, no flicker, and the terminal as it was at the end. Works on a serial
/// console, which has neither colours nor a size.
/// </summary>
/// <param name="console">Where to draw.</param>
internal sealed class TopTerminal(IAnsiConsole console) : IDisposable
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;
    private const string Enter = "\e[?1049h\e[?25l\e[2J";
    private const string Leave = "\e[?25h\e[?1049l";

    private bool _entered;

    /// <summary>Columns of the terminal now.</summary>
    public static int Width => Size(() => Console.WindowWidth, UsualWidth);

    /// <summary>Lines of the terminal now.</summary>
    public static int Height => Size(() => Console.WindowHeight, UsualHeight);

    /// <summary>Whether block characters can be shown.</summary>
    public bool Unicode => console.Profile.Capabilities.Unicode;

    /// <summary>Draws over what is there.</summary>
    public void Show(IReadOnlyList<TopLine> lines)
    {
        if (!_entered) Control(Enter);
        _entered = true;
        Control("\e[H");
        for (int i = 0; i < lines.Count; i++)
        {
            Write(lines[i]);
            Control(i < lines.Count - 1 ? "\e[K\r\n" : "\e[K");
        }

        Control("\e[J");
    }

    /// <summary>Prints below what is there.</summary>
    public void Print(IReadOnlyList<TopLine> lines)
    {
        foreach (TopLine line in lines)
        {
            Write(line);
            console.WriteLine();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_entered) Control(Leave);
    }

    /// <summary>A line as the terminal's library writes it.</summary>
    public static Markup Styled(TopLine line)
    {
        StringBuilder markup = new();
        foreach ((string text, TopTone tone) in line.Pieces)
            markup.Append('[').Append(Style(tone)).Append(']').Append(Markup.Escape(text)).Append("[/]");
        return new Markup(markup.ToString());
    }

    private static int Size(Func<int> read, int otherwise)
    {
        try
        {
            return read() is > 0 and var size ? size : otherwise;
        }
        catch (IOException)
        {
            return otherwise;
        }
    }

    private static string Style(TopTone tone) => tone switch
    {
        TopTone.Label => "grey",
        TopTone.Heading => "bold",
        TopTone.Good => "green",
        TopTone.Warning => "darkorange",
        TopTone.Bad => "bold red",
        TopTone.Bar => "deepskyblue3",
        _ => "default",
    };

    private void Control(string codes) => console.Write(new ControlCode(codes));

    private void Write(TopLine line) => console.Write(Styled(line));
}

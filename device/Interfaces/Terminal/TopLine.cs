namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>A line of the screen: pieces of text, one column each character.</summary>
internal sealed class TopLine
{
    private readonly List<(string Text, TopTone Tone)> _pieces = [];

    /// <summary>Columns.</summary>
    public int Width { get; private set; }

    /// <summary>The pieces from left to right.</summary>
    public IReadOnlyList<(string Text, TopTone Tone)> Pieces => _pieces;

    /// <summary>Appends text; what a terminal could take for a command is left out.</summary>
    public TopLine Add(string text, TopTone tone = TopTone.Plain)
    {
        string safe = string.Concat(text.Where(c => !char.IsControl(c)));
        if (safe.Length == 0) return this;
        _pieces.Add((safe, tone));
        Width += safe.Length;
        return this;
    }

    /// <summary>Appends what a value is and the value.</summary>
    public TopLine Add(string label, string value, TopTone tone = TopTone.Plain) =>
        Add(Width > 0 ? $"  {label} " : $"{label} ", TopTone.Label).Add(value, tone);

    /// <summary>Appends a bar.</summary>
    /// <param name="share">How much of it is filled, 0..1.</param>
    /// <param name="columns">Its length.</param>
    /// <param name="unicode">Whether the terminal shows block characters.</param>
    public TopLine AddBar(double share, int columns, bool unicode)
    {
        double filled = double.IsNaN(share) ? 0 : Math.Clamp(share, 0, 1) * columns;
        int whole = (int)filled;
        string bar = unicode
            ? new string('█', whole) + (whole < columns && filled - whole >= 0.125 ? "▏▎▍▌▋▊▉"[(int)((filled - whole) * 8) - 1] : "")
            : new string('#', (int)Math.Round(filled));
        Add(bar, TopTone.Bar);
        return Add(new string(unicode ? '·' : '.', columns - bar.Length), TopTone.Label);
    }

    /// <summary>Fills up with blanks to a column.</summary>
    public TopLine PadTo(int column) => Add(new string(' ', Math.Max(0, column - Width)));

    /// <summary>The same line, cut to a width.</summary>
    public TopLine Fit(int width)
    {
        if (Width <= width) return this;
        TopLine fitted = new();
        foreach ((string text, TopTone tone) in _pieces)
        {
            int room = width - fitted.Width;
            if (room <= 0) break;
            fitted.Add(text.Length <= room ? text : text[..room], tone);
        }

        return fitted;
    }

    /// <summary>This line and, from a column on, another.</summary>
    public TopLine Beside(TopLine other, int column)
    {
        TopLine both = new();
        foreach ((string text, TopTone tone) in Fit(column - 1).Pieces) both.Add(text, tone);
        both.PadTo(column);
        foreach ((string text, TopTone tone) in other.Pieces) both.Add(text, tone);
        return both;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(_pieces.Select(piece => piece.Text)).TrimEnd();
}

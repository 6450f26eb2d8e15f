using System.Globalization;

namespace OnBoard.Tests.Unit.Device.Interfaces.Terminal;

/// <summary>
/// A terminal of a size, as far as the program uses one (ECMA-48: cursor up, to a place, erase; colours are passed over): what a person sees
/// after all that was written.
/// </summary>
internal sealed class TestScreen(int width, int height) : StringWriter(CultureInfo.InvariantCulture)
{
    private readonly List<char[]> _lines = [];
    private string _sequence = "";
    private int _row;
    private int _column;

    /// <summary>Lines that have left the screen at its top.</summary>
    public int Scrolled { get; private set; }

    /// <summary>The lines on the screen, without blanks at their ends.</summary>
    public string[] Lines => [.. _lines.Select(line => new string(line).TrimEnd())];

    public override void Write(char value)
    {
        if (value == '\e' || _sequence.Length > 0) Sequence(value);
        else if (value == '\n') (_row, _column) = (_row + 1, 0);
        else if (value == '\r') _column = 0;
        else Print(value);
    }

    public override void Write(string? value)
    {
        foreach (char one in value ?? "") Write(one);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        foreach (char one in buffer.AsSpan(index, count)) Write(one);
    }

    private char[] Line()
    {
        for (; _row >= height; _row--, Scrolled++) _lines.RemoveAt(0);
        while (_lines.Count <= _row) _lines.Add(Blank());
        return _lines[_row];
    }

    private char[] Blank() => [.. Enumerable.Repeat(' ', width)];

    private void Print(char value)
    {
        if (_column == width) (_row, _column) = (_row + 1, 0);
        Line()[_column++] = value;
    }

    private void Sequence(char value)
    {
        _sequence += value;
        if (_sequence.Length == 2 && value != '[') _sequence = "";
        if (_sequence.Length < 3 || !char.IsAsciiLetter(value)) return;
        string text = _sequence[2..^1];
        _sequence = "";
        int number = int.TryParse(text, out int given) ? given : value is 'A' ? 1 : 0;
        if (value == 'A') _row = Math.Max(0, _row - number);
        else if (value == 'H') (_row, _column) = (0, 0);
        else if (value == 'K') Array.Fill(Line(), ' ', _column, width - _column);
        else if (value == 'J' && number == 0) Erase();
        else if (value == 'J') _lines.Clear();
        else Assert.True(value is 'm' or 'h' or 'l' or 'n', $"an unknown sequence: {text}{value}");
    }

    private void Erase()
    {
        if (_row >= _lines.Count) return;
        Array.Fill(_lines[_row], ' ', _column, width - _column);
        _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
    }
}

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>Text that has to fit: what is left out is left out in the middle, of a path first, whose file's name stays.</summary>
internal static class Shortened
{
    private const string Gap = "...";
    private const int MinPath = 16;

    /// <summary>A text of words, one of which may be a path, in so many columns.</summary>
    public static string Fit(string text, int width)
    {
        if (text.Length <= width) return text;
        string path = text.Split(' ').Where(word => word.Contains('/')).MaxBy(word => word.Length) ?? "";
        int room = width - (text.Length - path.Length);
        return path.Length > room && room >= MinPath
            ? text.Replace(path, Middle(path, room), StringComparison.Ordinal)
            : Middle(text, width);
    }

    private static string Middle(string text, int width)
    {
        int kept = width - Gap.Length;
        if (kept < 2) return text[..Math.Max(0, width)];
        int name = text.Length - text.LastIndexOf('/');
        int tail = name < kept ? Math.Max(name, kept / 2) : kept / 2;
        return $"{text[..(kept - tail)]}{Gap}{text[^tail..]}";
    }
}

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>
/// A command's header as manuals write it, <c>MEASure[:SCALar]:POWer[:DC]?</c>: capitals are the short form, what stands in
/// brackets may be left out, <c>&lt;n&gt;</c> takes a number.
/// </summary>
public sealed class ScpiPattern
{
    private readonly List<Part> _parts = [];

    /// <param name="text">As above; a common command with its asterisk.</param>
    public ScpiPattern(string text)
    {
        Text = text;
        IsQuery = text.EndsWith('?');
        IsCommon = text.StartsWith('*');
        string header = text.TrimEnd('?').TrimStart('*');
        for (int at = 0; at < header.Length;)
        {
            bool optional = header[at] == '[';
            if (optional) at++;
            if (header[at] == ':') at++;
            int end = header.AsSpan(at).IndexOfAny(":[]");
            end = end < 0 ? header.Length : at + end;
            string word = header[at..end];
            bool numbered = word.EndsWith("<n>", StringComparison.Ordinal);
            if (numbered) word = word[..^3];
            string shortForm = new([.. word.Where(c => !char.IsAsciiLetterLower(c))]);
            _parts.Add(new Part(word.ToUpperInvariant(), shortForm, optional, numbered));
            at = end;
            if (optional) at++;
        }
    }

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>Whether it asks.</summary>
    public bool IsQuery { get; }

    /// <summary>Whether it is one of IEEE 488.2.</summary>
    public bool IsCommon { get; }

    /// <summary>Whether a header means this command.</summary>
    /// <param name="nodes">From the root.</param>
    /// <param name="suffix">The number in it; 1 where it is left out.</param>
    public bool Matches(ReadOnlySpan<ScpiNode> nodes, out int suffix)
    {
        suffix = 1;
        return Matches(0, nodes, ref suffix);
    }

    private bool Matches(int part, ReadOnlySpan<ScpiNode> nodes, ref int suffix)
    {
        if (part == _parts.Count) return nodes.IsEmpty;
        Part expected = _parts[part];
        if (!nodes.IsEmpty && expected.Is(nodes[0]))
        {
            int found = nodes[0].Suffix ?? suffix;
            if (Matches(part + 1, nodes[1..], ref found))
            {
                suffix = found;
                return true;
            }
        }

        return expected.IsOptional && Matches(part + 1, nodes, ref suffix);
    }

    private sealed record Part(string Long, string Short, bool IsOptional, bool IsNumbered)
    {
        public bool Is(ScpiNode node) => (node.Word == Long || node.Word == Short) && (IsNumbered || node.Suffix is null);
    }
}

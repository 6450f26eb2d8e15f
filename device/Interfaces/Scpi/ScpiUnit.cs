namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>One command or query of a message, as it stands there.</summary>
/// <param name="Nodes">The words of its header in capitals, with the digits at their end split off.</param>
/// <param name="IsCommon">Whether it begins with an asterisk.</param>
/// <param name="IsAbsolute">Whether it begins with a colon: from the root, not from where the unit before it was.</param>
/// <param name="IsQuery">Whether it ends with a question mark.</param>
/// <param name="Parameters">What follows the header.</param>
public sealed record ScpiUnit(
    IReadOnlyList<ScpiNode> Nodes, bool IsCommon, bool IsAbsolute, bool IsQuery, IReadOnlyList<ScpiParameter> Parameters)
{
    /// <summary>The header as it stands there, in capitals.</summary>
    public string Header =>
        (IsCommon ? "*" : "") + string.Join(':', Nodes.Select(node => node.ToString())) + (IsQuery ? "?" : "");
}

/// <summary>A word of a header.</summary>
/// <param name="Word">In capitals, without the digits at its end.</param>
/// <param name="Suffix">The digits as a number; null where there are none.</param>
public readonly record struct ScpiNode(string Word, int? Suffix)
{
    /// <inheritdoc/>
    public override string ToString() => Word + Suffix;
}

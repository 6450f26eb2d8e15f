namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>What a piece of text is, so that a terminal with colours can mark it. Nothing is shown by colour alone.</summary>
internal enum TopTone
{
    /// <summary>A value.</summary>
    Plain,

    /// <summary>What a value is.</summary>
    Label,

    /// <summary>A heading.</summary>
    Heading,

    /// <summary>A value that is as it should be.</summary>
    Good,

    /// <summary>A value to look at.</summary>
    Warning,

    /// <summary>Something wrong.</summary>
    Bad,

    /// <summary>The filled part of a bar.</summary>
    Bar,
}

using OnBoard.Drivers;

namespace OnBoard.Sensors.Boards;

/// <summary>Which board: the real one that the program runs on, or a virtual one.</summary>
/// <param name="IsReal">Whether devices are real; figures of a virtual board are modelled.</param>
/// <param name="Description">Its monitors and lines; null on a real board that has no board file.</param>
public sealed record BoardChoice(bool IsReal, BoardDescription? Description)
{
    /// <summary>What may stand for a board, for help and messages.</summary>
    public const string Values = "auto, virtual, the name of a board, or a board file";

    private const string VirtualCompatible = "onboard,virtual";

    /// <summary>The shipped virtual board.</summary>
    public static BoardChoice Virtual { get; } = new(false, BoardCatalog.Load(BoardCatalog.Virtual));

    /// <summary>
    /// Understands <c>auto</c> (this board where the machine is one, the virtual board elsewhere), the name of a shipped
    /// board, or the path of a board file; null where it is none of them.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="onBoard">Whether this machine is a board.</param>
    /// <exception cref="BadInputException">The board file is unfit.</exception>
    public static BoardChoice? Parse(string text, bool onBoard)
    {
        if (text == "auto") return onBoard ? new(true, BoardCatalog.Identify()) : Virtual;
        if (!BoardCatalog.Names.Contains(text) && !text.EndsWith(".json", StringComparison.Ordinal)) return null;
        BoardDescription board = BoardCatalog.Load(text);
        return new(board.Compatible != VirtualCompatible, board);
    }
}

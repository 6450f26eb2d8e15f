namespace OnBoard.Drivers;

/// <summary>A file or a folder that the user named is not what the operation needs: truncated, foreign, empty, unfit.</summary>
public sealed class BadInputException(string subject, string cause, string remedy, Exception? inner = null)
    : OnBoardException(subject, cause, remedy, inner);

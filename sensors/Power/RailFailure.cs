using OnBoard.Drivers;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>A rail that could not be opened, and why.</summary>
/// <param name="Rail">The rail.</param>
/// <param name="Error">What happened; it names the thing, the cause and the remedy.</param>
public sealed record RailFailure(BoardRail Rail, OnBoardException Error);

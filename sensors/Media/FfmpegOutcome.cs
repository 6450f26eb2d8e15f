namespace OnBoard.Sensors.Media;

/// <summary>How a run of ffmpeg ended.</summary>
/// <param name="ExitCode">0 where ffmpeg was content, which it also is with much damage.</param>
/// <param name="Messages">The first hundred lines that it wrote to standard error: for people, nothing is decided by them.</param>
/// <param name="MessageCount">How many lines there were.</param>
public sealed record FfmpegOutcome(int ExitCode, IReadOnlyList<string> Messages, int MessageCount);

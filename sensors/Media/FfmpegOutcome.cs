namespace OnBoard.Sensors.Media;

/// <summary>How a run of ffmpeg ended.</summary>
/// <param name="ExitCode">0 where ffmpeg was content, which it also is with much damage.</param>
/// <param name="Messages">What it wrote to standard error, line by line.</param>
public sealed record FfmpegOutcome(int ExitCode, IReadOnlyList<string> Messages);

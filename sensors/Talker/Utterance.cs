using OnBoard.Drivers.Video;
using OnBoard.Sensors.Talker.Script;

namespace OnBoard.Sensors.Talker;

/// <summary>One sentence of a talker, recorded off-line with half of the pause before and after it.</summary>
/// <param name="Sentence">What is said.</param>
/// <param name="Samples">The clean voice, 16 kHz mono.</param>
/// <param name="Frames">
/// The frames at 25 per second; <see cref="VideoFrame.CapturedAt"/> counts nanoseconds from the first sample.
/// </param>
/// <param name="SpeechStart">First sample of speech.</param>
/// <param name="SpeechEnd">The sample after the last of speech.</param>
public sealed record Utterance(
    GridSentence Sentence, float[] Samples, IReadOnlyList<VideoFrame> Frames, int SpeechStart, int SpeechEnd);

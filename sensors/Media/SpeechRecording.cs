using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>A file of clear speech of one talker, heard only.</summary>
/// <param name="Path">The file.</param>
/// <param name="Talker">Who talks.</param>
/// <param name="Split">train, dev or test; all files of a talker are in one.</param>
public sealed record SpeechRecording(string Path, string Talker, string Split)
{
    /// <summary>The longest file, seconds.</summary>
    private const double MaxSeconds = 3600;

    private static readonly ClipOptions SoundOnly =
        new() { Audio = StreamUse.Required, Video = StreamUse.Skipped, MaxSeconds = MaxSeconds };

    /// <summary>The whole recording as mono at 16 kHz, in -1..1.</summary>
    /// <exception cref="BadInputException">The file is empty, cut short, too long or has no sound.</exception>
    public float[] Load() => Clip.Load(Path, SoundOnly).Samples;
}

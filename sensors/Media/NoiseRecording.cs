using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>One recording of a place without the talker.</summary>
/// <param name="Path">The file.</param>
/// <param name="Type">The kind of place, from the file's name: BUS, CAF, PED, STR.</param>
/// <param name="Name">The rest of the file's name.</param>
public sealed record NoiseRecording(string Path, string Type, string Name)
{
    private static readonly ClipOptions SoundOnly =
        new() { Audio = StreamUse.Required, Video = StreamUse.Skipped, LongestSeconds = 3600 };

    /// <summary>The whole recording as mono at 16 kHz, in -1..1.</summary>
    /// <exception cref="BadInputException">The file is empty, cut short or has no sound.</exception>
    public float[] Load() => Clip.Load(Path, SoundOnly).Samples;
}

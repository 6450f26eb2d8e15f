using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>One recording of a place without the talker, or one channel of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Type">The kind of place, from the file's name or its folder: BUS, CAF, DKITCHEN.</param>
/// <param name="Name">What distinguishes it from the others of its type.</param>
public sealed record NoiseRecording(string Path, string Type, string Name)
{
    private static readonly ClipOptions SoundOnly =
        new() { Audio = StreamUse.Required, Video = StreamUse.Skipped, MaxSeconds = 3600 };

    /// <summary>
    /// What all channels of one recording have in common: they were heard at the same moment, so none may be trained on while another
    /// is scored in.
    /// </summary>
    public string Recording { get; init; } = $"{Type}_{Name}";

    /// <summary>The whole recording as mono at 16 kHz, in -1..1.</summary>
    /// <exception cref="BadInputException">The file is empty, cut short or has no sound.</exception>
    public float[] Load() => Clip.Load(Path, SoundOnly).Samples;
}

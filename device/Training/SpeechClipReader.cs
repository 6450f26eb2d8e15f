using OnBoard.Sensors.Media;

namespace OnBoard.Device.Training;

/// <summary>Reads recordings of talkers and extracts the mouth features of every picture.</summary>
public static class SpeechClipReader
{
    /// <summary>Reads clips in the order given, two at a time.</summary>
    public static IEnumerable<SpeechClip> ReadAll(IEnumerable<string> paths) =>
        Clip.LoadAll(paths, new ClipOptions { Audio = StreamUse.Required }).Select(Convert);

    private static SpeechClip Convert(Clip clip) => new(clip.Name, clip.Samples, [], clip.FramesPerSecond);
}

using OnBoard.Drivers.Video;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Reads recordings of talkers and extracts the mouth features of every picture.</summary>
public static class SpeechClipReader
{
    /// <summary>Reads clips in the order given, as many at a time as there are cores.</summary>
    /// <exception cref="Drivers.BadInputException">A clip is damaged or has no sound.</exception>
    public static IEnumerable<SpeechClip> ReadAll(IEnumerable<string> paths) =>
        paths.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(path => Describe(Clip.Load(path, new ClipOptions { Audio = StreamUse.Required })));

    /// <summary>Extracts the mouth features of a clip.</summary>
    public static SpeechClip Describe(Clip clip)
    {
        MouthFeatureExtractor extractor = new();
        float[] mouth = new float[clip.Frames.Count * MouthFeatures.Count];
        bool[] seen = new bool[clip.Frames.Count];
        for (int picture = 0; picture < seen.Length; picture++)
        {
            VideoFrame frame = clip.Frames[picture];
            seen[picture] = extractor.Extract(frame, mouth.AsSpan(picture * MouthFeatures.Count, MouthFeatures.Count));
        }

        return new SpeechClip(clip.Name, clip.Samples, mouth, seen, clip.FramesPerSecond);
    }
}

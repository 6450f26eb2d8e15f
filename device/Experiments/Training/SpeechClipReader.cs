using OnBoard.Drivers.Video;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Reads recordings of talkers and extracts the mouth features of every frame.</summary>
public static class SpeechClipReader
{
    // A clip whose face is seen in less than this share of its frames is as good as heard alone.
    private const double EnoughSeen = 0.5;

    private static readonly ClipOptions WithSound = new() { Audio = StreamUse.Required };

    /// <summary>Reads clips in the order given, as many at a time as there are cores.</summary>
    /// <exception cref="Drivers.BadInputException">A clip is damaged or has no sound.</exception>
    public static IEnumerable<SpeechClip> ReadAll(IEnumerable<string> paths) =>
        paths.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(Read);

    /// <summary>Reads a clip frame by frame.</summary>
    /// <exception cref="Drivers.BadInputException">It is damaged or has no sound.</exception>
    public static SpeechClip Read(string path)
    {
        Watcher watcher = new();
        Clip clip = Clip.Scan(path, WithSound, watcher.See);
        return watcher.Describe(clip, clip.FramesPerSecond);
    }

    /// <summary>Extracts the mouth features of a clip in memory.</summary>
    public static SpeechClip Describe(Clip clip)
    {
        Watcher watcher = new();
        foreach (VideoFrame frame in clip.Frames) watcher.See(frame);
        return watcher.Describe(clip, clip.FramesPerSecond);
    }

    /// <summary>Sees the frames of one clip.</summary>
    private sealed class Watcher
    {
        private readonly MouthFeatureExtractor _extractor = new();
        private readonly List<float> _mouth = [];
        private readonly List<bool> _seen = [];
        private readonly float[] _features = new float[MouthFeatures.Count];

        public void See(VideoFrame frame)
        {
            _features.AsSpan().Clear();
            _seen.Add(_extractor.Extract(frame, _features));
            _mouth.AddRange(_features);
        }

        public SpeechClip Describe(Clip clip, double framesPerSecond)
        {
            int found = _seen.Count(seen => seen);
            List<string> warnings = [.. clip.Warnings];
            if (_seen.Count > 0 && found == 0) warnings.Add($"no face was found in any of its {_seen.Count} frames");
            else if (found < EnoughSeen * _seen.Count) warnings.Add($"a face was found in {found} of its {_seen.Count} frames only");
            return new SpeechClip(clip.Name, clip.Samples, [.. _mouth], [.. _seen], framesPerSecond) { Warnings = warnings };
        }
    }
}

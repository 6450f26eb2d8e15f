using OnBoard.Drivers;
using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// A whole recording in memory: mono sound at 16 kHz, pictures at their own size and rate, or one of the two. Sound and
/// pictures share the time 0 at the start of the recording.
/// </summary>
public sealed class Clip
{
    /// <summary>Samples per second of every clip.</summary>
    public const int SampleRate = 16_000;

    /// <param name="name">What to call the clip in messages.</param>
    /// <param name="samples">Mono sound at <see cref="SampleRate"/> in -1..1; empty where there is none.</param>
    /// <param name="frames">Pictures of one size at a constant rate; empty where there are none.</param>
    /// <param name="framesPerSecond">Rate of the pictures; 0 where there are none.</param>
    /// <param name="warnings">What was odd about the recording.</param>
    public Clip(string name, float[] samples, IReadOnlyList<VideoFrame> frames, double framesPerSecond,
        IReadOnlyList<string>? warnings = null)
    {
        if (frames.Count > 0) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        Name = name;
        Samples = samples;
        Frames = frames;
        FramesPerSecond = framesPerSecond;
        Warnings = warnings ?? [];
    }

    /// <summary>The file name without folder and extension, or what the maker called it.</summary>
    public string Name { get; }

    /// <summary>Mono sound at <see cref="SampleRate"/> in -1..1; empty where there is none.</summary>
    public float[] Samples { get; }

    /// <summary>
    /// The pictures; empty where there are none. <see cref="VideoFrame.CapturedAt"/> counts nanoseconds from the start
    /// of the recording, <see cref="VideoFrame.Sequence"/> counts from 0.
    /// </summary>
    public IReadOnlyList<VideoFrame> Frames { get; }

    /// <summary>Rate of the pictures; 0 where there are none.</summary>
    public double FramesPerSecond { get; }

    /// <summary>What was odd about the recording (damaged pictures, sound and pictures of different length).</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Whether there is sound.</summary>
    public bool HasAudio => Samples.Length > 0;

    /// <summary>Whether there are pictures.</summary>
    public bool HasVideo => Frames.Count > 0;

    /// <summary>Length of the longer of sound and pictures, in samples.</summary>
    public int LengthInSamples =>
        Math.Max(Samples.Length, HasVideo ? (int)Math.Ceiling(Frames.Count * SampleRate / FramesPerSecond) : 0);

    /// <summary>Start of frame <paramref name="index"/> in nanoseconds from the start of the recording.</summary>
    public long FrameTime(int index) => (long)Math.Round(index * 1e9 / FramesPerSecond);

    /// <summary>Reads a recording whole: MPEG, MP4, Matroska, WAV, FLAC, whatever ffmpeg decodes.</summary>
    /// <exception cref="BadInputException">
    /// The file is missing, empty, cut short, not a recording, too long, or lacks a required stream.
    /// </exception>
    /// <exception cref="DeviceMissingException">There is no ffmpeg on this machine.</exception>
    public static Clip Load(string path, ClipOptions? options = null) =>
        ClipReader.Read(path, options ?? new ClipOptions());

    /// <summary>
    /// Reads many recordings, in their order, <paramref name="parallel"/> at a time. No more than twice that many are
    /// in memory ahead of the reader, so a corpus of any size streams through.
    /// </summary>
    public static IEnumerable<Clip> LoadAll(IEnumerable<string> paths, ClipOptions? options = null, int parallel = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parallel);
        return Stream(paths, options, parallel);
    }

    private static IEnumerable<Clip> Stream(IEnumerable<string> paths, ClipOptions? options, int parallel)
    {
        using var turns = new SemaphoreSlim(parallel);
        var ahead = new Queue<Task<Clip>>();
        try
        {
            foreach (string path in paths)
            {
                ahead.Enqueue(Task.Run(() =>
                {
                    turns.Wait();
                    try
                    {
                        return Load(path, options);
                    }
                    finally
                    {
                        turns.Release();
                    }
                }));
                if (ahead.Count == 2 * parallel) yield return ahead.Dequeue().GetAwaiter().GetResult();
            }

            while (ahead.Count > 0) yield return ahead.Dequeue().GetAwaiter().GetResult();
        }
        finally
        {
            // A reader that stops early must not pull the semaphore from under the running reads.
            foreach (Task<Clip> task in ahead) task.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        }
    }
}

using OnBoard.Drivers;
using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// A recording: mono sound at 16 kHz, video of at most 1280x576 at its own rate, or one of the two. Sound and video share the
/// time 0 at the start of the recording. What <see cref="Load"/> reads is in memory; what <see cref="Open"/> opens is where it fits.
/// </summary>
public sealed class Clip
{
    /// <summary>Samples per second of every clip.</summary>
    public const int SampleRate = 16_000;

    /// <param name="name">What to call the clip in messages.</param>
    /// <param name="samples">Mono sound at <see cref="SampleRate"/> in -1..1; empty where there is none.</param>
    /// <param name="frames">Frames of one size at a constant rate; empty where there are none.</param>
    /// <param name="framesPerSecond">Rate of the frames; 0 where there are none.</param>
    /// <param name="warnings">What was odd about the recording.</param>
    public Clip(string name, float[] samples, IReadOnlyList<VideoFrame> frames, double framesPerSecond,
        IReadOnlyList<string>? warnings = null)
    {
        if (frames.Count > 0) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        Name = name;
        Samples = samples;
        Frames = frames;
        Sound = new MemorySound(samples);
        Video = new MemoryVideo(frames, framesPerSecond);
        Warnings = warnings ?? [];
    }

    /// <param name="name">What to call the clip in messages.</param>
    /// <param name="sound">Its sound.</param>
    /// <param name="video">Its video.</param>
    /// <param name="warnings">What was odd about the recording.</param>
    internal Clip(string name, IClipSound sound, IClipVideo video, IReadOnlyList<string> warnings)
    {
        Name = name;
        Sound = sound;
        Video = video;
        Samples = sound is MemorySound { Samples: var samples } ? samples : [];
        Frames = video is MemoryVideo { Frames: var frames } ? frames : [];
        Warnings = warnings;
    }

    /// <summary>The file name without folder and extension, or what the maker called it.</summary>
    public string Name { get; }

    /// <summary>Mono sound at <see cref="SampleRate"/> in -1..1; empty where there is none in memory.</summary>
    public float[] Samples { get; }

    /// <summary>The sound to be played, in memory or not.</summary>
    public IClipSound Sound { get; }

    /// <summary>The video to be shown, in memory or not.</summary>
    public IClipVideo Video { get; }

    /// <summary>
    /// The frames; empty where there are none in memory. <see cref="VideoFrame.CapturedAt"/> counts nanoseconds from the start
    /// of the recording, <see cref="VideoFrame.Sequence"/> counts from 0.
    /// </summary>
    public IReadOnlyList<VideoFrame> Frames { get; }

    /// <summary>Rate of the frames; 0 where there are none.</summary>
    public double FramesPerSecond => Video.FramesPerSecond;

    /// <summary>What was odd about the recording (damaged frames, sound and video of different length).</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>
    /// Receives what turns out to be odd about frames that are decoded while they are shown, with the file's name. On another thread.
    /// </summary>
    public Action<string> Warned
    {
        set
        {
            if (Video is StreamedVideo streamed) streamed.Warned = value;
        }
    }

    /// <summary>Whether something of it is decoded while it plays: then it plays once, forwards.</summary>
    public bool IsStreamed => Video is StreamedVideo || Sound is StreamedSound;

    /// <summary>Whether there is sound.</summary>
    public bool HasAudio => Sound.Length > 0;

    /// <summary>Whether there is video.</summary>
    public bool HasVideo => Video.Count > 0;

    /// <summary>Length of the longer of sound and video, in samples.</summary>
    public long LengthInSamples =>
        Math.Max(Sound.Length, HasVideo ? (long)Math.Ceiling(Video.Count * SampleRate / FramesPerSecond) : 0);

    /// <summary>
    /// Ends what decodes while it plays, with its child processes. A clip in memory may be played again, another one may not.
    /// </summary>
    public void Close()
    {
        Sound.Close();
        Video.Close();
    }

    /// <summary>Start of frame <paramref name="index"/> in nanoseconds from the start of the recording.</summary>
    public long FrameTime(long index) => (long)Math.Round(index * 1e9 / FramesPerSecond);

    /// <summary>Reads a recording whole: MPEG, MP4, Matroska, WAV, FLAC, whatever ffmpeg decodes.</summary>
    /// <param name="path">
    /// A file; <c>FILE#2</c> takes its second sound track, where else the first is taken that is not silent; <c>-</c> is standard input.
    /// </param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="BadInputException">
    /// The file is missing, empty, cut short, not a recording, too long, or lacks a required stream.
    /// </exception>
    /// <exception cref="DeviceMissingException">There is no ffmpeg on this machine.</exception>
    public static Clip Load(string path, ClipOptions? options = null) =>
        ClipReader.Read(path, options ?? new ClipOptions());

    /// <summary>Reads the sound whole and shows the frames one by one, so that they need no room.</summary>
    /// <param name="path">As for <see cref="Load"/>.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="see">
    /// Sees each frame. The frame is filled anew for the next one; the rate of frames is that of the clip that is given back.
    /// </param>
    /// <returns>The clip without <see cref="Frames"/>.</returns>
    /// <exception cref="BadInputException">As of <see cref="Load"/>.</exception>
    /// <exception cref="DeviceMissingException">There is no ffmpeg on this machine.</exception>
    public static Clip Scan(string path, ClipOptions options, Action<VideoFrame> see) => ClipReader.Scan(path, options, see, reuse: true);

    /// <summary>
    /// Opens a recording to be played by <see cref="ClipCamera"/> and <see cref="ClipMicrophone"/>. Frames beyond
    /// <see cref="ClipOptions.VideoBytes"/> and sound beyond <see cref="ClipOptions.MaxSeconds"/> are decoded while they play: however
    /// long it is, it needs no more than 80 MB. <see cref="Close"/> ends the decoders.
    /// </summary>
    /// <exception cref="BadInputException">As of <see cref="Load"/>, except that nothing is too long.</exception>
    /// <exception cref="DeviceMissingException">There is no ffmpeg on this machine.</exception>
    public static Clip Open(string path, ClipOptions? options = null) => ClipReader.Open(path, options ?? new ClipOptions());

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

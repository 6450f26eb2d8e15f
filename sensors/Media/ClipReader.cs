using OnBoard.Drivers;
using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Decodes a recording with one run of ffmpeg for the sound and one for the video, side by side, and compares what came with what the
/// container says of itself: ffmpeg ends with success on files that are cut short.
/// </summary>
internal static class ClipReader
{
    // What a container says and what a decoder gives differ by encoder delays and by the last, half block.
    private const double Tolerance = 0.25;

    private static readonly TimeSpan MaxPreparation = TimeSpan.FromSeconds(30);

    // GRID's sound ends 22 ms before its video; that is no news.
    private const double UsualDifference = 0.035;

    /// <summary>Reads a recording whole.</summary>
    public static Clip Read(string named, ClipOptions options)
    {
        List<VideoFrame> frames = [];
        Clip clip = Scan(named, options, frame => frames.Add(frame), reuse: false);
        return new Clip(clip.Name, clip.Samples, frames, clip.FramesPerSecond, clip.Warnings);
    }

    /// <summary>Reads the sound whole and shows the frames one by one.</summary>
    /// <param name="named">See <see cref="RecordingName"/>.</param>
    /// <param name="options">What is wanted of it.</param>
    /// <param name="see">Sees each frame, on another thread.</param>
    /// <param name="reuse">Whether one frame is filled again and again.</param>
    /// <returns>The clip without its video.</returns>
    public static Clip Scan(string named, ClipOptions options, Action<VideoFrame> see, bool reuse)
    {
        MediaFile file = MediaFile.Open(named, options);
        SoundDecoder sound = new(file, options);
        Y4mReader frames = new(file.Name, options.MaxSeconds, see, reuse);
        int messages = 0;
        Decode(
            options.Audio == StreamUse.Skipped ? null : sound.Run,
            options.Video == StreamUse.Skipped || file.Description.Video is not { } track
                ? null
                : () => messages = file.DecodeVideo(track, frames.Read).MessageCount);
        Require(file.Name, options, sound.Length > 0, frames.Count > 0);
        double videoSeconds = frames.Count > 0 ? frames.Count / frames.FramesPerSecond : 0;
        RefuseCutShort(file, options, (double)sound.Length / Clip.SampleRate, videoSeconds);
        return new Clip(
            NameOf(file), sound.Samples, [], frames.FramesPerSecond, Warnings(file, sound, messages, frames.Count > 0, videoSeconds));
    }

    /// <summary>
    /// Opens a recording to be played: in memory where it is short, else decoded anew while it plays.
    /// </summary>
    public static Clip Open(string named, ClipOptions options)
    {
        options = options with { Streams = true };
        MediaFile file = MediaFile.Open(named, options);
        SoundDecoder sound = new(file, options);
        List<VideoFrame> frames = [];
        long left = options.VideoBytes;
        bool streamed = false;
        int messages = 0;
        Y4mReader reader = new(file.Name, double.MaxValue, frame =>
        {
            left -= frame.Luma.Length * 3 / 2;
            if (left < 0) throw new OperationCanceledException();
            frames.Add(frame);
        });
        Decode(
            options.Audio == StreamUse.Skipped ? null : sound.Run,
            options.Video == StreamUse.Skipped || file.Description.Video is not { } track
                ? null
                : () =>
                {
                    try
                    {
                        messages = file.DecodeVideo(track, reader.Read).MessageCount;
                    }
                    catch (OperationCanceledException)
                    {
                        // More than memory is meant for: they are decoded as they are shown.
                        frames.Clear();
                        streamed = true;
                    }
                });
        Require(file.Name, options, sound.Length > 0, streamed || frames.Count > 0);
        IClipVideo video = streamed
            ? new StreamedVideo(file, reader)
            : new MemoryVideo(frames, reader.FramesPerSecond);
        IClipSound? heard = null;
        try
        {
            double videoSeconds = video.Count > 0 ? video.Count / video.FramesPerSecond : 0;
            RefuseCutShort(file, options, (double)sound.Length / Clip.SampleRate, videoSeconds);
            heard = sound.Samples.Length == sound.Length
                ? new MemorySound(sound.Samples)
                : new StreamedSound(file, sound);
            (video as StreamedVideo)?.Prepare(MaxPreparation);
            (heard as StreamedSound)?.Prepare(MaxPreparation);
            return new Clip(
                NameOf(file), heard, video, Warnings(file, sound, messages, video.Count > 0 && !streamed, videoSeconds));
        }
        catch
        {
            heard?.Close();
            video.Close();
            throw;
        }
    }

    private static string NameOf(MediaFile file) => Path.GetFileNameWithoutExtension(file.Name);

    private static void Decode(Action? sound, Action? video)
    {
        // Two processes, not two cores' worth of work: the sound is a tenth of it.
        Task other = sound is null ? Task.CompletedTask : Task.Run(sound);
        try
        {
            video?.Invoke();
        }
        finally
        {
            // The run is waited for whatever became of the other one; its own error is raised below.
            other.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        }

        other.GetAwaiter().GetResult();
    }

    private static void Require(string name, ClipOptions options, bool hasSound, bool hasVideo)
    {
        if (!hasSound && options.Audio == StreamUse.Required)
            throw new BadInputException(name, "it has no sound", "choose a recording with an audio stream");
        if (!hasVideo && options.Video == StreamUse.Required)
            throw new BadInputException(name, "it has no video", "choose a recording with a video stream");
        if (hasSound || hasVideo) return;
        string what = options.Audio == StreamUse.Skipped ? "video"
            : options.Video == StreamUse.Skipped ? "sound" : "sound and no video that can be decoded";
        throw new BadInputException(name, $"it has no {what}", "choose another recording");
    }

    /// <summary>A container that declares more than it yields was cut. Where a stream is left out, the other one's own length counts.</summary>
    private static void RefuseCutShort(MediaFile file, ClipOptions options, double soundSeconds, double videoSeconds)
    {
        MediaDescription said = file.Description;
        bool soundLeftOut = options.Audio == StreamUse.Skipped && said.Sounds.Count > 0;
        bool videoLeftOut = options.Video == StreamUse.Skipped && said.Video is not null;
        double? declared = soundLeftOut ? said.Video?.DeclaredSeconds
            : videoLeftOut ? (said.Sounds is [var first, ..] ? first.DeclaredSeconds : null)
            : said.DeclaredSeconds;
        double seconds = Math.Max(soundSeconds, videoSeconds);
        if (!(seconds < declared - Tolerance)) return;
        throw new BadInputException(
            file.Name, FormattableString.Invariant($"it is cut short: it declares {declared:0.00} s and holds {seconds:0.00} s"),
            "copy the recording again");
    }

    private static List<string> Warnings(MediaFile file, SoundDecoder sound, int videoMessages, bool comparesLengths, double videoSeconds)
    {
        List<string> warnings = [.. sound.Warnings];
        if (sound.Messages + videoMessages > 0)
        {
            List<int> streams = [];
            if (videoMessages > 0) streams.Add(file.Description.Video!.Stream);
            if (sound.Messages > 0) streams.Add(sound.Track!.Stream);
            List<string> damage = [.. file.CountDamage(streams).Describe()];
            warnings.AddRange(damage.Count > 0
                ? damage
                : [$"ffmpeg complained {sound.Messages + videoMessages} times while it decoded"]);
        }

        double soundSeconds = (double)sound.Length / Clip.SampleRate;
        if (comparesLengths && soundSeconds > 0 && Math.Abs(soundSeconds - videoSeconds) > UsualDifference)
            warnings.Add(FormattableString.Invariant($"sound lasts {soundSeconds:0.000} s, video lasts {videoSeconds:0.000} s"));
        return warnings;
    }
}

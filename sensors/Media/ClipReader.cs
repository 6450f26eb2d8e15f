using OnBoard.Drivers;
using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Decodes a recording with one run of ffmpeg for the sound and one for the pictures, side by side, and judges what came by what the
/// container says of itself: ffmpeg ends with success on files that are cut short.
/// </summary>
internal static class ClipReader
{
    // What a container says and what a decoder gives differ by encoder delays and by the last, half block.
    private const double Tolerance = 0.25;

    private static readonly TimeSpan LongestPreparation = TimeSpan.FromSeconds(30);

    // GRID's sound ends 22 ms before its pictures; that is no news.
    private const double UsualDifference = 0.035;

    /// <summary>Reads a recording whole.</summary>
    public static Clip Read(string named, ClipOptions options)
    {
        List<VideoFrame> frames = [];
        Clip clip = Scan(named, options, frame => frames.Add(frame), reuse: false);
        return new Clip(clip.Name, clip.Samples, frames, clip.FramesPerSecond, clip.Warnings);
    }

    /// <summary>Reads the sound whole and shows the pictures one by one.</summary>
    /// <param name="named">See <see cref="RecordingName"/>.</param>
    /// <param name="options">What is wanted of it.</param>
    /// <param name="see">Sees each picture, on another thread.</param>
    /// <param name="reuse">Whether one frame is filled again and again.</param>
    /// <returns>The clip without its pictures.</returns>
    public static Clip Scan(string named, ClipOptions options, Action<VideoFrame> see, bool reuse)
    {
        MediaFile file = MediaFile.Open(named, options);
        SoundDecoder sound = new(file, options);
        Y4mReader pictures = new(file.Name, options.LongestSeconds, see, reuse);
        int messages = 0;
        Decode(
            options.Audio == StreamUse.Skipped ? null : sound.Run,
            options.Video == StreamUse.Skipped || file.Description.Picture is not { } track
                ? null
                : () => messages = file.DecodePictures(track, pictures.Read).MessageCount);
        Require(file.Name, options, sound.Length > 0, pictures.Count > 0);
        double pictureSeconds = pictures.Count > 0 ? pictures.Count / pictures.FramesPerSecond : 0;
        RefuseCutShort(file, options, (double)sound.Length / Clip.SampleRate, pictureSeconds);
        return new Clip(
            NameOf(file), sound.Samples, [], pictures.FramesPerSecond, Warnings(file, sound, messages, pictures.Count > 0, pictureSeconds));
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
        long left = options.PictureBytes;
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
            options.Video == StreamUse.Skipped || file.Description.Picture is not { } track
                ? null
                : () =>
                {
                    try
                    {
                        messages = file.DecodePictures(track, reader.Read).MessageCount;
                    }
                    catch (OperationCanceledException)
                    {
                        // More than memory is meant for: they are decoded as they are shown.
                        frames.Clear();
                        streamed = true;
                    }
                });
        Require(file.Name, options, sound.Length > 0, streamed || frames.Count > 0);
        IClipPictures pictures = streamed
            ? new StreamedPictures(file, reader)
            : new MemoryPictures(frames, reader.FramesPerSecond);
        IClipSound? heard = null;
        try
        {
            double pictureSeconds = pictures.Count > 0 ? pictures.Count / pictures.FramesPerSecond : 0;
            RefuseCutShort(file, options, (double)sound.Length / Clip.SampleRate, pictureSeconds);
            heard = sound.Samples.Length == sound.Length
                ? new MemorySound(sound.Samples)
                : new StreamedSound(file, sound);
            (pictures as StreamedPictures)?.Prepare(LongestPreparation);
            (heard as StreamedSound)?.Prepare(LongestPreparation);
            return new Clip(
                NameOf(file), heard, pictures, Warnings(file, sound, messages, pictures.Count > 0 && !streamed, pictureSeconds));
        }
        catch
        {
            heard?.Close();
            pictures.Close();
            throw;
        }
    }

    private static string NameOf(MediaFile file) => Path.GetFileNameWithoutExtension(file.Name);

    private static void Decode(Action? sound, Action? pictures)
    {
        // Two processes, not two cores' worth of work: the sound is a tenth of it.
        Task other = sound is null ? Task.CompletedTask : Task.Run(sound);
        try
        {
            pictures?.Invoke();
        }
        finally
        {
            // The run is waited for whatever became of the other one; its own error is raised below.
            other.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        }

        other.GetAwaiter().GetResult();
    }

    private static void Require(string name, ClipOptions options, bool hasSound, bool hasPictures)
    {
        if (!hasSound && options.Audio == StreamUse.Required)
            throw new BadInputException(name, "it has no sound", "choose a recording with an audio stream");
        if (!hasPictures && options.Video == StreamUse.Required)
            throw new BadInputException(name, "it has no pictures", "choose a recording with a video stream");
        if (hasSound || hasPictures) return;
        string what = options.Audio == StreamUse.Skipped ? "pictures"
            : options.Video == StreamUse.Skipped ? "sound" : "sound and no pictures that can be decoded";
        throw new BadInputException(name, $"it has no {what}", "choose another recording");
    }

    /// <summary>A container that declares more than it yields was cut. Where a stream is left out, the other one's own length counts.</summary>
    private static void RefuseCutShort(MediaFile file, ClipOptions options, double soundSeconds, double pictureSeconds)
    {
        MediaDescription said = file.Description;
        bool soundLeftOut = options.Audio == StreamUse.Skipped && said.Sounds.Count > 0;
        bool picturesLeftOut = options.Video == StreamUse.Skipped && said.Picture is not null;
        double? declared = soundLeftOut ? said.Picture?.DeclaredSeconds
            : picturesLeftOut ? (said.Sounds is [var first, ..] ? first.DeclaredSeconds : null)
            : said.DeclaredSeconds;
        double seconds = Math.Max(soundSeconds, pictureSeconds);
        if (!(seconds < declared - Tolerance)) return;
        throw new BadInputException(
            file.Name, FormattableString.Invariant($"it is cut short: it declares {declared:0.00} s and holds {seconds:0.00} s"),
            "copy the recording again");
    }

    private static List<string> Warnings(MediaFile file, SoundDecoder sound, int pictureMessages, bool judgesPictures, double pictureSeconds)
    {
        List<string> warnings = [.. sound.Warnings];
        if (sound.Messages + pictureMessages > 0)
        {
            List<int> streams = [];
            if (pictureMessages > 0) streams.Add(file.Description.Picture!.Stream);
            if (sound.Messages > 0) streams.Add(sound.Track!.Stream);
            List<string> damage = [.. file.CountDamage(streams).Describe()];
            warnings.AddRange(damage.Count > 0
                ? damage
                : [$"ffmpeg complained {sound.Messages + pictureMessages} times while it decoded"]);
        }

        double soundSeconds = (double)sound.Length / Clip.SampleRate;
        if (judgesPictures && soundSeconds > 0 && Math.Abs(soundSeconds - pictureSeconds) > UsualDifference)
            warnings.Add(FormattableString.Invariant($"sound lasts {soundSeconds:0.000} s, pictures last {pictureSeconds:0.000} s"));
        return warnings;
    }
}
